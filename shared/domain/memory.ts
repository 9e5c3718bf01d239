/** A snapshot's memory, put together from its artifacts. Every number carries its evidence. */
import type { Address } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { ArtifactId, ArtifactKind, EvidenceRef, ProcessId } from './evidence.ts';
import type { ProcessMeasure } from './parsed.ts';

export interface MeminfoReading {
  readonly field: string;
  readonly value: number;
  readonly unit: 'bytes' | 'count';
  readonly evidence: EvidenceRef;
}

export interface MeasureReading {
  readonly bytes: Bytes;
  /** Kind of artifact it was read from: a rollup is better than a ps row. */
  readonly source: ArtifactKind;
  readonly evidence: EvidenceRef;
}

export interface ProcessMemory {
  readonly id: ProcessId;
  /** Null where the evidence names none. */
  readonly pid: number | null;
  readonly parentPid: number | null;
  readonly user: string | null;
  /** Short name for people: basename of the executable. */
  readonly name: string;
  /** First word of the command line, or `[name]` for kernel threads: the key for matching. */
  readonly executable: string;
  readonly commandLine: string;
  readonly startText: string | null;
  /** The best reading of each measure. */
  readonly measures: Readonly<Partial<Record<ProcessMeasure, MeasureReading>>>;
  /** The artifact that its regions come from (smaps before pmap before maps), or null. */
  readonly regionArtifact: ArtifactId | null;
  readonly regionSource: 'smaps' | 'pmap' | 'maps' | null;
  /** Where the process itself is named. */
  readonly evidence: EvidenceRef;
}

export const regionClasses = [
  'main-heap',
  'arena-heap',
  'arena-reserve',
  'thread-stack',
  'stack-guard',
  'main-stack',
  'large-anonymous',
  'jemalloc',
  'tcmalloc',
  'go-heap',
  'jvm-heap',
  'v8-heap',
  'named-anonymous',
  'jit-code',
  'file-text',
  'file-rodata',
  'file-data',
  'file-bss',
  'file-mapped',
  'shared-memory',
  'hugetlb',
  'device',
  'kernel-special',
  'anonymous',
  'unknown',
] as const;
export type RegionClass = (typeof regionClasses)[number];

/** Classes that are anonymous memory whole; of all others only what was written to is (`Anonymous` in smaps). */
export const anonymousClasses: ReadonlySet<RegionClass> = new Set([
  'main-heap',
  'arena-heap',
  'arena-reserve',
  'thread-stack',
  'stack-guard',
  'main-stack',
  'large-anonymous',
  'jemalloc',
  'tcmalloc',
  'go-heap',
  'jvm-heap',
  'v8-heap',
  'named-anonymous',
  'jit-code',
  'file-bss',
  'anonymous',
]);

/** One classified VMA, or one 64 MiB heap of a VMA that the kernel merged. Sorted by start. */
export interface Region {
  readonly start: Address;
  readonly end: Address;
  readonly permissions: string;
  readonly path: string;
  readonly sizeBytes: Bytes;
  readonly rssBytes: Bytes | null;
  readonly pssBytes: Bytes | null;
  readonly anonymousBytes: Bytes | null;
  readonly dirtyBytes: Bytes | null;
  readonly swapBytes: Bytes | null;
  readonly class: RegionClass;
  /** Name of the rule that said so, for example `arena.pair-64MiB`; listed in analysis/region-rules.ts. */
  readonly rule: string;
  /** A 64 MiB heap and its reserve share a number, from 1 in the order of addresses; else null. Which heaps form one arena only their bytes tell. */
  readonly arena: number | null;
  /** True where a merged VMA was split and the amounts were shared out by size. */
  readonly estimated: boolean;
  readonly line: number;
}

/** Sums over the regions of one class of one process. */
export interface ClassTotal {
  readonly processId: ProcessId;
  readonly class: RegionClass;
  readonly rule: string;
  readonly count: number;
  readonly sizeBytes: Bytes;
  readonly rssBytes: Bytes | null;
  readonly pssBytes: Bytes | null;
  readonly anonymousBytes: Bytes | null;
  readonly swapBytes: Bytes | null;
  /** The largest region's line stands for the class. */
  readonly evidence: EvidenceRef;
}

/** The parts of a snapshot that analysis reads; implemented by the case file. Synchronous, read only. */
export interface SnapshotReader {
  meminfo(): readonly MeminfoReading[];
  processes(): readonly ProcessMemory[];
  classTotals(): readonly ClassTotal[];
  regions(processId: ProcessId): readonly Region[];
}
