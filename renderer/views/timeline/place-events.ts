/** Events of one target as marks that can be told apart and hit: those that would touch are one. */
import { xOf } from '#renderer/charts/timeline-model.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import type { TimeRange } from '#shared/domain/timeline.ts';

export interface PlacedEvents {
  /** Pixels from the left edge of the chart. */
  readonly x: number;
  readonly events: readonly CaseEvent[];
}

/** A mark is 24 pixels wide (WCAG 2.5.8). */
const MARK_PX = 24;

export function placeEvents(
  events: readonly CaseEvent[],
  target: string,
  range: TimeRange,
  width: number,
): PlacedEvents[] {
  const placed: { x: number; events: CaseEvent[] }[] = [];
  const seen = events
    .flatMap((event) => {
      const { time } = event;
      if (event.target !== target || time === null || time.to < range.from || time.from > range.to) return [];
      return [{ event, x: xOf(Math.min(time.to, range.to), range, width) }];
    })
    .toSorted((one, other) => one.x - other.x);
  for (const { event, x } of seen) {
    const last = placed.at(-1);
    if (last !== undefined && x - last.x < MARK_PX) last.events.push(event);
    else placed.push({ x, events: [event] });
  }
  return placed;
}
