/** A heap of glibc that is perfectly good is not walked where the process says that its malloc is another. */
import { expect, test } from 'vitest';
import { walkProcess } from '#shared/analysis/heap/walk-process.ts';
import { buildHeaps, modelOf } from '#test/support/heap/build-heaps.ts';
import { inputOf } from '#test/support/heap/damage.ts';

const inputs = buildHeaps(modelOf('2.36'), { seed: 6, heapBytes: 64 * 1024 });

test('glibc’s own is walked', () => {
  const { dumps } = walkProcess(inputs, { allocator: null, runtime: null });
  expect(dumps.filter(({ chunks }) => chunks.count > 2).length).toBeGreaterThan(1);
});

test('of another allocator nothing is', () => {
  for (const dump of walkProcess(inputs, { allocator: 'jemalloc', runtime: null }).dumps) {
    expect(dump).toMatchObject({ refusal: 'jemalloc', segments: [], overheadBytes: 0 });
    expect(dump.chunks.count).toBe(0);
  }
});

test('beside a runtime glibc’s certain heaps are, and what only looks like chunks is the runtime’s', () => {
  const plain = walkProcess(inputs, { allocator: null, runtime: null }).dumps;
  const main = inputs[plain.findIndex(({ segments }) => segments[0]?.kind === 'main')];
  if (main === undefined) throw new Error('no main heap');
  // Words that look like a heap of glibc's, somewhere within other memory.
  const goes = inputOf(0xc0_0000_0000n, Buffer.concat([Buffer.alloc(0x2000, 0x41), main.bytes]));
  const guessed = walkProcess([...inputs, goes], { allocator: null, runtime: null }).dumps.at(-1);
  expect(guessed?.segments.length).toBeGreaterThan(0);
  expect(guessed?.segments.every(({ isGuess }) => isGuess)).toBe(true);
  const { dumps } = walkProcess([...inputs, goes], { allocator: null, runtime: 'go' });
  expect(dumps.map(({ refusal }) => refusal)).toEqual([...plain.map(({ refusal }) => refusal), 'go']);
});
