/** heap_info, and the arena behind it: recognised by what must hold of them. */
import { BINS, HEAP_BYTES, layouts, type ArenaLayout } from './layouts.ts';
import type { Words } from './words.ts';

/** Of a heap that is not the main one. Addresses are numbers below 2⁵³. */
export interface HeapHeader {
  /** Of heap_info in the dump. */
  readonly offset: number;
  readonly address: number;
  readonly arena: number;
  /** The heap before it of this arena, or 0. */
  readonly previous: number;
  /** Bytes that the arena uses of it. */
  readonly sizeBytes: number;
  readonly headerBytes: number;
  /** The arena itself lies in this heap. */
  readonly isFirst: boolean;
}

const PAGE = 4096;
/** Heaps lie at multiples of their largest size: 64 MiB, with huge pages of 2 MiB 8 MiB (glibc 2.35 to 2.41). */
const LEAST_ALIGNMENT = 8 * 1024 * 1024;

/** @returns undefined where heap_info does not add up */
export function readHeapHeader(words: Words, offset: number, address: number): HeapHeader | undefined {
  const arena = words.at(offset);
  const previous = words.at(offset + 8);
  const sizeBytes = words.at(offset + 16);
  const writable = words.at(offset + 24);
  const headerBytes = arena % PAGE;
  if (headerBytes !== 0x20 && headerBytes !== 0x30) return undefined;
  if (address % LEAST_ALIGNMENT !== 0 || (arena - headerBytes) % LEAST_ALIGNMENT !== 0) return undefined;
  const isFirst = previous === 0;
  const isLinked = isFirst
    ? arena === address + headerBytes
    : previous % LEAST_ALIGNMENT === 0 && previous !== address && arena !== address + headerBytes;
  const isSized = sizeBytes >= PAGE && sizeBytes % PAGE === 0 && sizeBytes <= HEAP_BYTES;
  const isWritable = writable >= sizeBytes && writable % PAGE === 0 && writable <= HEAP_BYTES;
  if (!isLinked || !isSized || !isWritable) return undefined;
  return { offset, address, arena, previous, sizeBytes, headerBytes, isFirst };
}

/**
 * Where a dump lies by what its heaps say, if its own address says otherwise: the first heap of an arena names its own
 * place. @returns the start that would be right, or undefined where no heap and its arena agree on one
 */
export function startByHeaps(words: Words, sizeBytes: number): number | undefined {
  for (let offset = 0; offset + 32 <= sizeBytes; offset += PAGE) {
    const arena = words.at(offset);
    const headerBytes = arena % PAGE;
    if (headerBytes !== 0x20 && headerBytes !== 0x30) continue;
    const address = arena - headerBytes;
    const heap = readHeapHeader(words, offset, address);
    if (heap?.isFirst === true && readArena(words, heap) !== undefined && address >= offset)
      return address - offset;
  }
  return undefined;
}

/** 32-bit heap_info at the start of a region: HEAP_MAX_SIZE is 1 MiB there. */
export function is32BitHeap(words: Words, address: number): boolean {
  const arena = words.u32(0);
  if (address >= 2 ** 32 || address % (1024 * 1024) !== 0) return false;
  const headerBytes = arena - address;
  const sizeBytes = words.u32(8);
  return (
    (headerBytes === 0x10 || headerBytes === 0x18) &&
    words.u32(4) === 0 &&
    sizeBytes >= PAGE &&
    sizeBytes % PAGE === 0 &&
    sizeBytes <= 1024 * 1024
  );
}

export interface Arena {
  readonly address: number;
  /** Where it lies in the dump `words`. */
  readonly words: Words;
  readonly offset: number;
  readonly layout: ArenaLayout;
  /** Bins that were seen to be empty, or to hold a chunk that points back. */
  readonly votes: number;
  readonly top: number;
  readonly next: number;
}

/** So many of 127 bins must add up; those whose first chunk is in another dump cannot. */
const LEAST_VOTES = 16;

/** The arena of a first heap, by the layout that most bins speak for. */
export function readArena(words: Words, heap: HeapHeader): Arena | undefined {
  const offset = heap.offset + heap.headerBytes;
  let best: Arena | undefined;
  for (const layout of layouts) {
    if (layout.headerBytes !== heap.headerBytes) continue;
    const arena = arenaOf(words, offset, heap.arena, layout);
    const isSized = words.at(offset + layout.systemMem) >= heap.sizeBytes;
    if (arena.votes >= LEAST_VOTES && isSized && arena.votes > (best?.votes ?? 0)) best = arena;
  }
  return best;
}

function arenaOf(words: Words, offset: number, address: number, layout: ArenaLayout): Arena {
  const votes = countBins(words, offset + layout.bins, address + layout.bins);
  const top = words.at(offset + layout.top);
  const next = words.at(offset + layout.next);
  return { address, words, offset, layout, votes, top, next };
}

/** Bins that are empty, and so point at themselves, or whose first chunk, in this dump, points back. */
function countBins(words: Words, offset: number, address: number): number {
  let votes = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const at = offset + bin * 16;
    const self = address + bin * 16 - 16;
    const first = words.at(at);
    if (first === self ? words.at(at + 8) === self : words.at(offset + first - address + 24) === self)
      votes += 1;
  }
  return votes;
}

/** Empty bins that are in no arena after all: so many are an accident no more, and each takes time. */
const MOST_TRIES = 2000;

/**
 * The main arena, which lies among the variables of libc (or of a static program): where that region was dumped too.
 * @param known addresses of arenas, and of those that they point at; the main arena closes their ring
 * @param likely layouts that the process's other arenas leave possible
 */
export function findMainArena(
  words: Words,
  sizeBytes: number,
  start: number,
  known: ReadonlySet<number>,
  likely: readonly ArenaLayout[] = layouts,
): Arena | undefined {
  let tries = 0;
  for (let offset = 0; offset + BINS * 16 <= sizeBytes && tries < MOST_TRIES; offset += 8) {
    const self = start + offset - 16;
    if (words.at(offset) !== self || words.at(offset + 8) !== self) continue;
    tries += 1;
    const arena = mainArenaAround(words, offset, start, known, likely);
    if (arena !== undefined) return arena;
  }
  return undefined;
}

/** The bin that was found need not be the first: others may hold chunks. */
function mainArenaAround(
  words: Words,
  found: number,
  start: number,
  known: ReadonlySet<number>,
  likely: readonly ArenaLayout[],
): Arena | undefined {
  for (let bin = 0; bin < BINS; bin++) {
    for (const layout of likely) {
      const offset = found - bin * 16 - layout.bins;
      if (offset < 0) continue;
      const address = start + offset;
      const next = words.at(offset + layout.next);
      if (next !== address && !known.has(next) && !(known.has(address) && next > 0)) continue;
      const arena = arenaOf(words, offset, address, layout);
      if (arena.votes >= LEAST_VOTES) return arena;
    }
  }
  return undefined;
}
