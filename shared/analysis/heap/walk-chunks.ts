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
  const field = words.at(at + 8);
  const flags = field % 8;
  const size = field - flags;
  const isSize = size >= MIN_CHUNK && size % 16 === 0 && at + size <= to;
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
  const next = words.at(at + size + 8);
  if (Number.isNaN(next)) return -1;
  if (next % 2 === 0) return words.at(at + size) === size ? 0 : -1;
  return ((words.u32(at + 8) & NON_MAIN_ARENA) !== 0) === isArena ? 1 : -1;
}

/** Pushes chunks until the heap ends or something does not add up. */
export function walkChain(words: Words, limits: ChainLimits, columns: ChunkColumns): ChainEnd {
  const { to, isArena, top } = limits;
  let at = limits.from;
  while (at < to) {
    const size = sizeAt(words, at, to);
    if (size === 0) {
      if (isFence(words, at, to)) return { walkedTo: to, stop: null, fenceBytes: 2 * HEADER };
      if (isLastFence(words, at, to)) return { walkedTo: to, stop: null, fenceBytes: HEADER };
      return { walkedTo: at, stop: whyNot(limits, at), fenceBytes: 0 };
    }
    if (at + size === to || at === top) {
      columns.push(at, size, top === undefined || at === top ? state.top : state.unknown);
      return { walkedTo: at + size, stop: at + size === to ? null : 'not-a-chunk', fenceBytes: 0 };
    }
    const used = usedBy(words, at, size, isArena);
    if (used < 0) return { walkedTo: at, stop: whyNot(limits, at + size), fenceBytes: 0 };
    columns.push(at, size, used === 1 ? state.used : state.free);
    at += size;
  }
  return { walkedTo: at, stop: null, fenceBytes: 0 };
}

function whyNot({ pageIsThere }: ChainLimits, at: number): WalkStop {
  return pageIsThere(at + 8) && pageIsThere(at) ? 'not-a-chunk' : 'page-missing';
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

/** Offset of the next chain at or behind `from`, or −1. Linear: each try is bounded. */
export function findChain(words: Words, from: number, to: number, isArena: boolean, least = SURE): number {
  for (let at = from + ((16 - (from % 16)) % 16); at + MIN_CHUNK <= to; at += 16) {
    if (sizeAt(words, at, to) !== 0 && isChain(words, at, to, isArena, least)) return at;
  }
  return -1;
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
