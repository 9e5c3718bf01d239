/**
 * Thread caches (tcache, glibc 2.26 and later): freed chunks that look used to their neighbours. From 2.29 on each
 * carries a key in its second word, which is wiped when it is handed out again: the address of its cache until 2.33, a
 * random number of the process from 2.34 on. The random key is the second word that many chunks share whose first word
 * is a list pointer; nothing of the thread or of libc is needed.
 */
import type { ChunkPlace, ChunkIndex, IndexedDump } from './chunk-index.ts';
import { sizeOf } from './chunk-index.ts';
import { HEADER } from './layouts.ts';
import { state } from './walk-chunks.ts';

/** Largest chunk that a cache takes where nothing was tuned (MAX_TCACHE_SIZE and header). */
export const LARGEST_CACHED = 0x410;
/** Sizes of the chunk that a thread's cache itself lies in: 2.26–2.29, 2.30–2.41, 2.42, by struct size. */
const CACHE_CHUNKS: ReadonlySet<number> = new Set([0x250, 0x290, 0x300, 0x310]);
/** Largest chunk of a fastbin where nothing was tuned. */
const LARGEST_FAST = 0x80;
/** A key that fewer chunks share may be an accident. */
const LEAST_VOTES = 2;

export interface CacheMarks {
  readonly marked: number;
  /** Of 2.34 and later. */
  readonly key: bigint | null;
}

/** Keys of 2.34 and later: pointers are mangled, the key is the process's. */
export function markByRandomKey(index: ChunkIndex): CacheMarks {
  const votes = new Map<bigint, number>();
  for (const place of smallUsed(index)) {
    if (!isMangledLink(index, place)) continue;
    const key = secondWord(place);
    if (key !== undefined && key !== 0n) votes.set(key, (votes.get(key) ?? 0) + 1);
  }
  const [key, most] = [...votes].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0n, 0]);
  if (most < LEAST_VOTES) return { marked: 0, key: null };
  return { marked: markWhere(index, (place) => secondWord(place) === key), key };
}

/** Keys of 2.29 to 2.33: the address of a cache. */
export function markByCacheAddress(index: ChunkIndex, safeLinking: boolean): number {
  const isCache = (address: number | undefined) => {
    const place = address === undefined ? undefined : index.ofUser(address);
    return place !== undefined && CACHE_CHUNKS.has(sizeOf(place));
  };
  return markWhere(index, ({ dump, row }) => {
    const user = userOffset(dump, row);
    if (!isCache(dump.words.at(user + 8))) return false;
    const next = safeLinking ? dump.words.revealed(user, dump.start + user) : dump.words.at(user);
    return next === 0 || isSameSize(index, dump, row, next);
  });
}

function* smallUsed(index: ChunkIndex): Generator<ChunkPlace> {
  for (const dump of index.dumps) {
    const { count, sizes, states } = dump.chunks;
    for (let row = 0; row < count; row++) {
      if (states[row] === state.used && (sizes[row] ?? Infinity) <= LARGEST_CACHED) yield { dump, row };
    }
  }
}

function markWhere(index: ChunkIndex, isCached: (place: ChunkPlace) => boolean): number {
  let marked = 0;
  for (const place of smallUsed(index)) {
    if (!isCached(place)) continue;
    place.dump.chunks.states[place.row] = state['thread-cached'];
    marked += 1;
  }
  return marked;
}

/** The first word is a mangled pointer: the list's end, or a chunk of the same size. */
export function isMangledLink(index: ChunkIndex, { dump, row }: ChunkPlace): boolean {
  const user = userOffset(dump, row);
  const next = dump.words.revealed(user, dump.start + user);
  return next === 0 || isSameSize(index, dump, row, next);
}

function isSameSize(index: ChunkIndex, dump: IndexedDump, row: number, next: number): boolean {
  const place = index.ofUser(next);
  return place !== undefined && sizeOf(place) === dump.chunks.sizes[row];
}

function secondWord({ dump, row }: ChunkPlace): bigint | undefined {
  return dump.words.bits(userOffset(dump, row) + 8);
}

function userOffset({ chunks }: IndexedDump, row: number): number {
  return (chunks.offsets[row] ?? 0) + HEADER;
}

/**
 * Where an arena was not dumped, nobody knows its fastbins: small chunks whose first word is such a list's pointer are
 * neither used nor freed. Fastbins link headers, not user bytes.
 */
export function markDoubtful(
  index: ChunkIndex,
  safeLinking: boolean,
  isDoubtful: (dump: IndexedDump, row: number) => boolean,
): void {
  for (const { dump, row } of smallUsed(index)) {
    if ((dump.chunks.sizes[row] ?? 0) > LARGEST_FAST || !isDoubtful(dump, row)) continue;
    const user = userOffset(dump, row);
    const next = safeLinking ? dump.words.revealed(user, dump.start + user) : dump.words.at(user);
    const isEnd = safeLinking && next === 0;
    const place = index.ofHeader(next);
    const isLink = place !== undefined && sizeOf(place) === dump.chunks.sizes[row];
    if (isEnd || isLink) dump.chunks.states[row] = state.unknown;
    // The end of a list without mangling is 0, which says nothing; that something leads there does.
    if (isLink && place.dump.chunks.states[place.row] === state.used)
      place.dump.chunks.states[place.row] = state.unknown;
  }
}
