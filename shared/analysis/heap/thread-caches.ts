/**
 * Thread caches (tcache, glibc 2.26 and later): freed chunks that look used to their neighbours. From 2.29 on each
 * carries a key in its second word, which is wiped when it is handed out again: the address of its cache until 2.33, a
 * random number of the process from 2.34 on. The random key is the second word that many chunks share whose first word
 * is a list pointer; nothing of the thread or of libc is needed. Before 2.34 the caches themselves are found in the
 * dumps (cache-structs.ts); where one is missing, see `markLostCaches`.
 */
import type { CacheStruct } from './cache-structs.ts';
import type { ChunkPlace, ChunkIndex, IndexedDump } from './chunk-index.ts';
import { sizeOf } from './chunk-index.ts';
import { nextOf, setState, stateAt } from './fastbins.ts';
import { HEADER } from './layouts.ts';
import { state } from './walk-chunks.ts';

/** Largest chunk that a cache takes where nothing was tuned (MAX_TCACHE_SIZE and header). */
export const LARGEST_CACHED = 0x410;
/** Largest chunk of a fastbin where nothing was tuned. */
const LARGEST_FAST = 0x80;
/** A key that fewer chunks share may be an accident. */
const LEAST_VOTES = 2;
/** With so many no other key needs to be looked for. */
const ENOUGH_VOTES = 64;
/** Of each size a cache holds so many (TCACHE_FILL_COUNT). */
const MOST_OF_A_SIZE = 7;
/** Addresses of processes end here (x86-64 and arm64 with four levels). */
const ADDRESS_LIMIT = 2 ** 47;

export interface CacheMarks {
  readonly marked: number;
  /** Of 2.34 and later. */
  readonly key: bigint | null;
}

/** Keys of 2.34 and later: pointers are mangled, the key is the process's. Not one that could be an address. */
export function markByRandomKey(index: ChunkIndex): CacheMarks {
  const votes = new Map<bigint, number>();
  let isSure = false;
  for (const dump of index.dumps) {
    if (isSure) break;
    eachSmallUsed(dump, LARGEST_CACHED, (row, user) => {
      if (isSure) return;
      const next = dump.words.revealed(user, dump.start + user);
      if (next !== 0 && !isOfSize(index, next, dump.chunks.sizes[row] ?? 0)) return;
      const key = dump.words.bits(user + 8) ?? 0n;
      const isAddress = key < BigInt(ADDRESS_LIMIT) && key % 16n === 0n;
      if (isAddress) return;
      const count = (votes.get(key) ?? 0) + 1;
      votes.set(key, count);
      isSure ||= count === ENOUGH_VOTES;
    });
  }
  const [key, most] = [...votes].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0n, 0]);
  if (most < LEAST_VOTES) return { marked: 0, key: null };
  const [low, high] = [Number(key & 0xffff_ffffn), Number(key >> 32n)];
  let marked = 0;
  // The one pass over all small chunks of a process that has millions: without calls.
  for (const { words, chunks } of index.dumps) {
    const { count, offsets, sizes, states } = chunks;
    for (let row = 0; row < count; row++) {
      if (states[row] !== state.used || (sizes[row] ?? 0) > LARGEST_CACHED) continue;
      if (!words.isAt((offsets[row] ?? 0) + HEADER + 8, low, high)) continue;
      states[row] = state['thread-cached'];
      marked += 1;
    }
  }
  return { marked, key };
}

/** Keys of 2.29 to 2.33: the address of a cache. */
export function markByCacheAddress(
  index: ChunkIndex,
  caches: readonly CacheStruct[],
  safeLinking: boolean,
): number {
  const known = new Set(caches.map(({ address }) => address));
  if (known.size === 0) return 0;
  return markWhere(index, (dump, user, row) => {
    if (!known.has(dump.words.at(user + 8))) return false;
    const next = nextOf({ dump, row }, safeLinking);
    return next === 0 || isOfSize(index, next, dump.chunks.sizes[row] ?? 0) || isElsewhere(index, next);
  });
}

/**
 * 2.26 to 2.28, whose chunks carry no key: the lists are followed. One that does not end where its count says is
 * damaged: all that it led to is `unknown`.
 */
export function markByLists(index: ChunkIndex, caches: readonly CacheStruct[]): number {
  let marked = 0;
  for (const { lists } of caches) {
    for (const { size, count, first } of lists) {
      const chunks: ChunkPlace[] = [];
      let address = first;
      for (; address !== 0 && chunks.length < count;) {
        const place = index.ofUser(address);
        if (place === undefined || sizeOf(place) !== size || stateAt(place) !== state.used) break;
        setState(place, state['thread-cached']);
        chunks.push(place);
        address = nextOf(place, false);
      }
      const isWhole = address === 0 && chunks.length === count;
      marked += isWhole ? chunks.length : 0;
      if (isWhole) continue;
      for (const place of chunks) setState(place, state.unknown);
      doubtSize(index, size);
    }
  }
  return marked;
}

