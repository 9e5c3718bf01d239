/** Damaged dumps: no crash, no hang, and nothing false outside of guesses and of the damage itself. */
import { describe, expect, test } from 'vitest';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import { integer, seededRandom } from '#test/prove/generate/random.ts';
import { adversaries } from '#test/support/heap/adversaries.ts';
import { buildHeaps, glibcModels, modelOf } from '#test/support/heap/build-heaps.ts';
import { bitFlip, cut, inputOf, liesOf, spoilPages, type Damage } from '#test/support/heap/damage.ts';

const heapBytes = 64 * 1024;

describe.each(glibcModels)('glibc $glibc', (model) => {
  const regions = buildHeaps(model, { seed: 6, arenas: 1, heapBytes });
  const isStrict = model.key === 'random';
  const liesAfter = (damage: Damage) => {
    const lies = liesOf(walkHeaps(damage.inputs), regions, damage, isStrict);
    return lies.length === 0 ? [] : [`${damage.what}: ${lies.join('; ')}`];
  };
  const many = (count: number, make: (random: () => number) => Damage) => {
    const random = seededRandom(11);
    return Array.from({ length: count }, () => liesAfter(make(random))).flat();
  };

  test('one bit is wrong', () => {
    expect(many(300, (random) => bitFlip(random, regions))).toEqual([]);
  });

  test('pages are zero, noise or text', () => {
    expect(many(60, (random) => spoilPages(random, regions))).toEqual([]);
  });

  test('a dump is cut at each page', () => {
    const cuts = regions.flatMap(({ sizeBytes }, at) =>
      Array.from({ length: sizeBytes / 4096 }, (_, page) => cut(regions, at, page * 4096)),
    );
    expect(cuts).toHaveLength(52);
    expect(cuts.flatMap(liesAfter)).toEqual([]);
  });
});

describe('a dump of elsewhere', () => {
  const regions = buildHeaps(modelOf('2.36'), { seed: 6, heapBytes });
  const first = regions[2];
  const wrongBases = [4096n, 1n << 20n, 64n << 20n, -(64n << 20n), 1n << 40n];

  test.each(wrongBases)('%i bytes off: no heap, and where its heap says it lies', (shift) => {
    const start = first?.start ?? 0n;
    const { dumps } = walkHeaps([inputOf(start + shift, first?.bytes ?? Buffer.alloc(0))]);
    expect(dumps[0]).toMatchObject({ refusal: 'no-heap', suggestedStart: start, segments: [] });
    expect(walkHeaps(regions).dumps.map(({ suggestedStart }) => suggestedStart)).toEqual(
      regions.map(() => null),
    );
  });

  test('a dump that begins before its heap does says so too', () => {
    const bytes = Buffer.concat([Buffer.alloc(3 * 4096), first?.bytes ?? Buffer.alloc(0)]);
    const { dumps } = walkHeaps([inputOf(0x1234_5000n, bytes)]);
    expect(dumps[0]?.suggestedStart).toBe((first?.start ?? 0n) - 3n * 4096n);
  });

  test('a heap of another process among ours changes nothing of ours', () => {
    const other = buildHeaps(modelOf('2.31'), { seed: 77, heapBytes })[4];
    if (other === undefined) throw new Error('no region');
    const mixed = [...regions.slice(0, 4), inputOf(0x7ffe_0000_0000n, other.bytes)];
    const damage = { what: '', inputs: mixed, excused: [], hitsLists: false };
    const walk = walkHeaps(mixed);
    expect(walk.dumps[4]?.refusal).toBe('no-heap');
    expect(liesOf({ ...walk, dumps: walk.dumps.slice(0, 4) }, regions, damage, true)).toEqual([]);
  });
});

describe('lists that lead nowhere', () => {
  test.each(['2.17', '2.28', '2.36'])('a ring among the fastbins of %s ends', (glibc) => {
    const model = modelOf(glibc);
    const regions = buildHeaps(model, { seed: 6, arenas: 0, heapBytes: 4 * heapBytes });
    const main = regions[1];
    if (main === undefined) throw new Error('no region');
    const { offsets, states } = main.truth;
    const fast = [...offsets.keys()].filter((row) => states[row] === 'fast');
    for (const row of fast) {
      const field = (offsets[row] ?? 0) + 16;
      const self = main.start + BigInt(offsets[row] ?? 0);
      const mask = model.safeLinking ? (main.start + BigInt(field)) >> 12n : 0n;
      main.bytes.writeBigUInt64LE(self ^ mask, field);
    }
    const walk = walkHeaps(regions);
    const damage = { what: '', inputs: [], excused: [], hitsLists: false };
    const lies = liesOf(walk, regions, damage, true);
    expect(fast.length).toBeGreaterThan(3);
    expect(lies.filter((lie) => lie.includes('is used'))).toEqual([]);
  });
});

/** Twice what a busy machine needs. */
const MOST_MS = 8000;

describe('memory made to keep a walk busy', () => {
  const cases = [...adversaries(4 * 1024 * 1024)];

  test.each(cases)('$what', ({ start, bytes }) => {
    const before = performance.now();
    const [dump] = walkHeaps([inputOf(start, bytes)]).dumps;
    expect(performance.now() - before).toBeLessThan(MOST_MS);
    const { offsets, sizes, count } = dump?.chunks ?? { offsets: [], sizes: [], count: 0 };
    // In order, and none over another: the table is what all else relies on.
    for (let row = 1; row < count; row++)
      if ((offsets[row] ?? 0) < (offsets[row - 1] ?? 0) + (sizes[row - 1] ?? 0))
        throw new Error(`chunks ${row - 1} and ${row} overlap`);
  });

  test('noise at any address is no heap', () => {
    const random = seededRandom(5);
    const bytes = Buffer.from(Array.from({ length: heapBytes }, () => integer(random, 0, 255)));
    for (const start of [0n, 4096n, 0x7fff_d800_0000n, 2n ** 63n]) {
      expect(walkHeaps([inputOf(start, bytes)]).dumps[0]?.refusal).toBe('no-heap');
    }
    expect(walkHeaps([inputOf(0n, Buffer.alloc(0))]).dumps[0]?.refusal).toBe('no-heap');
    expect(walkHeaps([])).toMatchObject({ dumps: [], era: null, mainArenaFound: false });
  });
});
