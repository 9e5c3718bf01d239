/** Collection windows, merged by hand. */
import { describe, expect, it } from 'vitest';
import { endsOfRange, mergeWindows, windowColumns } from '#shared/analysis/timeline/windows.ts';

const window = (target: string, ordinal: number, from: number, to = from + 2) => ({
  target,
  first: ordinal,
  last: ordinal,
  from,
  to,
});
const list = [window('a', 1, 0), window('a', 2, 10), window('a', 3, 20), window('b', 1, 21)];
const windows = windowColumns(list);

describe('mergeWindows', () => {
  it('leaves apart what a column lies between', () => {
    expect(mergeWindows(windows, undefined, null, 8)).toEqual(list);
  });

  it('joins what is closer, and never two targets', () => {
    expect(mergeWindows(windows, undefined, null, 9)).toEqual([
      { target: 'a', first: 1, last: 3, from: 0, to: 22 },
      window('b', 1, 21),
    ]);
  });

  it('leaves out what lies outside the range, and keeps what touches it', () => {
    expect(mergeWindows(windows, undefined, { from: 12, to: 20 }, 1).map(({ first }) => first)).toEqual([
      2, 3,
    ]);
    expect(mergeWindows(windows, ['b'], null, 1)).toEqual([window('b', 1, 21)]);
  });

  it('is one bar where none can be told apart', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => window('a', i + 1, i * 10, i * 10 + 1));
    const merged = mergeWindows(windowColumns(many), undefined, null, 500_000 / 100);
    expect(merged).toEqual([{ target: 'a', first: 1, last: 50_000, from: 0, to: 499_991 }]);
  });
});

describe('endsOfRange', () => {
  it('names the first and the last snapshot of one target', () => {
    expect(endsOfRange(windows, 'a', { from: 5, to: 30 })).toEqual({ first: 2, last: 3 });
  });

  it('is null where there are no two', () => {
    expect(endsOfRange(windows, 'b', { from: 0, to: 30 })).toBeNull();
    expect(endsOfRange(windows, 'a', { from: 13, to: 19 })).toBeNull();
  });
});
