/** Fastbins: freed chunks that look used to their neighbours (glibc malloc/malloc.c, fastbinsY; gone in 2.43). */
import type { Arena } from './heap-header.ts';
import { sizeOf, type ChunkIndex, type ChunkPlace } from './chunk-index.ts';
import { FASTBINS, HEADER } from './layouts.ts';
import { state } from './walk-chunks.ts';

/** A list longer than this is a ring or worse. */
const LONGEST = 4_000_000;

/** Marks what the arena's lists hold. @returns how many, with and without mangled pointers; the larger one is right */
export function markFastbins(index: ChunkIndex, arena: Arena, safeLinking: boolean): number {
  const { fastbins } = arena.layout;
  if (fastbins === null) return 0;
  let marked = 0;
  for (let bin = 0; bin < FASTBINS; bin++) {
    const size = (bin + 2) * 16;
    let address = arena.words.at(arena.offset + fastbins + bin * 8);
    for (let count = 0; address > 0 && count < LONGEST; count++) {
      const place = index.ofHeader(address);
      if (place === undefined || sizeOf(place) !== size || !mark(place)) break;
      marked += 1;
      address = nextOf(place, safeLinking);
    }
  }
  return marked;
}

/** False where it was marked before: the list bites itself. */
function mark({ dump, row }: ChunkPlace): boolean {
  if (dump.chunks.states[row] !== state.used) return false;
  dump.chunks.states[row] = state.fast;
  return true;
}

function nextOf({ dump, row }: ChunkPlace, safeLinking: boolean): number {
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
