/**
 * What a case file offers to the rooms above it. Reads take `ReadableCase`, writes `WritableCase`;
 * nothing above this room sees SQL or better-sqlite3. All calls are synchronous but for streams in.
 * Every method may throw `casefile.closed`, `casefile.io`, `casefile.corrupt`.
 */
import type {
  Artifact,
  ArtifactId,
  ArtifactKind,
  ProcessId,
  Snapshot,
  SnapshotId,
  Target,
  TextEncoding,
  TimeSource,
} from '#shared/domain/evidence.ts';
import type { SnapshotReader } from '#shared/domain/memory.ts';
import type { AssembledSnapshot } from '#shared/domain/assembled.ts';
import type { Problem } from '#shared/errors/problem.ts';
import type { EpochMs } from '#shared/units/time.ts';

export interface CaseInfo {
  /** Random UUID, made once. */
  readonly caseId: string;
  readonly title: string;
  readonly path: string;
  readonly schemaVersion: number;
  readonly createdAt: EpochMs;
  readonly mode: 'read' | 'write';
  readonly targets: number;
  readonly snapshots: number;
  readonly artifacts: number;
  readonly problems: number;
  readonly journalHead: string;
}

export interface JournalEntry {
  readonly sequence: number;
  readonly at: EpochMs;
  /** Who: `cli`, `desktop`, `web`, with the user's name where known. */
  readonly actor: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly previousHash: string;
  readonly hash: string;
}

/** A target or snapshot that is not there throws `input.unknown-target`, `input.unknown-snapshot`. */
export interface EvidenceScope {
  readonly target?: string | undefined;
  /** Ordinal within the target. */
  readonly snapshot?: number | undefined;
}

export interface StoredProblem extends Problem {
  readonly artifact: ArtifactId;
}

/** A snapshot without what is counted of it. */
export interface SnapshotTime {
  readonly id: SnapshotId;
  readonly takenAt: EpochMs;
  readonly timeSource: TimeSource;
}

export interface ReadableCase {
  readonly info: CaseInfo;
  targets(): Target[];
  snapshots(scope?: EvidenceScope): Snapshot[];
  artifacts(scope?: EvidenceScope): Artifact[];
  /** Those of one snapshot, in the order of their numbers; none where there is no such snapshot. */
  artifactsOf(id: SnapshotId): Artifact[];
  /** Whether a target has any whole artifact of this many bytes: asked before a large file is hashed. */
  holdsSize(target: string, sizeBytes: number): boolean;
  /** Whole artifacts of a target (no parts) with this SHA-256, in the order of their numbers. */
  artifactsWithHash(target: string, sha256: string): Artifact[];
  /** Snapshots of a target at most this far from a time, in the order of time; none of an unknown target. */
  snapshotsNear(target: string, at: EpochMs, withinMs: number): SnapshotTime[];
  /** @throws input.unknown-artifact */
  artifact(id: ArtifactId): Artifact;
  problems(scope?: EvidenceScope & { artifact?: ArtifactId | undefined; limit?: number }): {
    total: number;
    problems: StoredProblem[];
  };
  /**
   * Raw bytes `[offset, offset + length)` of an artifact, shorter at its end; a part of a transcript
   * gives the bytes of its source. Decodes only the chunks that it needs.
   */
  readBytes(id: ArtifactId, offset: number, length: number): Uint8Array;
  /** All bytes, chunk by chunk (at most 256 KiB each); for parsing and hashing. */
  chunks(id: ArtifactId): Iterable<Uint8Array>;
  /** The parsed tables of one snapshot. */
  snapshotReader(id: SnapshotId): SnapshotReader;
  /** Connections of one snapshot, in the order of the evidence. */
  sockets(id: SnapshotId): AssembledSnapshot['sockets'][number][];
  journal(after?: number, limit?: number): JournalEntry[];
  /** Snapshots whose tables do not belong to their artifacts or to this program's parsers any more. */
  staleSnapshots(): SnapshotId[];
  /** Dumps that have not arrived in full, oldest first. */
  stagedDumps(): StagedDump[];
  /** What arrived of one, by ordinal. */
  stagedPieces(dump: number): StagedPiece[];
  /** SHA-256 over the stored derived rows of a snapshot; `digestAssembled` (derived.ts) gives its like. */
  derivedDigest(id: SnapshotId): string;
  /** Whether the derived rows of a snapshot are those that the journal tells of; reads all of them. */
  isAsDerived(id: SnapshotId): boolean;
  /** The same, of all tables but regions; of all tables where the journal tells no digests of parts. */
  tablesAreAsDerived(id: SnapshotId): boolean;
  /** The same, of the regions of one process; true where `tablesAreAsDerived` looks at them. */
  regionsAreAsDerived(id: SnapshotId, process: ProcessId): boolean;
  close(): void;
}

