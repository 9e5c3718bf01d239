/** A case that is open for writing: every change with its journal entry, in one transaction. */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '#shared/errors/app-error.ts';
import type { AssembledSnapshot } from '#shared/domain/assembled.ts';
import type { Artifact, Snapshot, SnapshotId, Target, TimeSource } from '#shared/domain/evidence.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { parseAddress, toAddressText } from '#shared/units/address.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { ArtifactImport, type Bytes } from './artifact-import.ts';
import { DEFAULT_ZSTD_LEVEL } from './chunk-store.ts';
import { digestDerived, toDerivedRows } from './derived.ts';
import { storedOptional, storedText } from './derived-table.ts';
import { codeOf } from './errors.ts';
import { nextEntry, rowActions, type JournalDetail } from './journal.ts';
import { endPendingImports, sweepOrphans } from './orphans.ts';
import { PARSER_VERSION } from './parser-version.ts';
import { isWorthShrinking } from './pragmas.ts';
import { artifactDetail, type ArtifactRow } from './queries/artifacts.ts';
import { snapshotDetail } from './queries/snapshots.ts';
import { targetDetail } from './queries/targets.ts';
import { ReadCase } from './read-case.ts';
import type { Session } from './sessions.ts';
import { checkPiece, joinPieces, storePiece, type Staging } from './staging.ts';
import type {
  JournalEntry,
  NewArtifact,
  NewPart,
  NewStagedDump,
  StagedContent,
  StagedDump,
  WritableCase,
} from './types.ts';

export interface WriteOptions {
  /** zstd level for new chunks; 19 for a file that is built once and shipped. */
  readonly zstdLevel?: number;
}

export class WriteCase extends ReadCase implements WritableCase {
  readonly #platform: Platform;
  readonly #zstdLevel: number;
  #imports = 0;

  constructor(session: Session, platform: Platform, options: WriteOptions = {}) {
    super(session);
    this.#platform = platform;
    this.#zstdLevel = options.zstdLevel ?? DEFAULT_ZSTD_LEVEL;
    this.commit(() => endPendingImports(this.store));
    this.#sweep();
  }

