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
