import type { EpochMs } from '#shared/units/time.ts';

/** Row number of an artifact in its case, from 1; shown as `E-012`. */
export type ArtifactId = number;
export type TargetId = number;
export type SnapshotId = number;
export type ProcessId = number;

/**
 * Where a number comes from: a line of a text artifact, a range of a dump, or a whole artifact (line 0).
 * `more` counts further places in the same artifact that the number is summed from.
 */
export type EvidenceRef =
  | { readonly artifact: ArtifactId; readonly line: number; readonly more?: number | undefined }
  | { readonly dump: ArtifactId; readonly offset: number; readonly length: number };

/** How many places a list of references stands for. */
export function placesOf(evidence: readonly EvidenceRef[]): number {
  return evidence.reduce((sum, ref) => sum + 1 + ('artifact' in ref ? (ref.more ?? 0) : 0), 0);
}

/**
 * Kinds of raw evidence. `manifest` is what a collection says of itself: commands, exit codes, clocks, gaps.
 * `text` is evidence that no parser recognised: kept, not read.
 */
export const artifactKinds = [
  'meminfo',
  'vmstat',
  'ps',
  'pmap',
  'maps',
  'smaps',
  'smaps-rollup',
  'status',
  'cmdline',
  'dmesg',
  'sockets',
  'dump',
  'page-map',
  'transcript',
  'manifest',
  'text',
] as const;
export type ArtifactKind = (typeof artifactKinds)[number];

/** How the time of a snapshot is known, best first. */
export const timeSources = ['manifest', 'given', 'transcript', 'archive', 'file', 'import'] as const;
export type TimeSource = (typeof timeSources)[number];

export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'binary'] as const;
export type TextEncoding = (typeof textEncodings)[number];

/** A machine under study. */
export interface Target {
  readonly id: TargetId;
  /** Unique in the case. */
  readonly name: string;
}

/** One target at one time. */
export interface Snapshot {
  readonly id: SnapshotId;
  readonly targetId: TargetId;
  readonly targetName: string;
  /** 1-based, in the order of time within the target. */
  readonly ordinal: number;
  /** Target's clock as far as known. */
  readonly takenAt: EpochMs;
  readonly timeSource: TimeSource;
  readonly artifactCount: number;
  /** Kinds of evidence that it holds, in the order of `artifactKinds`. */
  readonly kinds: readonly ArtifactKind[];
  readonly problemCount: number;
}

/**
 * Raw evidence as captured, hashed, never changed. A part of a transcript is an artifact of its own
 * whose bytes are those of `sourceId`; lines are always counted in the stored source.
 */
export interface Artifact {
  readonly id: ArtifactId;
  readonly snapshotId: SnapshotId;
  readonly targetName: string;
  readonly kind: ArtifactKind;
  /** File or member name as given; data, never a path to open. */
  readonly name: string;
  /** The artifact that this one was cut from, or null. */
  readonly sourceId: ArtifactId | null;
  /** For a part: its lines in the source, 1-based, both inclusive; null for a whole artifact. */
  readonly lines: { readonly first: number; readonly last: number } | null;
  /** SHA-256 of the stored bytes of this artifact (a part: of its source), lower-case hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly encoding: TextEncoding;
  /** The command as captured (manifest, prompt line), or null. */
  readonly command: string | null;
  readonly exitCode: number | null;
  readonly pid: number | null;
  /** The name that the user gave to the process of evidence that names none (`--process fwlog`), or null. */
  readonly process: string | null;
  /** For dumps: the address of the first byte, `0x…`. */
  readonly baseAddress: string | null;
  readonly capturedAt: EpochMs;
  readonly importedAt: EpochMs;
  readonly problemCount: number;
}
