/** A case as the rooms above read it. */
import { AppError } from '#shared/errors/app-error.ts';
import type { AssembledSnapshot } from '#shared/domain/assembled.ts';
import type {
  Artifact,
  ArtifactId,
  ProcessId,
  Snapshot,
  SnapshotId,
  Target,
} from '#shared/domain/evidence.ts';
import type { SnapshotReader } from '#shared/domain/memory.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { SnapshotRange } from './derived-table.ts';
import { toCaseError, withCaseErrors } from './errors.ts';
import { hashEntry, rowActions } from './journal.ts';
import { PARSER_VERSION } from './parser-version.ts';
import { isWholeCase, requireTarget, snapshotsInScope } from './scope.ts';
import { SCHEMA_VERSION } from './migrations/index.ts';
import type { Session } from './sessions.ts';
import { createStore, type CaseStore } from './store.ts';
import type {
  CaseInfo,
  EvidenceScope,
  JournalEntry,
  ReadableCase,
  SnapshotTime,
  StagedDump,
  StagedPiece,
  StoredProblem,
} from './types.ts';

interface Told {
  readonly digest: string;
  /** Undefined in cases of older programs. */
  readonly parts?: { readonly tables: string; readonly regions: Buffer };
  readonly range: SnapshotRange;
}

/** Undefined where the entry was edited. */
function toldBy(entry: JournalEntry): Omit<Told, 'range'> | undefined {
  const { digest, tables, regions } = entry.detail;
  if (hashEntry(entry) !== entry.hash || typeof digest !== 'string') return undefined;
  if (typeof tables !== 'string' || typeof regions !== 'string') return { digest };
  return { digest, parts: { tables, regions: Buffer.from(regions, 'base64') } };
}

const stores = new WeakMap<ReadableCase, CaseStore>();

/** For this room only: what is under a case. @throws casefile.closed */
export function storeOf(file: ReadableCase): CaseStore {
  const store = stores.get(file);
  if (store === undefined) throw new TypeError('this case was not opened by electron/casefile');
  if (!store.database.open) throw new AppError('casefile.closed', 'The case was closed.');
  return store;
}

export class ReadCase implements ReadableCase {
  protected readonly session: Session;
  protected readonly store: CaseStore;
  #closed = false;
  /** What the journal told, while it is the same. */
  readonly #told = new Map<SnapshotId, { head: string; told: Told | undefined }>();

  constructor(session: Session) {
    this.session = session;
    this.store = withCaseErrors(session.path, () => createStore(session.database));
    stores.set(this, this.store);
  }

  get info(): CaseInfo {
    return this.run(({ caseInfo }) => {
      const { caseId, title, createdAt, journalHead } = caseInfo.read();
      const { path, mode } = this.session;
      return {
        caseId,
        title,
        path,
        schemaVersion: SCHEMA_VERSION,
        createdAt,
        mode,
        ...caseInfo.counts(),
        journalHead,
      };
    });
  }

  targets(): Target[] {
    return this.run(({ targets }) => targets.list());
  }

  snapshots(scope: EvidenceScope = {}): Snapshot[] {
    return this.run((store) => snapshotsInScope(store, scope));
  }

  artifacts(scope: EvidenceScope = {}): Artifact[] {
    const { target, snapshot } = scope;
    return this.run((store) => {
      if (isWholeCase(scope)) return store.artifacts.list();
      if (target !== undefined && snapshot === undefined) {
        return store.artifacts.listOfTarget(requireTarget(store, target).id);
      }
      return snapshotsInScope(store, scope).flatMap(({ id }) => store.artifacts.listOf(id));
    });
  }

  artifactsOf(id: SnapshotId): Artifact[] {
    return this.run(({ artifacts }) => artifacts.listOf(id));
  }

  holdsSize(target: string, sizeBytes: number): boolean {
    return this.run(({ artifacts, targets }) => {
      const found = targets.find(target);
      return found !== undefined && artifacts.holdsSize(found.id, sizeBytes);
    });
  }

  artifactsWithHash(target: string, sha256: string): Artifact[] {
    return this.run(({ artifacts, targets }) => {
      const found = targets.find(target);
      return found === undefined ? [] : artifacts.listWithHash(found.id, sha256);
    });
  }

  snapshotsNear(target: string, at: EpochMs, withinMs: number): SnapshotTime[] {
    return this.run(({ snapshots, targets }) => {
      const found = targets.find(target);
      return found === undefined ? [] : snapshots.near(found.id, at - withinMs, at + withinMs);
    });
  }