/** A snapshot that comes with its first artifact, and its target with it: no bytes, no snapshot. */
export interface NewSnapshot {
  readonly target: string;
  readonly takenAt: EpochMs;
  readonly timeSource: TimeSource;
}

export interface NewArtifact {
  readonly snapshotId: SnapshotId | NewSnapshot;
  readonly kind: ArtifactKind;
  readonly name: string;
  readonly encoding: TextEncoding;
  readonly command?: string | null;
  readonly exitCode?: number | null;
  readonly pid?: number | null;
  readonly process?: string | null;
  readonly baseAddress?: string | null;
  readonly capturedAt: EpochMs;
}

export interface NewPart {
  readonly sourceId: ArtifactId;
  readonly kind: ArtifactKind;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly command?: string | null;
  readonly pid?: number | null;
  readonly process?: string | null;
}

export interface NewStagedDump {
  readonly snapshotId: SnapshotId;
  /** Of the whole region. */
  readonly sizeBytes: number;
  /** A multiple of 256 KiB. */
  readonly pieceBytes: number;
  /** Whatever is needed to go on with it; JSON. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface StagedDump extends NewStagedDump {
  readonly id: number;
}

export interface StagedPiece {
  readonly ordinal: number;
  /** What is known of the piece besides its bytes; text, at most 256 KiB. */
  readonly detail: string;
}

export interface StagedContent extends StagedPiece {
  /** `pieceBytes` long; the last one what is left of the dump. */
  readonly bytes: Uint8Array;
}

export interface WritableCase extends ReadableCase {
  /** Finds or adds. */
  ensureTarget(name: string): Target;
  /** A new snapshot; `ordinal` is given by time, then by order of arrival. */
  addSnapshot(targetId: number, takenAt: EpochMs, timeSource: TimeSource): Snapshot;
  /**
   * Stores bytes as they come: hashed, cut, compressed; acknowledged when the promise resolves
   * (committed with FULL sync). `duplicate` tells that this snapshot held the same bytes as the same
   * kind and pid before: nothing was added and `artifact` is the old one; a name or command of its own
   * goes to the journal. What the stream throws is thrown as it is.
   * @throws casefile.disk-full, job.cancelled (nothing is left behind then)
   */
  addArtifact(
    artifact: NewArtifact,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    cancelled?: () => boolean,
  ): Promise<{ artifact: Artifact; duplicate: boolean }>;
  /** Begins a dump whose bytes will come in pieces. Not evidence until it is finished. */
  stageDump(dump: NewStagedDump): StagedDump;
  /** Acknowledged when it returns (committed with FULL sync); a piece must not be there yet. @throws casefile.disk-full */
  addDumpPieces(dump: number, pieces: readonly StagedContent[]): void;
  /** Makes one artifact of the pieces, with zeros for those that are missing, and ends the staging. @throws job.cancelled */
  finishDump(dump: number, artifact: NewArtifact, cancelled?: () => boolean): Promise<Artifact>;
  /** Forgets what arrived. */
  dropStagedDump(dump: number): void;
  /**
   * Gives the room of imports that broke off back to the disk, where the rest of the case is small enough
   * to be written anew in a moment; else it stays in the file for what comes next.
   */
  releaseSpace(): Promise<void>;
  /** Parts of a stored transcript, in one transaction. */
  addParts(parts: readonly NewPart[]): Artifact[];
  /** Replaces all derived rows of a snapshot in one transaction. @returns whether anything changed. */
  replaceDerived(id: SnapshotId, assembled: AssembledSnapshot): boolean;
  /** Appends to the journal, for example a report that was written. */
  record(action: string, detail: Readonly<Record<string, unknown>>): JournalEntry;
}
