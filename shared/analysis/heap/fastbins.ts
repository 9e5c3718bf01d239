/** Fastbins: freed chunks that look used to their neighbours (glibc malloc/malloc.c, fastbinsY; gone in 2.43). */
import type { CacheStruct } from './cache-structs.ts';
import type { Arena } from './heap-header.ts';
import { sizeOf, type ChunkIndex, type ChunkPlace } from './chunk-index.ts';
import { FASTBINS, HEADER, MIN_CHUNK } from './layouts.ts';
import { state } from './walk-chunks.ts';

/**
 * Marks what the arena's lists hold. They lie beside the pointer to the top: where that leads nowhere, nor may they. A list that does not come to its end is damaged: some of it may be no list any
 * more, so all that it led to is `unknown`.
 * @returns sizes of the chunks whose list is damaged; more of them than were reached may be freed
 */
export function markFastbins(index: ChunkIndex, arena: Arena, safeLinking: boolean): ReadonlySet<number> {
  const damaged = new Set<number>();
  const { fastbins } = arena.layout;
  if (fastbins === null) return damaged;
  const isTop = index.ofHeader(arena.top) !== undefined || index.dumpAt(arena.top) === undefined;
  const isDamaged = !isTop || !(arena.top >= MIN_CHUNK) || arena.top % 16 !== 0;
  for (let bin = 0; bin < FASTBINS; bin++) {
    const size = (bin + 2) * 16;
    if (isDamaged) damaged.add(size);
    const first = arena.words.at(arena.offset + fastbins + bin * 8);
    if (!markList(index, first, size, safeLinking)) damaged.add(size);
  }
  return damaged;
}

/** @returns whether the list came to its end */
function markList(index: ChunkIndex, first: number, size: number, safeLinking: boolean): boolean {
  const marked: ChunkPlace[] = [];
  let address = first;
  while (address !== 0) {
    const place = index.ofHeader(address);
    // A chunk that was marked before: the list bites itself, or another one.
    if (place === undefined || sizeOf(place) !== size || stateAt(place) !== state.used) break;
    setState(place, state.fast);
    marked.push(place);
    address = nextOf(place, safeLinking);
  }
  if (address === 0) return true;
  // Into a heap that was not dumped: what was reached is a list all the same.
  if (address % 16 === 0 && index.dumpAt(address) === undefined) return false;
  for (const place of marked) setState(place, state.unknown);
  return false;
}

export function stateAt({ dump, row }: ChunkPlace): number {
  return dump.chunks.states[row] ?? state.unknown;
}

export function setState({ dump, row }: ChunkPlace, code: number): void {
  dump.chunks.states[row] = code;
}

/** The list pointer in a chunk's first word. */
export function nextOf({ dump, row }: ChunkPlace, safeLinking: boolean): number {
  const field = (dump.chunks.offsets[row] ?? 0) + HEADER;
  return safeLinking ? dump.words.revealed(field, dump.start + field) : dump.words.at(field);
}

/** How many second entries of fastbins lead to a chunk: tells which way pointers are kept. */
export function votesForLinking(index: ChunkIndex, arenas: Iterable<Arena>, safeLinking: boolean): number {
  let votes = 0;
  for (const { layout, words, offset } of arenas) {
    if (layout.fastbins === null) continue;
    for (let bin = 0; bin < FASTBINS; bin++) {
      const first = index.ofHeader(words.at(offset + layout.fastbins + bin * 8));
      if (first === undefined) continue;
      const second = nextOf(first, safeLinking);
      if (second === 0 || index.ofHeader(second) !== undefined) votes += 1;
    }
  }
  return votes;
}

/** The same of the lists of thread caches, which link user bytes. */
export function votesOfCaches(
  index: ChunkIndex,
  caches: readonly CacheStruct[],
  safeLinking: boolean,
): number {
  let votes = 0;
  for (const { lists } of caches) {
    for (const { first, count, size } of lists) {
      const place = index.ofUser(first);
      if (count < 2 || place === undefined || sizeOf(place) !== size) continue;
      const second = index.ofUser(nextOf(place, safeLinking));
      if (second !== undefined && sizeOf(second) === size) votes += 1;
    }
  }
  return votes;
}