  ensureTarget(name: string): Target {
    return this.commit(() => this.#ensureTarget(name));
  }

  addSnapshot(targetId: number, takenAt: EpochMs, timeSource: TimeSource): Snapshot {
    const id = this.commit(() => {
      if (!this.store.targets.list().some((target) => target.id === targetId)) {
        throw new AppError('input.unknown-target', `The case has no target with the number ${targetId}.`);
      }
      return this.#insertSnapshot(targetId, takenAt, timeSource);
    });
    const snapshot = this.run(({ snapshots }) => snapshots.find(id));
    if (snapshot === undefined) throw new TypeError('a snapshot that was inserted is not there');
    return snapshot;
  }

  async addArtifact(
    artifact: NewArtifact,
    bytes: Bytes,
    cancelled: () => boolean = () => false,
  ): Promise<{ artifact: Artifact; duplicate: boolean }> {
    this.#requireSnapshot(artifact.snapshotId);
    this.#imports += 1;
    try {
      const running = new ArtifactImport({
        store: this.store,
        zstdLevel: this.#zstdLevel,
        commit: (work) => this.commit(work),
      });
      const content = await running.take(bytes, cancelled);
      return this.commit(() => {
        const row = { ...this.#toRow(artifact), ...content };
        const chunks = running.finish();
        const twin = this.store.artifacts.findTwin(row);
        if (twin !== undefined) {
          this.#noteAgain(twin, row);
          return { artifact: twin, duplicate: true };
        }
        const added = this.#insertArtifact(row);
        this.store.chunks.link(added.id, chunks);
        return { artifact: added, duplicate: false };
      });
    } catch (error) {
      // What the stream throws is no fault of the case, even where it looks like one (ENOENT, EACCES).
      throw codeOf(error).startsWith('SQLITE_') ? this.toError(error) : error;
    } finally {
      this.#imports -= 1;
      this.#cleanUp();
    }
  }

  stageDump(dump: NewStagedDump): StagedDump {
    this.#requireSnapshot(dump.snapshotId);
    return this.commit(() => ({ ...dump, id: this.#staging.insert(dump) }));
  }

  addDumpPieces(dump: number, pieces: readonly StagedContent[]): void {
    const staged = this.#stagedDump(dump);
    for (const piece of pieces) checkPiece(staged, piece);
    this.commit(() => {
      for (const piece of pieces) {
        const chunks = storePiece(this.store, piece.bytes, this.#zstdLevel);
        this.#staging.insertPiece(dump, { ordinal: piece.ordinal, detail: storedText(piece.detail) }, chunks);
      }
    });
  }

  async finishDump(
    dump: number,
    artifact: NewArtifact,
    cancelled: () => boolean = () => false,
  ): Promise<Artifact> {
    const staged = this.#stagedDump(dump);
    this.#requireSnapshot(artifact.snapshotId);
    const zeros = (length: number) =>
      this.commit(() => storePiece(this.store, new Uint8Array(length), this.#zstdLevel)[0] ?? 0);
    const { pending, chunks: stored } = this.store;
    const sweep = this.commit(() => pending.insert(stored.lastId() + 1));
    this.#imports += 1;
    try {
      const joined = await joinPieces(this.store, this.#staging, staged, zeros, cancelled);
      return this.commit(() => {
        const { sha256, sizeBytes, chunks } = joined;
        const row = { ...this.#toRow(artifact), sha256, sizeBytes };
        const twin = this.store.artifacts.findTwin(row);
        const added = twin ?? this.#insertArtifact(row);
        if (twin === undefined) this.store.chunks.link(added.id, chunks);
        this.#staging.remove(dump);
        pending.remove(sweep);
        return added;
      });
    } catch (error) {
      throw this.toError(error);
    } finally {
      this.#imports -= 1;
      this.#cleanUp();
    }
  }

  dropStagedDump(dump: number): void {
    this.commit(() => {
      const ids = this.#staging.pieces(dump).flatMap(({ ordinal }) => this.#staging.chunksOf(dump, ordinal));
      this.#staging.remove(dump);
      if (ids.length === 0) return;
      const { pending } = this.store;
      const least = ids.reduce((x, y) => Math.min(x, y));
      pending.end(
        pending.insert(least),
        ids.reduce((x, y) => Math.max(x, y)),
      );
    });
    this.#cleanUp();
  }

  async releaseSpace(): Promise<void> {
    if (this.#imports > 0) return;
    while (this.#sweep()) await setImmediate();
    this.run(({ database }) => {
      if (isWorthShrinking(database)) this.session.shrink();
    });
  }

  addParts(parts: readonly NewPart[]): Artifact[] {
    return this.commit(() => parts.map((part) => this.#addPart(part)));
  }

  replaceDerived(id: SnapshotId, assembled: AssembledSnapshot): boolean {
    this.#requireSnapshot(id);
    const rows = toDerivedRows(assembled);
    const digests = digestDerived(rows);
    return this.commit(() => {
      const { derived, processes, snapshots } = this.store;
      const before = { snapshot: id, ...processes.range(id) };
      const fresh = snapshots.derivedVersion(id) === PARSER_VERSION;
      const changed = derived.digest(before) !== digests.digest;
      if (fresh && !changed) return false;
      if (changed) {
        derived.remove(before);
        derived.insert({ snapshot: id, first: processes.lastId() + 1, last: 0 }, rows);
      }
      snapshots.setDerivedVersion(id, PARSER_VERSION);
      this.#journal(rowActions.derive, { snapshot: id, parserVersion: PARSER_VERSION, ...digests });
      return changed;
    });
  }

  record(action: string, detail: JournalDetail): JournalEntry {
    if ((Object.values(rowActions) as string[]).includes(action)) {
      throw new TypeError(`the journal action ${action} is kept for the case file itself`);
    }
    return this.commit(() => this.#journal(action, detail));
  }

  /** One transaction; on disk when it returns. */
  protected commit<T>(work: () => T): T {
    return this.run(({ database }) => {
      const result = database.transaction(work).immediate();
      this.session.foldIfLong();
      return result;
    });
  }

  get #staging(): Staging {
    const { stagedDumps } = this.store;
    if (stagedDumps === undefined) throw new TypeError('a case that is written to has all tables');
    return stagedDumps;
  }

  #stagedDump(id: number): StagedDump {
    const found = this.stagedDumps().find((dump) => dump.id === id);
    if (found === undefined) throw new TypeError(`there is no staged dump ${id}`);
    return found;
  }

  #journal(action: string, detail: JournalDetail): JournalEntry {
    const { caseInfo, journal } = this.store;
    const { journalSequence, journalHead } = caseInfo.read();
    const who = { actor: this.#platform.actor, at: this.#platform.now() };
    const entry = nextEntry({ sequence: journalSequence, hash: journalHead }, who, action, detail);
    journal.insert(entry);
    caseInfo.setHead(entry.sequence, entry.hash);
    return entry;
  }

  #toRow(artifact: NewArtifact): Omit<ArtifactRow, 'sha256' | 'sizeBytes'> {
    return {
      snapshotId: this.#snapshotOf(artifact),
      kind: artifact.kind,
      name: storedText(artifact.name),
      sourceId: null,
      lines: null,
      encoding: artifact.encoding,
      command: storedOptional(artifact.command),
      exitCode: artifact.exitCode ?? null,
      pid: artifact.pid ?? null,
      process: storedOptional(artifact.process),
      baseAddress: normaliseAddress(artifact.baseAddress ?? null),
      capturedAt: Math.round(artifact.capturedAt),
      importedAt: Math.round(this.#platform.now()),
    };
  }

  /** Within the transaction of its first artifact: a snapshot without evidence would be an answer to nothing. */
  #snapshotOf({ snapshotId }: NewArtifact): SnapshotId {
    if (typeof snapshotId === 'number') return snapshotId;
    const { target, takenAt, timeSource } = snapshotId;
    return this.#insertSnapshot(this.#ensureTarget(target).id, takenAt, timeSource);
  }

  #ensureTarget(name: string): Target {
    const stored = storedText(name);
    const found = this.store.targets.find(stored);
    if (found !== undefined) return found;
    const target = this.store.targets.insert(stored);
    this.#journal(rowActions.target, targetDetail(target));
    return target;
  }

  #insertSnapshot(targetId: number, takenAt: EpochMs, timeSource: TimeSource): SnapshotId {
    const row = this.store.snapshots.insert(targetId, Math.round(takenAt), timeSource);
    this.#journal(rowActions.snapshot, snapshotDetail(row));
    return row.id;
  }

  /** The same bytes by another name or command are one artifact; that they came so too is told by the journal. */
  #noteAgain(twin: Artifact, { name, command, exitCode, capturedAt, sha256 }: ArtifactRow): void {
    if (name === twin.name && command === twin.command) return;
    const detail = { id: twin.id, name, command, exitCode, capturedAt, sha256 };
    if (!this.store.journal.has(rowActions.again, detail)) this.#journal(rowActions.again, detail);
  }

  #addPart(part: NewPart): Artifact {
    const source = this.artifact(part.sourceId);
    if (source.sourceId !== null) throw new TypeError('a part must be cut from a whole artifact');
    const { id: _id, targetName: _name, problemCount: _count, ...row } = source;
    return this.#insertArtifact({
      ...row,
      kind: part.kind,
      sourceId: source.id,
      lines: { first: part.firstLine, last: part.lastLine },
      command: storedOptional(part.command),
      exitCode: null,
      pid: part.pid ?? null,
      process: storedOptional(part.process),
      baseAddress: null,
      importedAt: Math.round(this.#platform.now()),
    });
  }

  #insertArtifact(row: ArtifactRow): Artifact {
    const artifact = this.artifact(this.store.artifacts.insert(row));
    this.store.snapshots.setDerivedVersion(row.snapshotId, null);
    this.#journal(rowActions.artifact, artifactDetail(artifact));
    return artifact;
  }

  #requireSnapshot(id: NewArtifact['snapshotId']): void {
    if (typeof id !== 'number' || this.run(({ snapshots }) => snapshots.exists(id))) return;
    throw new AppError('input.unknown-snapshot', `The case has no snapshot with the number ${id}.`);
  }

  /** After an import: what a failed one left is swept; that it cannot be (a full disk) harms nobody. */
  #cleanUp(): void {
    if (this.#imports > 0) return;
    try {
      this.commit(() => endPendingImports(this.store));
      this.#sweep();
    } catch (error) {
      this.#platform.log('warn', 'chunks of a broken import could not be swept', { error: String(error) });
    }
  }

  /** One portion. @returns whether any is left */
  #sweep(): boolean {
    return this.store.pending.list().length > 0 && this.commit(() => sweepOrphans(this.store));
  }
}

/** @throws input.bad-option */
function normaliseAddress(address: string | null): string | null {
  if (address === null) return null;
  const parsed = parseAddress(address);
  if (parsed !== undefined) return toAddressText(parsed);
  throw new AppError('input.bad-option', `This is no address: ${address}.`, { address });
}
