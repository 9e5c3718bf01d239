/**
 * The cases that are open in this app, by handle. A file that is opened again is shared: one app is one
 * person, and closing it closes it for all of its windows. Jobs on a case end before it closes.
 */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { AppError } from '#shared/errors/app-error.ts';
import type { CaseSummary } from '#shared/contract/cases.ts';
import type { ReadableCase, WritableCase } from '#electron/casefile/types.ts';
import type { InTurn } from '#electron/jobs/collect/types.ts';
import type { CaseFiles } from './services.ts';
import { LruCache } from './lru-cache.ts';

/** Answers of the analysis that are kept per case: the sides, every level, some orders of rows. */
const KEPT_RESULTS = 24;

export interface OpenCase {
  readonly handle: string;
  readonly file: ReadableCase;
  /** Keyed by everything that the value depends on, the journal head included. */
  readonly results: LruCache<unknown>;
  /** Aborted when the case is about to close. */
  readonly closing: AbortSignal;
}

interface Entry extends OpenCase {
  readonly key: string;
  file: ReadableCase;
  writable: WritableCase | undefined;
  readonly controller: AbortController;
  readonly running: Set<Promise<void>>;
  /** Resolves when the last of the writing jobs that were queued has ended. */
  lastWrite: Promise<void>;
}

export class CaseRegistry {
  readonly #files: CaseFiles;
  readonly #entries = new Map<string, Entry>();

  constructor(files: CaseFiles) {
    this.#files = files;
  }

  create(path: string, title: string | undefined): OpenCase {
    const file = this.#files.create(resolve(path), title);
    return this.#add(keyOf(path), file, file);
  }

  /**
   * A case that is open for writing serves readers too, since no second one may open the file then; one that
   * is open for reading becomes writable under the same handle.
   */
  open(path: string, mode: 'read' | 'write'): OpenCase {
    const key = keyOf(path);
    const shared = [...this.#entries.values()].find((entry) => entry.key === key);
    if (shared !== undefined) return mode === 'write' ? this.#makeWritable(shared) : shared;
    if (mode === 'read') return this.#add(key, this.#files.openForReading(resolve(path)), undefined);
    const file = this.#files.openForWriting(resolve(path));
    return this.#add(key, file, file);
  }

  list(): OpenCase[] {
    return [...this.#entries.values()];
  }

  /** @throws casefile.closed */
  get(handle: string): OpenCase {
    return this.#entry(handle);
  }

  /** Runs a reading job; the case does not close before it has ended. */
  async *read<Step, Result>(
    handle: string,
    job: (file: ReadableCase, closing: AbortSignal) => AsyncGenerator<Step, Result, void>,
  ): AsyncGenerator<Step, Result, void> {
    const entry = this.#entry(handle);
    const done = track(entry);
    try {
      return yield* job(entry.file, entry.closing);
    } finally {
      done();
    }
  }

  /**
   * Runs a writing job after those that came before it: two imports at once take turns.
   * @throws casefile.closed, casefile.read-only
   */
  async *write<Step, Result>(
    handle: string,
    job: (file: WritableCase, closing: AbortSignal) => AsyncGenerator<Step, Result, void>,
  ): AsyncGenerator<Step, Result, void> {
    const { entry, file } = this.#writable(handle);
    const done = track(entry);
    const turn = await takeTurn(entry);
    try {
      if (entry.closing.aborted) throw closed(handle);
      return yield* job(file, entry.closing);
    } finally {
      turn.end();
      done();
    }
  }

  /**
   * A change so small that it is done in one go, between the pieces of a job that writes.
   * @throws casefile.closed, casefile.read-only
   */
  change<Result>(handle: string, work: (file: WritableCase) => Result): Result {
    return work(this.#writable(handle).file);
  }

  /**
   * Runs a job that writes now and then: it takes its turn for each piece of work that writes, also while the case is
   * about to close, which waits for it.
   * @throws casefile.closed, casefile.read-only
   */
  async *writeInTurns<Step, Result>(
    handle: string,
    job: (file: WritableCase, closing: AbortSignal, inTurn: InTurn) => AsyncGenerator<Step, Result, void>,
  ): AsyncGenerator<Step, Result, void> {
    const { entry, file } = this.#writable(handle);
    const done = track(entry);
    const inTurn: InTurn = async (work) => {
      const turn = await takeTurn(entry);
      try {
        return await work();
      } finally {
        turn.end();
      }
    };
    try {
      return yield* job(file, entry.closing, inTurn);
    } finally {
      done();
    }
  }

  #writable(handle: string): { entry: Entry; file: WritableCase } {
    const entry = this.#entry(handle);
    if (entry.writable !== undefined) return { entry, file: entry.writable };
    const { path } = entry.file.info;
    throw new AppError('casefile.read-only', `${path} is open for reading only.`, { path });
  }

  /** @returns false where no such case was open */
  async close(handle: string): Promise<boolean> {
    const entry = this.#entries.get(handle);
    if (entry === undefined) return false;
    this.#entries.delete(handle);
    entry.controller.abort();
    await Promise.allSettled(entry.running);
    entry.results.clear();
    entry.file.close();
    return true;
  }

  async closeAll(): Promise<void> {
    const results = await Promise.allSettled([...this.#entries.keys()].map((handle) => this.close(handle)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** @throws casefile.locked while a job reads it; where writing is not possible it stays open for reading, if it can */
  #makeWritable(entry: Entry): OpenCase {
    if (entry.writable !== undefined) return entry;
    const { path } = entry.file.info;
    if (entry.running.size > 0) throw new AppError('casefile.locked', `${path} is being read.`, { path });
    entry.file.close();
    entry.results.clear();
    try {
      entry.writable = this.#files.openForWriting(path);
      entry.file = entry.writable;
    } catch (error) {
      this.#readAgain(entry, path);
      throw error;
    }
    return entry;
  }

  /** Where even that fails, the case is closed; the caller hears why writing failed, which came first. */
  #readAgain(entry: Entry, path: string): void {
    try {
      entry.file = this.#files.openForReading(path);
    } catch {
      entry.controller.abort();
      this.#entries.delete(entry.handle);
    }
  }

  #entry(handle: string): Entry {
    const entry = this.#entries.get(handle);
    if (entry === undefined) throw closed(handle);
    return entry;
  }

  #add(key: string, file: ReadableCase, writable: WritableCase | undefined): OpenCase {
    const controller = new AbortController();
    const entry: Entry = {
      handle: randomUUID(),
      key,
      file,
      writable,
      controller,
      closing: controller.signal,
      results: new LruCache(KEPT_RESULTS),
      running: new Set(),
      lastWrite: Promise.resolve(),
    };
    this.#entries.set(entry.handle, entry);
    return entry;
  }
}

/** Resolves when those that came before have ended theirs. */
async function takeTurn(entry: Entry): Promise<{ end: () => void }> {
  const before = entry.lastWrite;
  const turn = deferred();
  entry.lastWrite = before.then(() => turn.promise);
  await before;
  return { end: turn.resolve };
}

export function summaryOf(open: OpenCase): CaseSummary {
  return { handle: open.handle, ...open.file.info };
}

function closed(handle: string): AppError {
  return new AppError('casefile.closed', 'This case is not open any more.', { handle });
}

function track(entry: Entry): () => void {
  const ended = deferred();
  entry.running.add(ended.promise);
  return () => {
    entry.running.delete(ended.promise);
    ended.resolve();
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** One name for one file, links and case of the path resolved; the path itself where there is no file yet. */
function keyOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}
