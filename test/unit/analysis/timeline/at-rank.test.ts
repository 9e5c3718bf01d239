/** Selection against sorting. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atRank } from '#shared/analysis/timeline/at-rank.ts';

describe('atRank', () => {
  it('is what stands there in the sorted list, asked again and again of the same list', () => {
    const few = fc.integer({ min: -3, max: 3 });
    const numbers = fc.array(fc.oneof(few, fc.double({ noNaN: true })), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(numbers, fc.array(fc.nat(59), { minLength: 1, maxLength: 4 }), (list, ranks) => {
        // Zeros of either sign are one number here.
        const plain = list.map((value) => value + 0);
        const sorted = Float64Array.from(plain).sort();
        const asked = Float64Array.from(plain);
        for (const rank of ranks) expect(atRank(asked, rank)).toBe(sorted[rank]);
      }),
    );
  });

  it('takes no longer for what is sorted already or all alike', () => {
    const size = 200_000;
    const sorted = Float64Array.from({ length: size }, (_, i) => i);
    expect(atRank(sorted, 12_345)).toBe(12_345);
    expect(atRank(new Float64Array(size).fill(7), size - 1)).toBe(7);
    expect(atRank(sorted.reverse(), 12_345)).toBe(12_345);
    expect(atRank(sorted, size)).toBeUndefined();
  });
});
