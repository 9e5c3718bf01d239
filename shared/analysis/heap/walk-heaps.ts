/** All heaps of one process from its dumps alone: no core file, no symbols, no libc. */
import type { HeapWalk, WalkedArena, WalkedDump } from '#shared/domain/heap.ts';
import { ChunkIndex, type IndexedDump } from './chunk-index.ts';
import { markFastbins, votesForLinking } from './fastbins.ts';
import { findMainArena, is32BitHeap, readArena, type Arena } from './heap-header.ts';
import { layouts } from './layouts.ts';
import { markByCacheAddress, markByRandomKey, markDoubtful, type CacheMarks } from './thread-caches.ts';
import { openDump, walkDump, type DumpInput, type OpenDump } from './walk-dump.ts';

/**
 * @param inputs dumps of one process at one time, in any order; they do not overlap
 * @returns in the order of `inputs`. Never throws for what the bytes say.
 */
export function walkHeaps(inputs: readonly DumpInput[]): HeapWalk {
  const dumps = inputs.map(openDump);
  const arenas = arenasOf(dumps);
  const main = mainArenaOf(dumps, arenas);
  for (const dump of dumps) walkDump(dump, arenas);
  const index = new ChunkIndex(dumps);
  const all = main === undefined ? [...arenas.values()] : [...arenas.values(), main];
  const safeLinking = linkingOf(index, all);
  for (const arena of all) markFastbins(index, arena, safeLinking ?? true);
  const caches = markCaches(index, safeLinking);
  const isMangled = safeLinking ?? caches.key !== null;
  markDoubtful(index, isMangled, rowsWithoutArena(dumps, arenas, main));
  const best = all.reduce<Arena | undefined>(
    (most, arena) => (arena.votes > (most?.votes ?? 0) ? arena : most),
    undefined,
  );
  return {
    dumps: dumps.map((dump) => walkedDump(dump)),
    era: best === undefined ? null : eraOf(best, caches, safeLinking),
    eraVotes: best?.votes ?? 0,
    safeLinking: caches.key === null ? safeLinking : true,
    arenas: all.map((arena) => walkedArena(arena, arena === main, dumps)),
    cacheKey: caches.key === null ? null : `0x${caches.key.toString(16)}`,
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
  const known = new Set([...arenas.values()].map(({ next }) => next));
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

/** Null where no fastbin has two chunks to tell by. */
function linkingOf(index: ChunkIndex, arenas: readonly Arena[]): boolean | null {
  if (arenas.some(({ layout }) => layout.headerBytes === 0x30)) return true;
  const mangled = votesForLinking(index, arenas, true);
  const plain = votesForLinking(index, arenas, false);
  return mangled === plain ? null : mangled > plain;
}

function markCaches(index: ChunkIndex, safeLinking: boolean | null): CacheMarks {
  const random = safeLinking === false ? { marked: 0, key: null } : markByRandomKey(index);
  if (random.key !== null) return random;
  return { marked: markByCacheAddress(index, safeLinking ?? false), key: null };
}

/** Rows of heaps whose arena is not in the dumps. */
function rowsWithoutArena(
  dumps: readonly OpenDump[],
  arenas: ReadonlyMap<number, Arena>,
  main: Arena | undefined,
): (dump: IndexedDump, row: number) => boolean {
  const ranges = new Map<number, { first: number; end: number }[]>();
  for (const { start, segments } of dumps) {
    const unknown = segments.filter(({ kind, arena }) =>
      kind === 'main' ? main === undefined : kind === 'arena' && !arenas.has(Number(arena)),
    );
    ranges.set(
      start,
      unknown.map(({ firstChunk, endChunk }) => ({ first: firstChunk, end: endChunk })),
    );
  }
  return ({ start }, row) => ranges.get(start)?.some(({ first, end }) => row >= first && row < end) ?? false;
}

/** The layout's versions, narrowed by what came when: safe-linking with 2.32, the random key with 2.34. */
function eraOf({ layout }: Arena, { marked, key }: CacheMarks, safeLinking: boolean | null): string {
  if (layout.era !== '2.27–2.34') return layout.era;
  if (key !== null) return '2.34';
  if (safeLinking === true) return '2.32–2.33';
  return safeLinking === false && marked > 0 ? '2.29–2.31' : layout.era;
}

function walkedDump({ input, heaps, words, start, columns, segments, overheadBytes }: OpenDump): WalkedDump {
  const isHeap = segments.length > 0;
  const refusal = isHeap ? null : is32BitHeap(words, start) && heaps.length === 0 ? 'i386' : 'no-heap';
  return {
    ...{ start: input.start, sizeBytes: input.sizeBytes, refusal, segments },
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
