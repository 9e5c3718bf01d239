/**
 * From chunk to chunk by their sizes (glibc malloc/malloc.c, "malloc_chunk details"). A chunk is in use where the next
 * one's P bit says so; a freed one repeats its size at its end.
 */
import { chunkStates, type WalkStop } from '#shared/domain/heap.ts';
import type { ChunkColumns } from './chunk-columns.ts';
import { HEADER, MIN_CHUNK } from './layouts.ts';
import type { Words } from './words.ts';

export const state = Object.fromEntries(chunkStates.map((name, code) => [name, code])) as Record<
  (typeof chunkStates)[number],
  number
>;

const PREV_INUSE = 1;
const IS_MMAPPED = 2;
const NON_MAIN_ARENA = 4;

export interface ChainLimits {
  /** Of the first header. */
  readonly from: number;
  /** Where the heap ends: exclusive. */
  readonly to: number;
  /** Chunks in use carry the A bit. */
  readonly isArena: boolean;
  /** Offset of the top chunk, where the arena tells; NaN where it is in another heap; undefined where nobody knows. */
  readonly top: number | undefined;
  /** The heap goes on behind the dump: no chunk that ends there is the top for that. */
  readonly isCut: boolean;
  readonly pageIsThere: (offset: number) => boolean;
}

export interface ChainEnd {
  readonly walkedTo: number;
  readonly stop: WalkStop | null;
  /** Bytes of fence-posts. */
  readonly fenceBytes: number;
}

/** Size without flags of the chunk at `at`, or 0 where there can be none. */
function sizeAt(words: Words, at: number, to: number): number {
  return sizeIn(words.at(at + 8), at, to);
}

/** @param field the chunk's size field */
function sizeIn(field: number, at: number, to: number): number {
  // Bits of whole numbers below 2⁵³, and several times as fast as their remainders.
  const flags = field & 7;
  const size = field - flags;
  const isSize = size >= MIN_CHUNK && (size & 15) === 0 && at + size <= to;
  // NaN fails all of these.
  return isSize && (flags & IS_MMAPPED) === 0 ? size : 0;
}

/** sysmalloc ends a heap that it leaves with two headers: 16 and 0, in the main arena 16 and 16. */
function isFence(words: Words, at: number, to: number): boolean {
  const first = words.at(at + 8);
  const second = words.at(at + HEADER + 8);
  const isSecond = second === PREV_INUSE || second === (HEADER | PREV_INUSE);
  return first - (first % 8) === HEADER && isSecond && at + 2 * HEADER === to;
}

/** Fence-posts of a heap whose top was smaller than a chunk: one header only. */
function isLastFence(words: Words, at: number, to: number): boolean {
  return words.at(at + 8) === PREV_INUSE && at + HEADER === to;
}

/** 1 in use, 0 freed, −1 does not add up. */
function usedBy(words: Words, at: number, size: number, isArena: boolean): number {
  return usedIn(words, words.at(at + 8), words.at(at + size + 8), at, size, isArena);
}

/** @param field the chunk's size field, `next` that of the next one */
function usedIn(
  words: Words,
  field: number,
  next: number,
  at: number,
  size: number,
  isArena: boolean,
): number {
  if (Number.isNaN(next)) return -1;
  if ((next & PREV_INUSE) === 0) return words.at(at + size) === size ? 0 : -1;
  return ((field & NON_MAIN_ARENA) !== 0) === isArena ? 1 : -1;
}

/**
 * Pushes chunks until the heap ends or something does not add up. The chunk before such a place is taken back: it may
 * be its size that is wrong.
 */
export function walkChain(words: Words, limits: ChainLimits, columns: ChunkColumns): ChainEnd {
  const { from, to, isArena, top, isCut } = limits;
  const first = columns.count;
  let at = from;
  let field = words.at(at + 8);
  while (at < to) {
    const size = sizeIn(field, at, to);
    if (size === 0) {
      if (isFence(words, at, to)) return { walkedTo: to, stop: null, fenceBytes: 2 * HEADER };
      if (isLastFence(words, at, to)) return { walkedTo: to, stop: null, fenceBytes: HEADER };
      if (isCut && sizeAt(words, at, Infinity) !== 0) return pageMissing(at);
      return whyNot(limits, at, at, columns, first);
    }
    if (at + size === to) {
      const isTop = top === undefined ? !isCut : at === top;
      columns.push(at, size, isTop ? state.top : state.unknown);
      return { walkedTo: to, stop: null, fenceBytes: 0 };
    }
    const next = words.at(at + size + 8);
    const used = at === top ? -1 : usedIn(words, field, next, at, size, isArena);
    if (used < 0) return whyNot(limits, at, at + size, columns, first);
    columns.push(at, size, used === 1 ? state.used : state.free);
    at += size;
    field = next;
  }
  return { walkedTo: at, stop: null, fenceBytes: 0 };
}

