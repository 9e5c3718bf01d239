/** What a walk says beside what malloc_info(3) and the process itself say. */
import { chunkStates, type ChunkState, type HeapWalk } from '#shared/domain/heap.ts';
import { chunkAt } from '#shared/analysis/heap/chunk-at.ts';
import type { ArenaInfo, HeapTruth } from './heap-process.ts';

/**
 * The walk's sums in malloc_info's terms. `rest` there are the chunks in bins with the flags of their size fields
 * (malloc.c int_malloc_info adds up the fields as they are), and the top chunk without.
 */
export function infoOfWalk(walk: HeapWalk, { regions }: HeapTruth): ArenaInfo[] {
  const arenas = new Map<string, { fast: [number, number]; rest: [number, number]; system: number }>();
  walk.dumps.forEach(({ segments, chunks }, at) => {
    const bytes = regions[at]?.bytes ?? Buffer.alloc(0);
    for (const { kind, arena, offset, end, firstChunk, endChunk } of segments) {
      if (kind === 'mmapped') continue;
      const key = String(arena);
      const sums = arenas.get(key) ?? { fast: [0, 0], rest: [0, 0], system: 0 };
      arenas.set(key, sums);
      // A heap's header and the arena count as taken from the system.
      sums.system += end - (offset % 4096 === 0 ? offset : Math.floor(offset / 4096) * 4096);
      for (let row = firstChunk; row < endChunk; row++) {
        const state = chunkStates[chunks.states[row] ?? -1];
        const header = chunks.offsets[row] ?? NaN;
        const size = chunks.sizes[row] ?? NaN;
        const list =
          state === 'fast' ? sums.fast : state === 'free' || state === 'top' ? sums.rest : undefined;
        // Between two heaps of one arena only the last has the top: malloc_info counts one.
        if (list === undefined) continue;
        list[0] += 1;
        list[1] += state === 'free' ? Number(bytes.readBigUInt64LE(header + 8)) : size;
      }
    }
  });
  return [...arenas.values()].map(({ fast, rest, system }) => ({
    fast: { count: fast[0], size: fast[1] },
    rest: { count: rest[0], size: rest[1] },
    systemCurrent: system,
  }));
}

export interface BlockVerdicts {
  /** By what the walk says of blocks that live. */
  readonly live: Partial<Record<ChunkState | 'none', number>>;
  /** Of blocks that were given back and whose place nobody took since. */
  readonly freed: Partial<Record<ChunkState | 'none', number>>;
}

export function verdicts(walk: HeapWalk, { regions, live, freed }: HeapTruth): BlockVerdicts {
  const chunkOf = (address: number): { state: ChunkState | 'none'; user: number } => {
    const at = regions.findIndex(({ start, end }) => address >= Number(start) && address < Number(end));
    const chunks = walk.dumps[at]?.chunks;
    const start = Number(regions[at]?.start ?? 0);
    const row = chunks === undefined ? -1 : chunkAt(chunks, address - 16 - start);
    if (chunks === undefined || row < 0) return { state: 'none', user: NaN };
    return {
      state: chunkStates[chunks.states[row] ?? -1] ?? 'none',
      user: start + (chunks.offsets[row] ?? 0) + 16,
    };
  };
  const told: { live: BlockVerdicts['live']; freed: BlockVerdicts['freed'] } = { live: {}, freed: {} };
  for (const address of live.keys()) {
    const { state, user } = chunkOf(address);
    const word = user === address ? state : 'none';
    told.live[word] = (told.live[word] ?? 0) + 1;
  }
  for (const address of new Set(freed)) {
    const { state, user } = chunkOf(address);
    if (live.has(user)) continue;
    told.freed[state] = (told.freed[state] ?? 0) + 1;
  }
  return told;
}
