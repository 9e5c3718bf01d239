/** Fewer points than samples, and no spike lost. */

import { findExtremes, type Extremes } from './extremes.ts';

export interface SortedSeries {
  /** Ascending. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Of the values; without them all samples of the range are looked at. */
  readonly extremes?: Extremes;
}

export interface Columns {
  readonly from: number;
  readonly to: number;
  /** Columns of pixels between them. */
  readonly count: number;
}

/**
 * Which samples to draw: of every column the least and the largest value in the order of time, and the sample before and
 * behind the range, so that lines run to its edges. What is drawn covers the same pixels from top to bottom as all samples
 * would (Jugel et al., M4, VLDB 2014, without the first and last of each column).
 * @returns ascending indices without repeats; at most two per column and two more
 */
export function reduceMinMax(
  { times, values, extremes }: SortedSeries,
  { from, to, count }: Columns,
): number[] {
  const first = firstAtOrAfter(times, from);
  const end = firstAfter(times, to);
  const kept: number[] = [];
  if (first > 0) kept.push(first - 1);
  const perColumn = count / (to - from || 1);
  const columnOf = (i: number): number => Math.min(count - 1, Math.floor((at(times, i) - from) * perColumn));
  for (let i = first; i < end;) {
    const column = columnOf(i);
    const next = firstBeyond(i, end, (other) => columnOf(other) > column);
    const { least, largest } = findExtremes(values, extremes, i, next);
    kept.push(Math.min(least, largest));
    if (least !== largest) kept.push(Math.max(least, largest));
    i = next;
  }
  if (end < times.length) kept.push(end);
  return kept;
}

/** As `firstIndex`, from `start` on in growing steps: where it holds soon, it is found soon. */
function firstBeyond(start: number, end: number, holds: (index: number) => boolean): number {
  let step = 1;
  while (start + step < end && !holds(start + step)) step *= 2;
  const low = start + (step >>> 1);
  return low + firstIndex(Math.min(end, start + step) - low, (i) => holds(low + i));
}

/** Index of the first time that is not before `time`; the length where all are. */
export function firstAtOrAfter(times: ArrayLike<number>, time: number): number {
  return firstIndex(times.length, (i) => at(times, i) >= time);
}

/** Index of the first time after `time`. */
export function firstAfter(times: ArrayLike<number>, time: number): number {
  return firstIndex(times.length, (i) => at(times, i) > time);
}

/** The first index for which something holds that holds for all behind it too; `length` where for none. */
export function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function at(list: ArrayLike<number>, index: number): number {
  return list[index] as number;
}