function pageMissing(walkedTo: number): ChainEnd {
  return { walkedTo, stop: 'page-missing', fenceBytes: 0 };
}

function whyNot(
  { pageIsThere }: ChainLimits,
  at: number,
  doubted: number,
  columns: ChunkColumns,
  first: number,
): ChainEnd {
  if (!pageIsThere(doubted + 8) || !pageIsThere(doubted)) return pageMissing(at);
  const walkedTo = columns.count > first ? columns.pop() : at;
  return { walkedTo, stop: 'not-a-chunk', fenceBytes: 0 };
}

/** So many chunks in a row that add up are no accident within a heap. */
const SURE = 8;

/** Whether a chain of `least` chunks, or one that reaches the end after two, begins at `from`. */
export function isChain(words: Words, from: number, to: number, isArena: boolean, least = SURE): boolean {
  let at = from;
  for (let count = 0; count < least; count++) {
    const size = sizeAt(words, at, to);
    if (size === 0) return false;
    if (at + size === to) return count >= 2;
    if (usedBy(words, at, size, isArena) < 0) return false;
    at += size;
  }
  return true;
}

/** Marks of `ChainSearch`: the chain from here reaches the heap's end. */
const REACHES_END = 0x80;

/** Looks for chains where none is known to begin. Linear: what was found out about a place is kept. */
export class ChainSearch {
  readonly #words: Words;
  readonly #to: number;
  readonly #isArena: boolean;
  readonly #least: number;
  /** By place: chunks that follow one another from there, and one more. */
  readonly #known: Uint8Array;
  readonly #path: number[] = [];

  /** @param least chunks of a chain, at most 100 */
  constructor(words: Words, to: number, isArena: boolean, least = SURE) {
    this.#words = words;
    this.#to = to;
    this.#isArena = isArena;
    this.#least = least;
    this.#known = new Uint8Array(Math.ceil(to / 16) + 1);
  }

  /** Offset of the next chain at or behind `from`, or −1. */
  next(from: number): number {
    for (let at = from + ((16 - (from % 16)) % 16); at + MIN_CHUNK <= this.#to; at += 16) {
      if (sizeAt(this.#words, at, this.#to) !== 0 && this.#isChain(at)) return at;
    }
    return -1;
  }

  #isChain(from: number): boolean {
    const path = this.#path;
    path.length = 0;
    let [at, length, reachesEnd] = [from, 0, false];
    while (path.length < this.#least) {
      const known = this.#known[at / 16] ?? 0;
      if (known !== 0) {
        length = (known & ~REACHES_END) - 1;
        reachesEnd = known >= REACHES_END;
        break;
      }
      const size = sizeAt(this.#words, at, this.#to);
      reachesEnd = size !== 0 && at + size === this.#to;
      if (size === 0 || reachesEnd || usedBy(this.#words, at, size, this.#isArena) < 0) break;
      path.push(at);
      at += size;
    }
    const isFound = (count: number) => count >= this.#least || (reachesEnd && count >= 2);
    if (isFound(length + path.length)) return true;
    this.#known[at / 16] = (length + 1) | (reachesEnd ? REACHES_END : 0);
    for (let place = path.pop(); place !== undefined; place = path.pop()) {
      length += 1;
      this.#known[place / 16] = (length + 1) | (reachesEnd ? REACHES_END : 0);
    }
    return false;
  }
}

/**
 * Size of the mapping of an mmapped chunk at a page's start, or 0. Until 2.42 the size field counts the header, from
 * 2.43 on the mapping less 16 (commit 614cfd0f8a).
 */
export function mappedSizeAt(words: Words, at: number, to: number): number {
  if (words.at(at) !== 0) return 0;
  const field = words.at(at + 8);
  if (field % 8 !== IS_MMAPPED) return 0;
  const size = field - IS_MMAPPED;
  const mapping = size % 4096 === 4096 - HEADER ? size + HEADER : size;
  return mapping >= 4096 && mapping % 4096 === 0 && at + mapping <= to ? mapping : 0;
}