/** What a damaged list may have led to: chunks of its size that begin with an end or with a pointer to another. */
function doubtSize(index: ChunkIndex, size: number): void {
  for (const dump of index.dumps) {
    eachSmallUsed(dump, size, (row, user) => {
      if (dump.chunks.sizes[row] !== size) return;
      const next = dump.words.at(user);
      if (next === 0 || isOfSize(index, next, size) || index.isGap(next - HEADER))
        dump.chunks.states[row] = state.unknown;
    });
  }
}

/**
 * A cache that no dump holds, or whose chunk does not add up (2.29 to 2.33): its chunks name it, but so do the members
 * of a program's own list their owner. With mangled pointers (2.32) the chunks tell themselves apart, and are
 * `thread-cached`. Before that they are `unknown` where they can be told from such a list at all: at most seven of a
 * size, of at least three sizes, all linked within their size, and no chunk begins at what they name. What does not
 * show so much stays `used`: a cache with chunks of one or two sizes whose owner was not dumped.
 */
export function markLostCaches(index: ChunkIndex, safeLinking: boolean): void {
  const groups = new Map<number, ChunkPlace[]>();
  for (const dump of index.dumps) {
    eachSmallUsed(dump, LARGEST_CACHED, (row, user) => {
      const key = dump.words.at(user + 8);
      if (!(key >= 4096 && key < ADDRESS_LIMIT) || (key & 15) !== 0) return;
      const place = { dump, row };
      const next = nextOf(place, safeLinking);
      const isLink = next === 0 || isOfSize(index, next, sizeOf(place)) || isElsewhere(index, next);
      if (!isLink || index.ofUser(key) !== undefined) return;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [place]);
      else group.push(place);
    });
  }
  for (const group of groups.values()) {
    const bySize = Map.groupBy(group, sizeOf);
    const isCache = bySize.size >= 3 && [...bySize.values()].every(({ length }) => length <= MOST_OF_A_SIZE);
    if (!isCache) continue;
    for (const place of group) setState(place, safeLinking ? state['thread-cached'] : state.unknown);
  }
}

/** An address where no chunk is known: in a heap that was not dumped, or behind a damage. */
function isElsewhere(index: ChunkIndex, address: number): boolean {
  const isAddress = address >= 4096 && address < ADDRESS_LIMIT && (address & 15) === 0;
  return isAddress && index.ofUser(address) === undefined;
}

function eachSmallUsed(
  { chunks: { count, offsets, sizes, states } }: IndexedDump,
  most: number,
  visit: (row: number, user: number) => void,
  from = 0,
  to = count,
): void {
  for (let row = from; row < to; row++) {
    if (states[row] === state.used && (sizes[row] ?? 0) <= most) visit(row, (offsets[row] ?? 0) + HEADER);
  }
}

function markWhere(
  index: ChunkIndex,
  isCached: (dump: IndexedDump, user: number, row: number) => boolean,
): number {
  let marked = 0;
  for (const dump of index.dumps) {
    eachSmallUsed(dump, LARGEST_CACHED, (row, user) => {
      if (!isCached(dump, user, row)) return;
      dump.chunks.states[row] = state['thread-cached'];
      marked += 1;
    });
  }
  return marked;
}

function isOfSize(index: ChunkIndex, user: number, size: number): boolean {
  const place = index.ofUser(user);
  return place !== undefined && sizeOf(place) === size;
}

/** Rows of a dump whose fastbins nobody knows; `sizes` null where that is so of all. */
export interface DoubtfulRows {
  readonly dump: IndexedDump;
  readonly from: number;
  readonly to: number;
  readonly sizes: ReadonlySet<number> | null;
}

/**
 * Where an arena was not dumped or a list of it is damaged: small chunks whose first word is such a list's pointer are
 * neither used nor freed. Fastbins link headers, not user bytes.
 */
export function markDoubtful(
  index: ChunkIndex,
  safeLinking: boolean,
  doubtful: readonly DoubtfulRows[],
): void {
  for (const { dump, from, to, sizes } of doubtful) {
    const visit = (row: number) => {
      const size = dump.chunks.sizes[row] ?? 0;
      if (sizes !== null && !sizes.has(size)) return;
      const next = nextOf({ dump, row }, safeLinking);
      // Without mangling an end is 0, which says nothing where there is no list that lost its own.
      const isEnd = next === 0 && (safeLinking || sizes !== null);
      const place = index.ofHeader(next);
      const isLink = place !== undefined && sizeOf(place) === size;
      // A list that lost a chunk: those before and behind it are in it all the same.
      const isLoose = sizes !== null && index.isGap(next);
      if (isEnd || isLink || isLoose) dump.chunks.states[row] = state.unknown;
      // That something leads there does say something.
      if (isLink && stateAt(place) === state.used) setState(place, state.unknown);
    };
    eachSmallUsed(dump, LARGEST_FAST, visit, from, to);
  }
}
