/** All heaps of one process from its dumps alone: no core file, no symbols, no libc. */
import type { HeapWalk, WalkedArena, WalkedDump } from '#shared/domain/heap.ts';
import { findCacheStructs, type CacheStruct } from './cache-structs.ts';
import { ChunkIndex } from './chunk-index.ts';
import { markFastbins, votesForLinking, votesOfCaches } from './fastbins.ts';
import { findMainArena, is32BitHeap, readArena, startByHeaps, type Arena } from './heap-header.ts';
import { layouts } from './layouts.ts';
import {
  markByCacheAddress,
  markByLists,
  markByRandomKey,
  markDoubtful,
  markLostCaches,
  type CacheMarks,
  type DoubtfulRows,
} from './thread-caches.ts';
import { openDump, walkDump, type DumpInput, type OpenDump } from './walk-dump.ts';

/**
 * @param inputs dumps of one process at one time, in any order; they do not overlap
 * @returns in the order of `inputs`. Never throws for what the bytes say.
 *
 * What is promised where a dump is damaged (test/unit/analysis/heap/damage.test.ts): outside of segments that are
 * guesses, a chunk's state is right unless the damage is in the chunk itself, in its neighbours' headers, or within what
 * its wrong size spans. Damaged lists make `unknown`, never `free`. Two things no dump can show: an address that is
 * wrong for a heap that does not name its own (brk's, or the second of an arena), whose cached chunks stay `used` then;
 * and before 2.32, a list pointer that was changed into that of another chunk of the same size at the list's end.
 */
export function walkHeaps(inputs: readonly DumpInput[]): HeapWalk {
  const dumps = inputs.map(openDump);
  const arenas = arenasOf(dumps);
  const main = mainArenaOf(dumps, arenas);
  for (const dump of dumps) walkDump(dump, arenas, main);
  const index = new ChunkIndex(dumps);
  const all = main === undefined ? [...arenas.values()] : [...arenas.values(), main];
  // From 2.35 on each cached chunk tells of itself.
  const isOld = !all.some(({ layout }) => layout.headerBytes === 0x30);
  const caches = isOld ? findCacheStructs(index) : [];
  const safeLinking = linkingOf(index, all, caches);
  const damaged = new Map(
    all.map((arena) => [arena.address, markFastbins(index, arena, safeLinking ?? true)] as const),
  );
  const marks = markCaches(index, caches, safeLinking);
  const isMangled = safeLinking ?? marks.key !== null;
  markDoubtful(index, isMangled, doubtfulRows(index, damaged, main));
  const best = all.reduce<Arena | undefined>(
    (most, arena) => (arena.votes > (most?.votes ?? 0) ? arena : most),
    undefined,
  );
  return {
    dumps: dumps.map((dump) => walkedDump(dump)),
    era: best === undefined ? null : eraOf(best, marks, caches, safeLinking),
    eraVotes: best?.votes ?? 0,
    safeLinking: marks.key === null ? safeLinking : true,
    arenas: all.map((arena) => walkedArena(arena, arena === main, dumps)),
    cacheKey: marks.key === null ? null : `0x${marks.key.toString(16)}`,
    mainArenaFound: main !== undefined,
  };
}

function arenasOf(dumps: readonly OpenDump[]): Map<number, Arena> {
  const arenas = new Map<number, Arena>();
  for (const { words, heaps } of dumps) {
    for (const heap of heaps) {
      const arena = heap.isFirst ? readArena(words, heap) : undefined;
      if (arena !== undefined) arenas.set(arena.address, arena);
    }
  }
  return arenas;
}

function mainArenaOf(dumps: readonly OpenDump[], arenas: ReadonlyMap<number, Arena>): Arena | undefined {
  const known = new Set([...arenas.values()].flatMap(({ address, next }) => [address, next]));
  const seen = new Set([...arenas.values()].map(({ layout }) => layout));
  const likely = seen.size > 0 ? [...seen] : layouts;
  for (const dump of dumps) {
    if (dump.heaps.length > 0) continue;
    const main = findMainArena(
      dump.words,
      Math.min(dump.sizeBytes, MOST_VARIABLES),
      dump.start,
      known,
      likely,
    );
    if (main !== undefined) return main;
  }
  return undefined;
}

