/** Fewer points than samples, and no spike lost. */

export interface SortedSeries {
  /** Ascending. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
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
 * @returns ascending indices without repeats; at most two per column and two more. O(samples in the range)
 */
export function reduceMinMax({ times, values }: SortedSeries, { from, to, count }: Columns): number[] {
  const first = firstAtOrAfter(times, from);
  const end = firstAfter(times, to);
  const kept: number[] = [];
  if (first > 0) kept.push(first - 1);
  const perColumn = count / (to - from || 1);
  let least = first;
  let largest = first;
  let column = -1;
  for (let i = first; i < end; i += 1) {
    const own = Math.min(count - 1, Math.floor((at(times, i) - from) * perColumn));
    if (own !== column) {
      if (column >= 0) push(kept, least, largest);
      column = own;
      least = i;
      largest = i;
    } else {
      const value = at(values, i);
      if (value < at(values, least)) least = i;
      if (value > at(values, largest)) largest = i;
    }
  }
  if (column >= 0) push(kept, least, largest);
  if (end < times.length) kept.push(end);
  return kept;
}

function push(kept: number[], one: number, other: number): void {
  kept.push(Math.min(one, other));
  if (one !== other) kept.push(Math.max(one, other));
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
