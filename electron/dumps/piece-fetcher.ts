/**
 * Brings a region in, piece by piece: the page table of some pieces, then the pages that are there. Questions are sent
 * ahead of their answers. A piece is an honest copy of its own moment, from `from` to `to`.
 */
import { AppError } from '#shared/errors/app-error.ts';
import { pageStates } from '#shared/domain/page-map.ts';
import type { Address } from '#shared/units/address.ts';
import { forged } from './byte-reader.ts';
import type { DumpShell } from './dump-shell.ts';
import { ENTRY_BYTES, blocksOf, markZeroPages, pagesIn, stateCode, statesOf } from './page-table.ts';
import type { Pages, PageStates } from './page-table.ts';

export interface Region {
  readonly pid: number;
  readonly start: Address;
  /** Exclusive. */
  readonly end: Address;
  readonly pageBytes: number;
  /** All pieces but the last are so long. */
  readonly pieceBytes: number;
}

export interface Piece {
  readonly ordinal: number;
  readonly states: PageStates;
  /** Full length; zeros where nothing was read. */
  readonly bytes: Buffer;
  /** Seconds since the target's start, as /proc/uptime has them. */
  readonly from: number;
  readonly to: number;
}

/** How pages are read once it is known which. One answer per batch. */
export interface ReadMethod {
  /** Runs that may go into one question. */
  batches(runs: readonly Pages[], pageBytes: number): Pages[][];
  /** The line that asks for these runs, in pages from address 0. */
  line(id: number, runs: readonly { readonly first: bigint; readonly count: number }[]): string;
  /** Told of each stop and how long it was; the target's clock counts in 10 ms, so a short one has 0. */
  onStop?(ms: number, bytes: number): void;
}

/** One question may carry so many runs: the line stays below what a slow shell takes long to read. */
const MOST_RUNS = 512;

/** dd from /proc/PID/mem while the process runs on. */
export const memMethod: ReadMethod = {
  batches: (runs) => groupsOf(runs, MOST_RUNS),
  line: (id, runs) => `pages ${id} ${runs.map(({ first, count }) => `${first} ${count}`).join(' ')}`,
};

/** Pieces whose page table is asked for together: a page table older than some seconds lies. */
const GROUP_PIECES = 4;
/** Questions for pages that are out at the same time. */
const AHEAD = 2;

export class PieceFetcher {
  readonly #shell: DumpShell;
  readonly #region: Region;
  readonly #method: ReadMethod;
  readonly #usePageTable: boolean;

  constructor(shell: DumpShell, region: Region, method: ReadMethod = memMethod, usePageTable = true) {
    this.#shell = shell;
    this.#region = region;
    this.#method = method;
    this.#usePageTable = usePageTable;
  }

  /**
   * Pieces in the order of `ordinals` (ascending). Leaving early is fine; the shell is of no use afterwards.
   * @throws ssh.disconnected, dump.process-changed, collect.forged
   */
  async *fetch(ordinals: readonly number[]): AsyncGenerator<Piece, void, void> {
    const groups = this.#groups(ordinals);
    const pieces: Promise<Piece>[] = [];
    let table = this.#askTable(groups[0]);
    try {
      for (const [index, group] of groups.entries()) {
        const states = await table;
        table = this.#askTable(groups[index + 1]);
        for (const ordinal of group) {
          const first = ((ordinal - (group[0] ?? 0)) * this.#region.pieceBytes) / this.#region.pageBytes;
          const count = this.#pagesOf(ordinal);
          pieces.push(quiet(this.#askPiece(ordinal, states.slice(first, first + count))));
          while (pieces.length > AHEAD) yield await (pieces.shift() as Promise<Piece>);
        }
      }
      for (const piece of pieces) yield await piece;
    } finally {
      table.catch(() => undefined);
    }
  }

  /** Neighbours that are asked for together. */
  #groups(ordinals: readonly number[]): number[][] {
    const groups: number[][] = [];
    for (const ordinal of ordinals) {
      const last = groups.at(-1);
      const joins = last !== undefined && last.length < GROUP_PIECES && last.at(-1) === ordinal - 1;
      if (joins) last.push(ordinal);
      else groups.push([ordinal]);
    }
    return groups;
  }

  #pageAt(ordinal: number): bigint {
    const { start, pieceBytes, pageBytes } = this.#region;
    return (start + BigInt(ordinal) * BigInt(pieceBytes)) / BigInt(pageBytes);
  }

  #pagesOf(ordinal: number): number {
    const { end, pieceBytes, pageBytes } = this.#region;
    const left = end / BigInt(pageBytes) - this.#pageAt(ordinal);
    return Math.min(pieceBytes / pageBytes, Number(left));
  }

