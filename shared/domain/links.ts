/** What chunks in use lead to: lists and tables of pointers, whatever program made them. */
import type { Address } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';

/** Chunks in use of which each holds, at the same place, the address of the next. */
export interface ChunkList {
  readonly nodes: number;
  /** Of the chunks, headers included. */
  readonly chunkBytes: Bytes;
  /** Where the pointer lies in a chunk, from the user's first byte. */
  readonly nextOffset: Bytes;
  /** Where it points to in the next chunk, from the user's first byte. */
  readonly targetOffset: Bytes;
  /** The user's first bytes of both ends; of a ring, of any node and the one before. */
  readonly first: Address;
  readonly last: Address;
  readonly isRing: boolean;
  /** The same chunks hang on a second list the other way round. */
  readonly isDouble: boolean;
}

/** A chunk in use that is mostly pointers to other chunks in use: an array, or the buckets of a hash table. */
export interface PointerTable {
  /** The user's first byte. */
  readonly address: Address;
  readonly chunkBytes: Bytes;
  /** Words that point to the start of a chunk in use. */
  readonly pointers: number;
  /** Of those chunks, each counted once, headers included. */
  readonly targets: number;
  readonly targetBytes: Bytes;
}

export interface ProcessLinks {
  /** Longest first. */
  readonly lists: readonly ChunkList[];
  /** Of most targets first. */
  readonly tables: readonly PointerTable[];
}
