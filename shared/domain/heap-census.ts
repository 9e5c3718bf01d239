/** The chunks of one dump, counted: by size, by list, by arena; and the largest. */
import type { Address } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { ChunkState, HeapKind } from './heap.ts';

export interface ChunkCount {
  readonly count: number;
  /** Headers included. */
  readonly bytes: Bytes;
}

/** Chunks of `[least, most]` bytes, headers included. The top of a heap is in none. */
export interface SizeClass {
  readonly least: Bytes;
  readonly most: Bytes;
  readonly used: ChunkCount;
  /** In a bin. */
  readonly free: ChunkCount;
  /** In a thread's cache or a fastbin. */
  readonly cached: ChunkCount;
  readonly unknown: ChunkCount;
}

/** What freed chunks can hang on. */
export const freeListStates = ['fast', 'thread-cached', 'free'] as const;
export type FreeListState = (typeof freeListStates)[number];

/** Freed chunks of one kind of list and one size, over all threads and arenas of the dump. */
export interface FreeListClass extends ChunkCount {
  readonly state: FreeListState;
  readonly least: Bytes;
  readonly most: Bytes;
  /** The first in the order of address: offset of its header in the dump. */
  readonly firstOffset: Bytes;
}

/** Heaps of one arena in this dump; large blocks with mappings of their own are one more. */
export interface ArenaCensus {
  readonly kind: HeapKind;
  /** Null where it is not known. */
  readonly address: Address | null;
  readonly heaps: number;
  /** Of the first header, in the dump. */
  readonly offset: Bytes;
  readonly states: Readonly<Record<ChunkState, ChunkCount>>;
}

export interface LargeChunk {
  /** Of the header, in the dump. */
  readonly offset: Bytes;
  readonly size: Bytes;
  readonly state: ChunkState;
}

export interface HeapCensus {
  readonly arenas: readonly ArenaCensus[];
  /** By powers of two, the smallest first; without those that hold nothing. */
  readonly sizes: readonly SizeClass[];
  /** By bytes, the most first. Below 1 KiB one size each, above by powers of two. */
  readonly lists: readonly FreeListClass[];
  /** The largest first. */
  readonly largest: readonly LargeChunk[];
}