  #askTable(group: readonly number[] | undefined): Promise<PageStates> {
    const [first] = group ?? [];
    if (group === undefined || first === undefined) return Promise.resolve(new Uint8Array());
    const pages = group.reduce((sum, ordinal) => sum + this.#pagesOf(ordinal), 0);
    if (!this.#usePageTable) return Promise.resolve(new Uint8Array(pages).fill(stateCode.present));
    const { blockBytes, skip, count } = blocksOf(this.#pageAt(first), pages);
    return quiet(
      this.#shell.request(
        (id) => `table ${id} ${blockBytes} ${skip} ${count}`,
        async (id) => {
          await this.#begin(id);
          const entries = Buffer.alloc(pages * ENTRY_BYTES);
          await this.#shell.reader.fill(entries);
          const { fields } = await this.#shell.mark(id, 'end');
          requireWhole(parseFaults(fields.slice(1)));
          return statesOf(entries);
        },
      ),
    );
  }

  async #askPiece(ordinal: number, states: PageStates): Promise<Piece> {
    const { pageBytes } = this.#region;
    const bytes = Buffer.alloc(states.length * pageBytes);
    const runs = pagesIn(states, stateCode.present);
    const answers = this.#method
      .batches(runs, pageBytes)
      .map((batch) => quiet(this.#read(ordinal, batch, bytes)));
    let from = Infinity;
    let to = -Infinity;
    for (const asked of answers) {
      const answer = await asked;
      from = Math.min(from, answer.from);
      to = Math.max(to, answer.to);
      for (const run of answer.failed) await this.#refine(ordinal, run, bytes, states);
    }
    if (this.#usePageTable) markZeroPages(states, bytes, pageBytes);
    else states.forEach((code, page) => code === stateCode.present && (states[page] = stateCode.read));
    return { ordinal, states, bytes, from, to };
  }

  async #begin(id: number): Promise<number> {
    const { verb, fields } = await this.#shell.mark(id, 'begin', 'gone', 'refused');
    if (verb === 'gone') throw processChanged();
    if (verb === 'refused') throw refused(fields);
    return parseUptime(fields[0]);
  }

  #read(
    ordinal: number,
    batch: readonly Pages[],
    bytes: Buffer,
  ): Promise<{ from: number; to: number; failed: Pages[] }> {
    const { pageBytes } = this.#region;
    const base = this.#pageAt(ordinal);
    const runs = batch.map(({ first, count }) => ({ first: base + BigInt(first), count }));
    return this.#shell.request(
      (id) => this.#method.line(id, runs),
      async (id) => {
        const from = await this.#begin(id);
        for (const { first, count } of batch) {
          await this.#shell.reader.fill(bytes.subarray(first * pageBytes, (first + count) * pageBytes));
        }
        const { fields } = await this.#shell.mark(id, 'end');
        const faults = parseFaults(fields.slice(1));
        requireWhole(faults);
        if (faults.stoppedMs !== undefined)
          this.#method.onStop?.(faults.stoppedMs, pageBytes * batch.reduce((n, { count }) => n + count, 0));
        const failed = faults.runs.map(({ run }) => batch[run]).filter((run) => run !== undefined);
        return { from, to: parseUptime(fields[0]), failed };
      },
    );
  }

  /** A run with unreadable pages in it, asked for again in halves until it is known which. */
  async #refine(ordinal: number, run: Pages, bytes: Buffer, states: PageStates): Promise<void> {
    const { pageBytes } = this.#region;
    if (run.count === 1) {
      states[run.first] = stateCode.unreadable;
      bytes.fill(0, run.first * pageBytes, (run.first + 1) * pageBytes);
      return;
    }
    const half = run.count >> 1;
    const halves = [
      { first: run.first, count: half },
      { first: run.first + half, count: run.count - half },
    ];
    for (const part of halves) {
      const { failed } = await this.#read(ordinal, [part], bytes);
      if (failed.length > 0) await this.#refine(ordinal, part, bytes, states);
    }
  }
}

export function groupsOf<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  );
}

/** What the end mark says of what went wrong: `RUN:FULL:PARTIAL:MISSING`, `gone`, `stopped=MS`. */
interface Faults {
  readonly runs: readonly { readonly run: number; readonly missing: number }[];
  readonly isGone: boolean;
  /** Undefined where the process was not stopped. */
  readonly stoppedMs: number | undefined;
}

function parseFaults(fields: readonly string[]): Faults {
  const runs: { run: number; missing: number }[] = [];
  let isGone = false;
  let stoppedMs: number | undefined;
  for (const field of fields) {
    const [, run, missing] = /^(\d{1,6}):\d{1,12}:\d{1,12}:(\d{1,12})$/.exec(field) ?? [];
    const stopped = /^stopped=(\d{1,9})$/.exec(field)?.[1];
    if (field === 'gone') isGone = true;
    else if (stopped !== undefined) stoppedMs = Number(stopped);
    else if (run === undefined) throw forged(`an end mark with ${field.slice(0, 40)}`);
    else runs.push({ run: Number(run), missing: Number(missing) });
  }
  return { runs, isGone, stoppedMs };
}

/** Reading past the end of a process that has gone gives an end of file, not an error. */
function requireWhole({ isGone, runs }: Faults): void {
  if (isGone || runs.some(({ missing }) => missing > 0)) throw processChanged();
}

function processChanged(): AppError {
  return new AppError('dump.process-changed', 'The process ended, or became another one, while it was read.');
}

function refused([reason = '']: readonly string[]): AppError {
  if (reason === 'stopped') {
    return new AppError('dump.target-stopped', 'The process was stopped by somebody else.');
  }
  return new AppError('dump.preflight-refused', 'The target could not take a slice of the process.', {
    reason,
  });
}

function parseUptime(text: string | undefined): number {
  if (text === undefined || !/^\d{1,12}(?:\.\d{1,3})?$/.test(text)) throw forged('a mark without a time');
  return Number(text);
}

/** An answer that is waited for later must not end the process when it fails before. */
function quiet<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

/** A page's state by its code, for people. */
export function stateName(code: number): string {
  return pageStates[code] ?? 'not-fetched';
}