  artifact(id: ArtifactId): Artifact {
    const artifact = this.run(({ artifacts }) => artifacts.find(id));
    if (artifact !== undefined) return artifact;
    throw new AppError('input.unknown-artifact', `The case has no artifact ${id}.`, { artifact: id });
  }

  problems(scope: EvidenceScope & { artifact?: ArtifactId | undefined; limit?: number } = {}): {
    total: number;
    problems: StoredProblem[];
  } {
    return this.run((store) => {
      const snapshots = isWholeCase(scope) ? null : snapshotsInScope(store, scope).map(({ id }) => id);
      const filter = { snapshots, artifact: scope.artifact ?? null };
      return {
        total: store.problems.count(filter),
        problems: store.problems.list(filter, scope.limit ?? -1),
      };
    });
  }

  readBytes(id: ArtifactId, offset: number, length: number): Uint8Array {
    const artifact = this.artifact(id);
    return this.run(({ chunkReader }) => chunkReader.read(artifact, offset, length));
  }

  *chunks(id: ArtifactId): Generator<Uint8Array> {
    const pieces = this.run(({ chunkReader }) => chunkReader.all(this.artifact(id)));
    for (;;) {
      const next = this.run(() => pieces.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  snapshotReader(id: SnapshotId): SnapshotReader {
    const { range } = this.run(({ snapshots, processes }) => {
      if (snapshots.exists(id)) return { range: processes.range(id) };
      throw new AppError('input.unknown-snapshot', `The case has no snapshot with the number ${id}.`);
    });
    return {
      meminfo: () => this.run(({ meminfo }) => meminfo.list(id)),
      processes: () => this.run(({ processes }) => processes.list(id)),
      classTotals: () => this.run(({ classTotals }) => classTotals.list(range.first, range.last)),
      regions: (processId) => this.run(({ regions }) => regions.list(processId)),
    };
  }

  sockets(id: SnapshotId): AssembledSnapshot['sockets'][number][] {
    return this.run(({ sockets }) => sockets.list(id));
  }

  journal(after = 0, limit = -1): JournalEntry[] {
    return this.run(({ journal }) => journal.list(after, limit));
  }

  staleSnapshots(): SnapshotId[] {
    return this.run(({ snapshots }) => snapshots.stale(PARSER_VERSION));
  }

  stagedDumps(): StagedDump[] {
    return this.run(({ stagedDumps }) => stagedDumps?.list() ?? []);
  }

  stagedPieces(dump: number): StagedPiece[] {
    return this.run(({ stagedDumps }) => stagedDumps?.pieces(dump) ?? []);
  }

  derivedDigest(id: SnapshotId): string {
    return this.run(({ derived, processes }) => derived.digest({ snapshot: id, ...processes.range(id) }));
  }

  isAsDerived(id: SnapshotId): boolean {
    return this.run(({ derived }) => {
      const told = this.#toldOf(id);
      return told !== undefined && derived.isWhole(told.range, told.digest);
    });
  }

  tablesAreAsDerived(id: SnapshotId): boolean {
    return this.run(({ derived }) => {
      const told = this.#toldOf(id);
      return told?.parts === undefined
        ? this.isAsDerived(id)
        : derived.areTables(told.range, told.parts.tables);
    });
  }

  regionsAreAsDerived(id: SnapshotId, process: ProcessId): boolean {
    return this.run(({ derived }) => {
      const told = this.#toldOf(id);
      if (told?.parts === undefined) return told !== undefined;
      return derived.areRegions(told.range, process, told.parts.regions);
    });
  }

  /** What the journal says of a snapshot's derived rows; undefined where its entry was edited. */
  #toldOf(id: SnapshotId): Told | undefined {
    const { journal, derived, caseInfo, processes } = this.store;
    const head = caseInfo.read().journalHead;
    const kept = this.#told.get(id);
    if (kept?.head === head) return kept.told;
    const entry = journal.newestOf(rowActions.derive, id);
    const digests = entry === undefined ? { digest: derived.emptyDigest } : toldBy(entry);
    const range = { snapshot: id, ...processes.range(id) };
    const told = digests === undefined ? undefined : { ...digests, range };
    this.#told.set(id, { head, told });
    return told;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    withCaseErrors(this.session.path, () => this.session.close());
  }

  /** All access goes through here: a closed case says so, and errors leave with a code. */
  protected run<T>(work: (store: CaseStore) => T): T {
    this.requireOpen();
    return withCaseErrors(this.session.path, () => work(this.store));
  }

  protected requireOpen(): void {
    if (this.#closed)
      throw new AppError('casefile.closed', 'The case was closed.', { path: this.session.path });
  }

  protected toError(error: unknown): unknown {
    return toCaseError(error, this.session.path);
  }
}
