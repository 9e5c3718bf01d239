/**
 * struct tcache_perthread_struct (glibc malloc/malloc.c), as far as it is needed: 2.26 to 2.33, counts and then heads
 * of lists, 64 of each. It lies in a chunk like any other, and is known by its heads leading to chunks of their sizes.
 */
import { sizeOf, type ChunkIndex, type IndexedDump } from './chunk-index.ts';
import { HEADER } from './layouts.ts';
import { state } from './walk-chunks.ts';

export interface CacheStruct {
  /** As the key of its chunks has it. */
  readonly address: number;
  /** Size of the chunk that it lies in. */
  readonly chunkBytes: number;
  /** The chunks that its lists begin with name it (2.29 and later). */
  readonly isNamed: boolean;
  readonly lists: readonly CachedList[];
}

export interface CachedList {
  /** Of the chunks in it. */
  readonly size: number;
  readonly count: number;
  /** User bytes of the first one. */
  readonly first: number;
}

const BINS = 64;
/** Chunk, and bytes of one count: char in 2.26 to 2.29, 16 bits from 2.30 on. */
const shapes: ReadonlyMap<number, 1 | 2> = new Map([
  [0x250, 1],
  [0x290, 2],
]);
/** Largest count that can be tuned (MAX_TCACHE_COUNT in 2.26 to 2.29). */
const MOST_CACHED = 127;
/** So many heads may be wrong: a page was damaged, or the thread was just at work on one. */
const MOST_WRONG = 3;

export function findCacheStructs(index: ChunkIndex): CacheStruct[] {
  const found: CacheStruct[] = [];
  for (const dump of index.dumps) {
    const { count, sizes, states, offsets } = dump.chunks;
    for (let row = 0; row < count; row++) {
      const countBytes = shapes.get(sizes[row] ?? 0);
      if (countBytes === undefined || states[row] !== state.used) continue;
      const cache = readCacheStruct(index, dump, (offsets[row] ?? 0) + HEADER, countBytes);
      if (cache !== undefined) found.push(cache);
    }
  }
  return found;
}

function readCacheStruct(
  index: ChunkIndex,
  dump: IndexedDump,
  user: number,
  countBytes: 1 | 2,
): CacheStruct | undefined {
  const lists: CachedList[] = [];
  let [right, wrong, named] = [0, 0, 0];
  for (let bin = 0; bin < BINS && wrong <= MOST_WRONG; bin++) {
    const at = user + bin * countBytes;
    const pair = dump.words.u32(at - (at % 4)) >>> ((at % 4) * 8);
    const count = countBytes === 1 ? pair & 0xff : pair & 0xffff;
    const first = dump.words.at(user + BINS * countBytes + bin * 8);
    const size = (bin + 2) * 16;
    if (count === 0 && first === 0) continue;
    const verdict = count > 0 && count <= MOST_CACHED ? leadsTo(index, first, size) : false;
    if (verdict === true) right += 1;
    if (verdict === true && nameAt(index, first) === dump.start + user) named += 1;
    if (verdict === false) wrong += 1;
    if (verdict !== false || index.ofUser(first) === undefined) lists.push({ size, count, first });
  }
  if (right === 0 || wrong > MOST_WRONG || wrong > right) return undefined;
  const chunkBytes = countBytes === 1 ? 0x250 : 0x290;
  return { address: dump.start + user, chunkBytes, isNamed: named * 2 > right, lists };
}

function nameAt(index: ChunkIndex, first: number): number {
  const dump = index.dumpAt(first);
  return dump === undefined ? NaN : dump.words.at(first - dump.start + 8);
}

/** Undefined where no chunk is known there: it may lie in a heap that was not dumped, or behind a damage. */
function leadsTo(index: ChunkIndex, first: number, size: number): boolean | undefined {
  if (!(first > 0) || first % 16 !== 0) return false;
  const place = index.ofUser(first);
  return place === undefined ? undefined : sizeOf(place) === size;
}
