/**
 * Where glibc keeps what in an arena, by the versions that kept it there (x86-64 and other 64-bit; malloc/malloc.c
 * struct malloc_state and malloc/arena.c heap_info at the tags 2.17 to 2.43). Which one a dump has is read from the
 * dump: bins of an empty list point at themselves.
 */
export interface ArenaLayout {
  /** Versions, first and last. */
  readonly era: string;
  /** Bytes of heap_info before the arena. */
  readonly headerBytes: number;
  /** Offsets in malloc_state. Null: there are none any more. */
  readonly fastbins: number | null;
  readonly top: number;
  readonly bins: number;
  readonly next: number;
  readonly systemMem: number;
  /** From the start of the first heap. */
  readonly firstChunk: number;
}

export const BINS = 127;
export const FASTBINS = 10;

export const layouts: readonly ArenaLayout[] = [
  {
    ...{ era: '2.17–2.22', headerBytes: 0x20, fastbins: 0x08, top: 0x58, bins: 0x68 },
    ...{ next: 0x868, systemMem: 0x878, firstChunk: 0x8b0 },
  },
  {
    ...{ era: '2.23–2.26', headerBytes: 0x20, fastbins: 0x08, top: 0x58, bins: 0x68 },
    ...{ next: 0x868, systemMem: 0x880, firstChunk: 0x8b0 },
  },
  {
    ...{ era: '2.27–2.34', headerBytes: 0x20, fastbins: 0x10, top: 0x60, bins: 0x70 },
    ...{ next: 0x870, systemMem: 0x888, firstChunk: 0x8c0 },
  },
  {
    ...{ era: '2.35–2.42', headerBytes: 0x30, fastbins: 0x10, top: 0x60, bins: 0x70 },
    ...{ next: 0x870, systemMem: 0x888, firstChunk: 0x8d0 },
  },
  {
    ...{ era: '2.43', headerBytes: 0x30, fastbins: null, top: 0x08, bins: 0x18 },
    ...{ next: 0x818, systemMem: 0x830, firstChunk: 0x870 },
  },
];

/** HEAP_MAX_SIZE where no huge pages are asked for: heaps lie at its multiples. */
export const HEAP_BYTES = 64 * 1024 * 1024;
/** Header of a chunk: prev_size and size. */
export const HEADER = 16;
export const MIN_CHUNK = 32;
