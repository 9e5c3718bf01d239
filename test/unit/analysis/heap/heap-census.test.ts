import { describe, expect, it } from 'vitest';
import { heapCensus } from '#shared/analysis/heap/heap-census.ts';
import { chunkStates, type ChunkState, type WalkedDump } from '#shared/domain/heap.ts';

const rows: readonly (readonly [offset: number, size: number, state: ChunkState])[] = [
  [0, 32, 'used'],
  [32, 48, 'thread-cached'],
  [80, 48, 'thread-cached'],
  [128, 32, 'fast'],
  [160, 1040, 'free'],
  [1200, 2032, 'free'],
  [3232, 4096, 'used'],
  [7328, 64, 'unknown'],
  [7392, 800, 'top'],
  [8192, 131_072, 'used'],
];

const walked: WalkedDump = {
  ...{ start: 0x7f00n, sizeBytes: 200_000, refusal: null, suggestedStart: null, overheadBytes: 0 },
  chunks: {
    count: rows.length,
    offsets: Float64Array.from(rows, ([offset]) => offset),
    sizes: Float64Array.from(rows, ([, size]) => size),
    states: Uint8Array.from(rows, ([, , state]) => chunkStates.indexOf(state)),
  },
  segments: [
    {
      ...{ kind: 'arena', offset: 0, end: 8192, walkedTo: 8192, stop: null, fenceBytes: 0 },
      ...{ isGuess: false, arena: 0x7f20n, firstChunk: 0, endChunk: 9 },
    },
    {
      ...{ kind: 'mmapped', offset: 8192, end: 139_264, walkedTo: 139_264, stop: null, fenceBytes: 0 },
      ...{ isGuess: false, arena: null, firstChunk: 9, endChunk: 10 },
    },
  ],
};

describe('the census of a heap', () => {
  it('counts by powers of two, used and freed and cached apart, without the top', () => {
    const { sizes } = heapCensus(walked);
    expect(sizes.map(({ least, most }) => [least, most])).toEqual([
      [32, 63],
      [64, 127],
      [1024, 2047],
      [4096, 8191],
      [131_072, 262_143],
    ]);
    expect(sizes[0]).toMatchObject({
      used: { count: 1, bytes: 32 },
      cached: { count: 3, bytes: 128 },
      free: { count: 0, bytes: 0 },
    });
    expect(sizes[1]?.unknown).toEqual({ count: 1, bytes: 64 });
    expect(sizes[2]?.free).toEqual({ count: 2, bytes: 3072 });
  });

  it('groups freed chunks by kind of list and size, with the first of each', () => {
    expect(heapCensus(walked).lists).toEqual([
      { state: 'free', least: 1024, most: 2047, count: 2, bytes: 3072, firstOffset: 160 },
      { state: 'thread-cached', least: 48, most: 48, count: 2, bytes: 96, firstOffset: 32 },
      { state: 'fast', least: 32, most: 32, count: 1, bytes: 32, firstOffset: 128 },
    ]);
  });

  it('sums each arena, and names the largest chunks first', () => {
    const { arenas, largest } = heapCensus(walked);
    expect(arenas.map(({ kind, address, heaps }) => [kind, address, heaps])).toEqual([
      ['mmapped', null, 1],
      ['arena', 0x7f20n, 1],
    ]);
    expect(arenas[1]?.states.used).toEqual({ count: 2, bytes: 4128 });
    expect(arenas[1]?.states.top).toEqual({ count: 1, bytes: 800 });
    expect(largest.slice(0, 3)).toEqual([
      { offset: 8192, size: 131_072, state: 'used' },
      { offset: 3232, size: 4096, state: 'used' },
      { offset: 1200, size: 2032, state: 'free' },
    ]);
    expect(largest.some(({ state }) => state === 'top')).toBe(false);
  });

  it('keeps only the 200 largest, whatever their order', () => {
    const count = 1000;
    // 7 and 1000 share no divisor: each size once.
    const sizes = Float64Array.from({ length: count }, (_, at) => 32 + ((at * 7) % count) * 16);
    const offsets = Float64Array.from(sizes, (_, at) => at);
    const { largest } = heapCensus({
      ...walked,
      chunks: { count, sizes, offsets, states: new Uint8Array(count) },
      segments: [],
    });
    expect(largest.map(({ size }) => size)).toEqual(
      Array.from({ length: 200 }, (_, at) => 32 + (999 - at) * 16),
    );
  });
});
