/** Counts the chunks of a walked dump by size, by list and by arena, and picks the largest. */
import { chunkStates, type ChunkState, type WalkedDump } from '#shared/domain/heap.ts';
import {
  freeListStates,
  type ArenaCensus,
  type ChunkCount,
  type FreeListClass,
  type FreeListState,
  type HeapCensus,
  type LargeChunk,
  type SizeClass,
} from '#shared/domain/heap-census.ts';

/** Chunks that are named one by one. */
const MOST_LARGE = 200;
/** MIN_LARGE_SIZE of malloc.c on 64 bits: from here on a bin holds a range of sizes. */
const LARGE_BYTES = 1024;

interface Count {
  count: number;
  bytes: number;
}
const zero = (): Count => ({ count: 0, bytes: 0 });

export function heapCensus(walked: WalkedDump): HeapCensus {
  const { chunks } = walked;
  const sizes = new Map<number, Record<'used' | 'free' | 'cached' | 'unknown', Count>>();
  const lists = new Map<string, Count & Omit<FreeListClass, 'count' | 'bytes'>>();
  for (let row = 0; row < chunks.count; row += 1) {
    const size = chunks.sizes[row] ?? 0;
    const state = chunkStates[chunks.states[row] ?? -1];
    if (state === undefined || state === 'top') continue;
    const least = powerBelow(size);
    let sum = sizes.get(least);
    if (sum === undefined) {
      sum = { used: zero(), free: zero(), cached: zero(), unknown: zero() };
      sizes.set(least, sum);
    }
    add(sum[state === 'fast' || state === 'thread-cached' ? 'cached' : state], size);
    if (!isFreeList(state)) continue;
    const from = size < LARGE_BYTES ? size : least;
    const key = `${state} ${from}`;
    let list = lists.get(key);
    if (list === undefined) {
      const most = size < LARGE_BYTES ? size : least * 2 - 1;
      list = { ...zero(), state, least: from, most, firstOffset: chunks.offsets[row] ?? 0 };
      lists.set(key, list);
    }
    add(list, size);
  }
  return {
    arenas: arenasOf(walked),
    sizes: [...sizes]
      .toSorted(([one], [other]) => one - other)
      .map(([least, sum]): SizeClass => ({ least, most: least * 2 - 1, ...sum })),
    lists: [...lists.values()].toSorted((one, other) => other.bytes - one.bytes),
    largest: largestOf(walked),
  };
}

function add(sum: Count, size: number): void {
  sum.count += 1;
  sum.bytes += size;
}

function isFreeList(state: ChunkState): state is FreeListState {
  return (freeListStates as readonly string[]).includes(state);
}

/** Exact: sizes are far below 2⁵³. */
function powerBelow(size: number): number {
  let power = 1;
  while (power * 2 <= size) power *= 2;
  return power;
}

function arenasOf({ segments, chunks }: WalkedDump): ArenaCensus[] {
  const found = new Map<string, { arena: ArenaCensus; states: Record<ChunkState, Count> }>();
  for (const { kind, arena, offset, firstChunk, endChunk, isGuess } of segments) {
    const key = `${kind} ${arena ?? ''}`;
    const before = found.get(key);
    const states =
      before?.states ??
      (Object.fromEntries(chunkStates.map((state) => [state, zero()])) as Record<ChunkState, Count>);
    for (let row = firstChunk; row < endChunk; row += 1) {
      const state = chunkStates[chunks.states[row] ?? -1];
      if (state !== undefined) add(states[state], chunks.sizes[row] ?? 0);
    }
    // A guess goes on in the heap that a walk broke off in.
    const heaps = (before?.arena.heaps ?? 0) + (isGuess ? 0 : 1);
    const first = Math.min(before?.arena.offset ?? Infinity, offset);
    found.set(key, { states, arena: { kind, address: arena, heaps, offset: first, states } });
  }
  const bytesOf = (states: Readonly<Record<ChunkState, ChunkCount>>) =>
    chunkStates.reduce((sum, state) => sum + states[state].bytes, 0);
  return [...found.values()]
    .map(({ arena }) => arena)
    .toSorted((one, other) => bytesOf(other.states) - bytesOf(one.states));
}

/** Kept sorted by insertion: hardly a chunk is larger than those that are kept. */
function largestOf({ chunks }: WalkedDump): LargeChunk[] {
  const largest: LargeChunk[] = [];
  for (let row = 0; row < chunks.count; row += 1) {
    const size = chunks.sizes[row] ?? 0;
    const state = chunkStates[chunks.states[row] ?? -1];
    if (state === undefined || state === 'top') continue;
    if (largest.length === MOST_LARGE && size <= (largest.at(-1)?.size ?? 0)) continue;
    let place = largest.length;
    while (place > 0 && (largest[place - 1]?.size ?? 0) < size) place -= 1;
    largest.splice(place, 0, { offset: chunks.offsets[row] ?? 0, size, state });
    if (largest.length > MOST_LARGE) largest.pop();
  }
  return largest;
}
