/** What malloc_trim gives back: whole pages, and none that are gone already. */
import { expect, test } from 'vitest';
import { trimmableBytes } from '#shared/analysis/heap/trimmable.ts';
import { chunkStates, type ChunkState, type HeapKind, type WalkedDump } from '#shared/domain/heap.ts';

const START = 0x7f00_0000_0000n;

function dump(
  kind: HeapKind,
  chunks: readonly (readonly [offset: number, size: number, state: ChunkState])[],
): WalkedDump {
  const end = 0x20000;
  return {
    ...{ start: START, sizeBytes: end, refusal: null, suggestedStart: null, overheadBytes: 0 },
    chunks: {
      count: chunks.length,
      offsets: Float64Array.from(chunks.map(([offset]) => offset)),
      sizes: Float64Array.from(chunks.map(([, size]) => size)),
      states: Uint8Array.from(chunks.map(([, , state]) => chunkStates.indexOf(state))),
    },
    segments: [
      {
        ...{ kind, offset: 0, end, walkedTo: end, stop: null, fenceBytes: 0, isGuess: false, arena: null },
        ...{ firstChunk: 0, endChunk: chunks.length },
      },
    ],
  };
}

// From 4080: behind 48 bytes the first whole page begins at 8192; up to 16384 there are two.
const free = [4080, 12_304, 'free'] as const;

test('of freed chunks the pages behind what the lists need', () => {
  expect(trimmableBytes(dump('arena', [free]), null)).toBe(8192);
  // One byte less than a whole page behind the first 48.
  expect(trimmableBytes(dump('arena', [[4096, 8176, 'free']]), null)).toBe(0);
});

test('of the end only where it is the main heap’s', () => {
  const top = [16_336, 8240, 'top'] as const;
  expect(trimmableBytes(dump('main', [top]), null)).toBe(8192);
  expect(trimmableBytes(dump('arena', [top]), null)).toBe(0);
});

test('nothing of what is in use, cached, or not known', () => {
  for (const state of ['used', 'fast', 'thread-cached', 'unknown'] as const) {
    expect(trimmableBytes(dump('arena', [[4080, 12_304, state]]), null)).toBe(0);
  }
});

test('nothing of pages that are not there', () => {
  const run = (from: number, to: number, state: 'present' | 'absent') => ({
    ...{ start: START + BigInt(from), end: START + BigInt(to), state },
  });
  const runs = [run(0, 12_288, 'present'), run(12_288, 16_384, 'absent'), run(16_384, 0x20000, 'present')];
  expect(trimmableBytes(dump('arena', [free]), runs)).toBe(4096);
});

test('of a dump that begins within a page, by address', () => {
  const shifted = { ...dump('arena', [free]), start: START + 0x800n };
  // 6128 to 18432: from 8192 to 16384
  expect(trimmableBytes(shifted, null)).toBe(8192);
});
