/** The walk against the allocator itself and against the process that called it, on four versions of glibc. */
import { beforeAll, describe, expect, test } from 'vitest';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import { chunkStates, type HeapWalk } from '#shared/domain/heap.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { infoOfWalk, verdicts } from '#test/support/heap/compare.ts';
import { readHeapTruth, type HeapTruth } from '#test/support/heap/heap-process.ts';
import { prepareLibc, suites } from '#test/support/heap/libcs.ts';

/** What the data lets one tell apart. */
const eras = { '2.31': '2.29–2.31', '2.36': '2.35–2.42', '2.41': '2.35–2.42', '2.43': '2.43' };

/** Chunks in fastbins of the main arena, which malloc_info names first. */
function fastOfMain({ arenas: [main] }: HeapTruth): number {
  return main?.fast.count ?? NaN;
}

function countUnknown({ dumps }: HeapWalk): number {
  const unknown = chunkStates.indexOf('unknown');
  return dumps.reduce((sum, { chunks }) => sum + chunks.states.filter((code) => code === unknown).length, 0);
}

describeLab('the heap walk', () => {
  describe.each(suites)('on glibc $glibc', ({ suite, glibc }) => {
    let truth: HeapTruth;
    let walk: HeapWalk;
    beforeAll(async () => {
      truth = await readHeapTruth(await prepareLibc(suite), { seed: 5, big: 1500 });
      walk = walkHeaps(truth.regions);
    }, 240_000);

    test('tells the version from the data', () => {
      expect(walk.era).toBe(eras[glibc]);
      expect(walk.safeLinking).toBe(glibc !== '2.31');
      expect(walk.mainArenaFound).toBe(true);
      expect(walk.arenas.map(({ heaps }) => heaps).toSorted((one, other) => one - other)).toEqual([
        0, 2, 2, 2,
      ]);
    });

    test('adds up to malloc_info, arena by arena', () => {
      const told = infoOfWalk(walk, truth).toSorted((one, other) => one.rest.size - other.rest.size);
      const arenas = truth.arenas.toSorted((one, other) => one.rest.size - other.rest.size);
      // 2.43 has no fastbins, and says nothing of them.
      const expected = arenas.map((arena) =>
        glibc === '2.43' ? { ...arena, fast: { count: 0, size: 0 } } : arena,
      );
      expect(told).toEqual(expected);
    });

    test('knows each block that lives, and each that was given back', () => {
      const { live, freed } = verdicts(walk, truth);
      expect(live).toEqual({ used: truth.live.size });
      expect(freed.used).toBeUndefined();
      expect(freed.unknown).toBeUndefined();
      expect(freed['thread-cached']).toBeGreaterThan(500);
      expect(freed.free).toBeGreaterThan(2000);
    });

    test('walks each heap to its end, and guesses at nothing', () => {
      const segments = walk.dumps.flatMap((dump) => dump.segments);
      expect(segments.filter(({ isGuess, stop }) => isGuess || stop !== null)).toEqual([]);
      expect(segments.filter(({ kind }) => kind === 'arena')).toHaveLength(6);
      const stacks = walk.dumps.filter((_, at) => truth.regions[at]?.sizeBytes === 8 * 1024 * 1024);
      expect(stacks.every(({ refusal }) => refusal === 'no-heap')).toBe(true);
    });

    test('without libc’s variables, says what it cannot know, and nothing false', () => {
      const heaps = { ...truth, regions: truth.regions.filter((_, at) => walk.dumps[at]?.refusal === null) };
      const alone = walkHeaps(heaps.regions);
      expect(alone.mainArenaFound).toBe(false);
      const { live, freed } = verdicts(alone, heaps);
      // A block that looks like one of an unknown list is doubted (seen: 2 of 43,572), never called freed.
      const { used = 0, unknown = 0, ...others } = live;
      expect([used + unknown, others]).toEqual([truth.live.size, {}]);
      expect(unknown).toBeLessThanOrEqual(truth.live.size / 1000);
      // The only chunk of a list says nothing before 2.32: its pointer is 0. There are ten lists.
      const sole = freed.used ?? 0;
      expect(sole).toBeLessThanOrEqual(glibc === '2.31' ? 10 : 0);
      const fast = glibc === '2.43' ? 0 : fastOfMain(truth);
      expect(countUnknown(alone)).toBeGreaterThanOrEqual(fast - sole);
      expect(countUnknown(alone)).toBeLessThanOrEqual(fast + unknown);
    });
  });
});
