/** Processes whose malloc is not glibc's: refused by name with their maps, and without them never taken for certain. */
import { describe, expect, test } from 'vitest';
import { allocatorOf } from '#shared/analysis/heap/refuse-allocator.ts';
import { walkProcess } from '#shared/analysis/heap/walk-process.ts';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { readHeapTruth } from '#test/support/heap/heap-process.ts';
import { prepareOther } from '#test/support/heap/libcs.ts';

describeLab('a process with another allocator', () => {
  describe.each(['jemalloc', 'musl'] as const)('%s', (allocator) => {
    test('is known by what it has mapped, and no region of it is a heap for certain', async () => {
      const { regions, live, paths } = await readHeapTruth(await prepareOther(allocator), { seed: 3 });
      expect(allocatorOf(paths)).toBe(allocator);
      expect(live.size).toBeGreaterThan(10_000);
      const isSeen = (address: number) =>
        regions.some(({ start, end }) => address >= Number(start) && address < Number(end));
      expect([...live.keys()].every(isSeen)).toBe(true);
      const together = walkHeaps(regions).dumps;
      const alone = regions.flatMap((region) => walkHeaps([region]).dumps);
      const certain = [...together, ...alone].flatMap(({ start, segments, chunks }) =>
        segments
          .filter(({ isGuess }) => !isGuess)
          .map((segment) => ({ start, ...segment, count: chunks.count })),
      );
      expect(certain).toEqual([]);
      const other = { allocator: allocatorOf(paths), runtime: null };
      for (const { refusal, segments, chunks } of walkProcess(regions, other).dumps) {
        expect({ refusal, segments, chunks: chunks.count }).toEqual({
          ...{ refusal: allocator, segments: [], chunks: 0 },
        });
      }
    }, 240_000);
  });
});
