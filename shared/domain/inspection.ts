/** What was found inside the dumps of one process. */
import type { KafkaQueue } from './kafka.ts';
import type { ProcessLinks } from './links.ts';
import type { ShapeEvidence } from './mechanism.ts';
import type { ArtifactId } from './evidence.ts';
import type { HeapRefusal, HeapSegment, HeapTotals, Liveness } from './heap.ts';
import type { Address } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';

/** Chunks that hold one kind of thing, by liveness. `bytes` are those of the chunks, header included. */
export interface ContentTotal {
  readonly count: number;
  readonly bytes: Bytes;
}

export interface DumpInspection {
  readonly artifact: ArtifactId;
  readonly pageMap: ArtifactId | null;
  readonly start: Address;
  /** Exclusive. */
  readonly end: Address;
  readonly refusal: HeapRefusal | null;
  readonly segments: readonly HeapSegment[];
  readonly totals: HeapTotals;
  /** What malloc_trim(3) would give back; without a page map all pages count as there. */
  readonly trimmableBytes: Bytes;
  /** Messages of librdkafka in chunks of their own. */
  readonly messages: Readonly<Record<Liveness, ContentTotal>>;
}

export interface ProcessInspection {
  readonly target: string;
  /** Ordinal of the snapshot that the dumps belong to. */
  readonly snapshot: number;
  readonly pid: number;
  /** As the process list calls it; null where it is not in it. */
  readonly name: string | null;
  /** Paths that the process has mapped, without repetition. */
  readonly libraries: readonly string[];
  /** Versions of glibc, from the data; null where no arena was seen. */
  readonly era: string | null;
  readonly eraVotes: number;
  readonly safeLinking: boolean | null;
  /** The main arena was among the dumps: fastbins of the main heap are known. */
  readonly mainArenaFound: boolean;
  /** The process's allocator, where it is not glibc's. */
  readonly allocator: HeapRefusal | null;
  /** In the order of address. */
  readonly dumps: readonly DumpInspection[];
  /** Of all dumps. */
  readonly totals: HeapTotals;
  readonly queue: KafkaQueue | null;
  readonly links: ProcessLinks;
  /** Records and texts by shape, over all dumps; empty where no mechanism asks for them. */
  readonly shapes: readonly ShapeEvidence[];
  /** Read as a whole or not at all: too large for one pass. */
  readonly skipped: readonly ArtifactId[];
}
