/** Collection windows as they can be drawn, and the snapshots at the ends of a range. */
import type { CollectionWindow, RangeEnds, TimeRange } from '#shared/domain/timeline.ts';
import { firstIndex } from './reduce.ts';

type Rows = readonly [number, number];

/** Windows in columns, since every zoom runs over all of them. */
export interface WindowColumns {
  /** Rows of each target, the second exclusive. */
  readonly rows: ReadonlyMap<string, Rows>;
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly longestMs: number;
}

/** @param windows by target, in the order of time */
export function windowColumns(windows: readonly CollectionWindow[]): WindowColumns {
  const rows = new Map<string, Rows>();
  for (const [row, { target }] of windows.entries())
    rows.set(target, [rows.get(target)?.[0] ?? row, row + 1]);
  return {
    rows,
    first: Float64Array.from(windows, ({ first }) => first),
    last: Float64Array.from(windows, ({ last }) => last),
    from: Float64Array.from(windows, ({ from }) => from),
    to: Float64Array.from(windows, ({ to }) => to),
    longestMs: windows.reduce((most, { from, to }) => Math.max(most, to - from), 0),
  };
}

/**
 * Those in the range; of one target, windows less than a column of pixels apart are one.
 * @param targets undefined: all
 * @param columnMs of the axis that one column stands for
 */
export function mergeWindows(
  windows: WindowColumns,
  targets: readonly string[] | undefined,
  range: TimeRange | null,
  columnMs: number,
): CollectionWindow[] {
  const seen = range ?? { from: -Infinity, to: Infinity };
  return [...windows.rows].flatMap(([target, rows]) =>
    targets === undefined || targets.includes(target)
      ? mergeRows(windows, rows, seen, columnMs).map((own) => ({ target, ...own }))
      : [],
  );
}

type Merged = Omit<CollectionWindow, 'target'>;

/** Numbers of their own while a window grows: a million rows go through here. */
function mergeRows(windows: WindowColumns, rows: Rows, range: TimeRange, columnMs: number): Merged[] {
  const merged: Merged[] = [];
  const [begin, end] = rowsNear(windows, rows, range);
  let [first, last, from, to] = [0, 0, 0, -Infinity];
  for (let row = begin; row < end; row += 1) {
    const rowTo = windows.to[row] as number;
    if (rowTo < range.from) continue;
    const rowFirst = windows.first[row] as number;
    const rowLast = windows.last[row] as number;
    const rowFrom = windows.from[row] as number;
    if (rowFrom - to >= columnMs) {
      if (to > -Infinity) merged.push({ first, last, from, to });
      first = rowFirst;
      last = rowLast;
      from = rowFrom;
      to = rowTo;
    } else {
      if (rowFirst < first) first = rowFirst;
      if (rowLast > last) last = rowLast;
      if (rowTo > to) to = rowTo;
    }
  }
  if (to > -Infinity) merged.push({ first, last, from, to });
  return merged;
}

/** Null where the range holds no two snapshots of the target. */
export function endsOfRange(windows: WindowColumns, target: string, range: TimeRange): RangeEnds | null {
  const [begin, end] = rowsNear(windows, windows.rows.get(target) ?? [0, 0], range);
  const within: number[] = [];
  for (let row = begin; row < end; row += 1)
    if ((windows.to[row] as number) >= range.from) within.push(windows.first[row] as number);
  const [first, last] = [within[0], within.at(-1)];
  return first === undefined || last === undefined || within.length < 2 ? null : { first, last };
}

/** Rows behind the range are left out; of those before it, some may be there. */
function rowsNear({ from, longestMs }: WindowColumns, [start, end]: Rows, range: TimeRange): Rows {
  const after = (moment: number): number =>
    start + firstIndex(end - start, (i) => (from[start + i] as number) > moment);
  return [after(range.from - longestMs - 1), after(range.to)];
}
