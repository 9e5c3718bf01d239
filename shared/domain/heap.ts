/** The inside of a dumped heap: chunks as malloc has them, and what each of them is now. */
import type { Address } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';

export const chunkStates = [
  /** In the program's hands: live. */
  'used',
  /** Freed, in a bin or not yet sorted into one; kept by the allocator. */
  'free',
  /** Freed, in a thread's cache (tcache); it looks used to its neighbours. */
  'thread-cached',
  /** Freed, in a fastbin; it looks used to its neighbours. */
  'fast',
  /** The chunk at the end of a heap that new ones are cut from. */
  'top',
  /** The walk cannot tell; never counted as live or as freed. */
  'unknown',
] as const;
export type ChunkState = (typeof chunkStates)[number];

/** Chunks of one dump in order of address, column by column; they do not overlap, there may be gaps. */
export interface ChunkTable {
  readonly count: number;
  /** Of the header (field prev_size), in bytes from the start of the dump. */
  readonly offsets: Float64Array;
  /** Bytes with the header, as the chunk's own size field says. */
  readonly sizes: Float64Array;
  /** Indexes into `chunkStates`. */
  readonly states: Uint8Array;
}

/** Whether content counts as living: twice counted, never mixed. `undetermined` is neither. */
export const livenesses = ['live', 'ghost', 'undetermined'] as const;
export type Liveness = (typeof livenesses)[number];

export function livenessOf(state: ChunkState | undefined): Liveness {
  if (state === 'used') return 'live';
  return state === undefined || state === 'unknown' ? 'undetermined' : 'ghost';
}

/** Bytes of a dump, read in pieces: a dump may be larger than memory. */
export interface MemoryReader {
  /** Address of offset 0. */
  readonly start: Address;
  readonly sizeBytes: Bytes;
  /** `[offset, offset + length)`, shorter at the end. Valid until the next call. */
  read(offset: number, length: number): Uint8Array;
}

/** What a run of chunks is part of. */
export const heapKinds = [
  /** A thread arena's heap, with heap_info before it. */
  'arena',
  /** brk's heap, or a piece that the main arena took elsewhere. */
  'main',
  /** Large blocks with a mapping of their own. */
  'mmapped',
] as const;
export type HeapKind = (typeof heapKinds)[number];

/** Why a walk ended before its heap did. */
export const walkStops = [
  /** A size or a flag that no chunk has, or a freed chunk whose two sizes differ. */
  'not-a-chunk',
  /** The page with the next header is not in the dump. */
  'page-missing',
] as const;
export type WalkStop = (typeof walkStops)[number];

/** Chunks that follow one another without a gap. */
export interface HeapSegment {
  readonly kind: HeapKind;
  /** From the start of the dump; the first chunk's header. */
  readonly offset: Bytes;
  /** Where the heap ends, whether or not the walk came so far. */
  readonly end: Bytes;
  /** Where the walk ended. */
  readonly walkedTo: Bytes;
  readonly stop: WalkStop | null;
  /** Fence-posts at its end. */
  readonly fenceBytes: Bytes;
  /** Found by a search behind a place that did not add up: an estimate. */
  readonly isGuess: boolean;
  /** Address of the arena, where one is known. */
  readonly arena: Address | null;
  /** Rows of the chunk table, the second exclusive. */
  readonly firstChunk: number;
  readonly endChunk: number;
}

/** Why a dump was not walked, in words of the list. */
export const heapRefusals = [
  'no-heap',
  'i386',
  'jemalloc',
  'tcmalloc',
  'mimalloc',
  'musl',
  'go',
  'jvm',
  'v8',
] as const;
export type HeapRefusal = (typeof heapRefusals)[number];

/** One dump, walked. */
export interface WalkedDump {
  readonly start: Address;
  readonly sizeBytes: Bytes;
  readonly refusal: HeapRefusal | null;
  /** Where a heap in the dump says that it lies, if that is elsewhere: the dump's address is wrong. */
  readonly suggestedStart: Address | null;
  readonly segments: readonly HeapSegment[];
  readonly chunks: ChunkTable;
  /** heap_info, arenas and fence-posts: the allocator's own bytes outside of chunks. */
  readonly overheadBytes: Bytes;
}

/** All dumps of one process, walked together: lists lead from one to the other. */
export interface HeapWalk {
  readonly dumps: readonly WalkedDump[];
  /** Versions of glibc that the data speaks for, for example `2.35–2.42`; null where nothing does. */
  readonly era: string | null;
  /** What spoke for it: empty bins that were seen, in the arena with most of them. */
  readonly eraVotes: number;
  /** Whether pointers of free lists are mangled (glibc 2.32 and later); null where no list was seen. */
  readonly safeLinking: boolean | null;
  readonly arenas: readonly WalkedArena[];
  /** The key that freed chunks in thread caches carry; null where none was recognised. */
  readonly cacheKey: string | null;
  /** Fastbins are known: the arena itself is in the dumps. Where false, small chunks may be `unknown`. */
  readonly mainArenaFound: boolean;
}

export interface WalkedArena {
  readonly address: Address;
  readonly isMain: boolean;
  readonly era: string;
  readonly heaps: number;
}

/** Chunks of one state together. */
export interface StateTotal {
  readonly count: number;
  readonly bytes: Bytes;
  /** Of those bytes, on pages that exist; null where the dump has no page map. */
  readonly residentBytes: Bytes | null;
}

/** A dump, or several, cut by what the allocator does with each byte: the parts sum to `sizeBytes`. */
export interface HeapTotals {
  readonly sizeBytes: Bytes;
  /** Of those, on pages that exist; null where the dump has no page map. */
  readonly residentBytes: Bytes | null;
  readonly states: Readonly<Record<ChunkState, StateTotal>>;
  /** heap_info, arenas, fence-posts. */
  readonly overheadBytes: Bytes;
  /** In heaps, but behind a place that did not add up. */
  readonly unwalkedBytes: Bytes;
  /** In the dump, in no heap. */
  readonly outsideBytes: Bytes;
  /** Of all chunks, those that a search found behind such a place. */
  readonly guessedBytes: Bytes;
}
