/** Collection windows as they can be drawn, and the snapshots at the ends of a range. */
import type { CollectionWindow, RangeEnds, TimeRange } from '#shared/domain/timeline.ts';

/**
 * Those in the range; of one target, windows less than a column of pixels apart are one.
 * @param windows by target, in the order of time
 * @param columnMs of the axis that one column stands for
 */
export function mergeWindows(
  windows: readonly CollectionWindow[],
  range: TimeRange | null,
  columnMs: number,
): CollectionWindow[] {
  const merged: Open[] = [];
  for (const window of windows) {
    if (range !== null && !touches(window, range)) continue;
    const before = merged.at(-1);
    if (before === undefined || before.target !== window.target || window.from - before.to >= columnMs) {
      merged.push({ ...window });
    } else {
      before.first = Math.min(before.first, window.first);
      before.last = Math.max(before.last, window.last);
      before.to = Math.max(before.to, window.to);
    }
  }
  return merged;
}

/** One that may grow. */
type Open = { -readonly [Member in keyof CollectionWindow]: CollectionWindow[Member] };

/** Null where the range holds no two snapshots of the target. */
export function endsOfRange(
  windows: readonly CollectionWindow[],
  target: string,
  range: TimeRange,
): RangeEnds | null {
  const within = windows.filter((window) => window.target === target && touches(window, range));
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  return { first: first.first, last: last.last };
}

function touches(window: TimeRange, range: TimeRange): boolean {
  return window.to >= range.from && window.from <= range.to;
}