/** libc's variables are some ten thousand bytes, a static program's seldom more than this. */
const MOST_VARIABLES = 16 * 1024 * 1024;

/** Null where no list has two chunks to tell by. */
function linkingOf(
  index: ChunkIndex,
  arenas: readonly Arena[],
  caches: readonly CacheStruct[],
): boolean | null {
  if (arenas.some(({ layout }) => layout.headerBytes === 0x30)) return true;
  const votes = (safeLinking: boolean) =>
    votesForLinking(index, arenas, safeLinking) + votesOfCaches(index, caches, safeLinking);
  const [mangled, plain] = [votes(true), votes(false)];
  return mangled === plain ? null : mangled > plain;
}

function markCaches(
  index: ChunkIndex,
  caches: readonly CacheStruct[],
  safeLinking: boolean | null,
): CacheMarks {
  const random = safeLinking === false ? { marked: 0, key: null } : markByRandomKey(index);
  if (random.key !== null) return random;
  const isNamed = caches.filter((cache) => cache.isNamed).length * 2 > caches.length;
  const marked = isNamed ? markByCacheAddress(index, caches, safeLinking ?? false) : 0;
  if (!isNamed && safeLinking !== true) markByLists(index, caches);
  markLostCaches(index, safeLinking ?? false);
  return { marked, key: null };
}

/** Of heaps whose arena is not in the dumps, or has damaged lists. */
function doubtfulRows(
  index: ChunkIndex,
  damaged: ReadonlyMap<number, ReadonlySet<number>>,
  main: Arena | undefined,
): DoubtfulRows[] {
  return index.dumps.flatMap((dump) =>
    dump.segments.flatMap(({ kind, arena, firstChunk, endChunk }) => {
      if (kind === 'mmapped') return [];
      const sizes = damaged.get(kind === 'main' ? (main?.address ?? NaN) : Number(arena)) ?? null;
      return sizes?.size === 0 ? [] : [{ dump, from: firstChunk, to: endChunk, sizes }];
    }),
  );
}

/** The layout's versions, narrowed by what came when: caches with 2.26, safe-linking 2.32, the random key 2.34. */
function eraOf(
  { layout }: Arena,
  { marked, key }: CacheMarks,
  caches: readonly CacheStruct[],
  safeLinking: boolean | null,
): string {
  if (layout.era === '2.23–2.26' && caches.length > 0) return '2.26';
  if (layout.era !== '2.27–2.34') return layout.era;
  if (key !== null) return '2.34';
  if (safeLinking === true) return '2.32–2.33';
  if (safeLinking === false && marked > 0) return '2.29–2.31';
  return caches.some(({ chunkBytes }) => chunkBytes === 0x250) ? '2.27–2.28' : layout.era;
}

function walkedDump({ input, heaps, words, start, columns, segments, overheadBytes }: OpenDump): WalkedDump {
  const isHeap = segments.length > 0;
  const refusal = isHeap ? null : is32BitHeap(words, start) && heaps.length === 0 ? 'i386' : 'no-heap';
  const suggested = heaps.length > 0 ? undefined : startByHeaps(words, input.sizeBytes);
  return {
    ...{ start: input.start, sizeBytes: input.sizeBytes, refusal, segments },
    suggestedStart: suggested === undefined ? null : BigInt(suggested),
    ...{ chunks: columns.table(), overheadBytes },
  };
}

function walkedArena({ address, layout }: Arena, isMain: boolean, dumps: readonly OpenDump[]): WalkedArena {
  const heaps = dumps.reduce(
    (sum, dump) => sum + dump.heaps.filter(({ arena }) => arena === address).length,
    0,
  );
  return { address: BigInt(address), isMain, era: layout.era, heaps };
}
