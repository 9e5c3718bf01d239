/** Against all samples, column by column: nothing that a pixel would show is lost, and nothing is made up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extremesOf } from '#shared/analysis/timeline/extremes.ts';
import { reduceMinMax } from '#shared/analysis/timeline/reduce.ts';

/** Steps of time may be zero: two snapshots of one moment. */
const series = fc
  .array(fc.record({ step: fc.nat(50), value: fc.integer({ min: -1000, max: 1000 }) }), {
    maxLength: 600,
    size: 'max',
  })
  .map((rows) => {
    let time = 0;
    const times = rows.map(({ step }) => (time += step));
    return { times, values: rows.map(({ value }) => value) };
  });

/** Column of a time, found by walking over the columns' edges. */
function columnOf(time: number, from: number, to: number, count: number): number {
  let column = 0;
  while (column < count - 1 && (time - from) * count >= (column + 1) * (to - from)) column += 1;
  return column;
}

describe('reduceMinMax', () => {
  it('keeps least and largest of every column, and the neighbours of the range', () => {
    fc.assert(
      fc.property(
        series,
        fc.nat(4000),
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1, max: 40 }),
        (raw, from, span, count) => {
          const to = from + span;
          const kept = reduceMinMax(raw, { from, to, count });
          // Whole blocks that are not looked at give the same.
          expect(reduceMinMax({ ...raw, extremes: extremesOf(raw.values) }, { from, to, count })).toEqual(
            kept,
          );
          expect(kept).toEqual([...new Set(kept)].toSorted((x, y) => x - y));
          const columns = new Map<number, number[]>();
          raw.times.forEach((time, i) => {
            if (time < from || time > to) return;
            const column = columnOf(time, from, to, count);
            columns.set(column, [...(columns.get(column) ?? []), i]);
          });
          for (const own of columns.values()) {
            const all = own.map((i) => raw.values[i] ?? NaN);
            const drawn = own.filter((i) => kept.includes(i)).map((i) => raw.values[i] ?? NaN);
            expect(drawn.length).toBeLessThanOrEqual(2);
            expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([Math.min(...all), Math.max(...all)]);
          }
          const outside = kept.map((i) => raw.times[i] ?? NaN).filter((time) => time < from || time > to);
          const before = raw.times.filter((time) => time < from);
          const behind = raw.times.filter((time) => time > to);
          expect(outside).toEqual([...before.slice(-1), ...behind.slice(0, 1)]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds the one spike in a million', () => {
    const times = Float64Array.from({ length: 1_000_000 }, (_, i) => i);
    const values = new Float64Array(1_000_000);
    values[654_321] = 1;
    const kept = reduceMinMax({ times, values }, { from: 0, to: 999_999, count: 1000 });
    expect(kept.length).toBeLessThanOrEqual(2000);
    expect(kept).toContain(654_321);
  });

  it('says nothing of nothing', () => {
    expect(reduceMinMax({ times: [], values: [] }, { from: 0, to: 10, count: 5 })).toEqual([]);
    expect(reduceMinMax({ times: [7], values: [1] }, { from: 7, to: 7, count: 5 })).toEqual([0]);
  });
});
