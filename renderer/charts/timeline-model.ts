/** Where things lie on a timeline, and what its keys do. No React, no plotly. */
import type { TimeRange } from '#shared/domain/timeline.ts';
import { GiB, KiB, MiB, type Bytes } from '#shared/units/bytes.ts';
import type { DurationMs, EpochMs } from '#shared/units/time.ts';

/** Pixels. */
export const timelineSpace = { left: 84, right: 16, lane: 104, title: 26, foot: 8 } as const;

export interface Tick {
  readonly value: number;
  readonly text: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps: readonly DurationMs[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((count) => count * DAY),
];
/** Room for one label of the axis of time. */
const LABEL_PX = 92;
/** No zoom goes below it: clocks of evidence are not finer. */
const LEAST_SPAN: DurationMs = 10;

/** Round moments of UTC, as many as there is room for. */
export function timeTicks({ from, to }: TimeRange, width: number): Tick[] {
  const most = Math.max(1, Math.floor(width / LABEL_PX));
  const step = steps.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most);
  const ticks: Tick[] = [];
  for (let value = Math.ceil(from / step) * step; value <= to && ticks.length <= most; value += step) {
    ticks.push({ value, text: timeText(value, step) });
  }
  return ticks;
}

function timeText(at: EpochMs, step: DurationMs): string {
  const iso = new Date(at).toISOString();
  if (step >= DAY) return iso.slice(0, 10);
  if (step < SECOND) return iso.slice(11, 23);
  const time = step >= MINUTE ? iso.slice(11, 16) : iso.slice(11, 19);
  return at % DAY === 0 ? iso.slice(5, 10) : time;
}

/** Two to four round amounts of one unit between two amounts. */
export function byteTicks(low: Bytes, high: Bytes): Tick[] {
  const [unit, name] = high >= 10 * GiB ? [GiB, 'GiB'] : high >= MiB ? [MiB, 'MiB'] : [KiB, 'KiB'];
  const rough = (high - low) / unit / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power;
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: Tick[] = [];
  for (let i = Math.ceil(low / unit / step); i * step * unit <= high; i += 1) {
    ticks.push({ value: i * step * unit, text: `${(i * step).toFixed(places)} ${name}` });
  }
  return ticks;
}

/** What is there, with room above and below; a flat line is not blown up to noise. */
export function amountRange(values: readonly Bytes[]): { readonly low: Bytes; readonly high: Bytes } {
  const least = values.reduce((one, other) => Math.min(one, other), Infinity);
  const most = values.reduce((one, other) => Math.max(one, other), -Infinity);
  if (values.length === 0) return { low: 0, high: MiB };
  const span = Math.max(most - least, most * 0.02, 64 * KiB);
  const middle = (least + most) / 2;
  return { low: Math.max(0, middle - span * 0.58), high: middle + span * 0.58 };
}

/** Pixels from the left edge of the chart. */
export function xOf(at: EpochMs, { from, to }: TimeRange, chartWidth: number): number {
  return timelineSpace.left + ((at - from) / (to - from)) * plotWidth(chartWidth);
}

export function timeAt(x: number, { from, to }: TimeRange, chartWidth: number): EpochMs {
  return from + ((x - timelineSpace.left) / plotWidth(chartWidth)) * (to - from);
}

export function plotWidth(chartWidth: number): number {
  return Math.max(1, chartWidth - timelineSpace.left - timelineSpace.right);
}

/** Twice as near or as far, the moment `at` stays where it is; never beyond the whole. */
export function zoomed(view: TimeRange, whole: TimeRange, at: EpochMs, factor: number): TimeRange {
  const span = Math.min(whole.to - whole.from, Math.max(LEAST_SPAN, (view.to - view.from) * factor));
  const share = (at - view.from) / (view.to - view.from);
  return within({ from: at - share * span, to: at + (1 - share) * span }, whole);
}

/** By a share of what is seen; stops at the ends. */
export function panned(view: TimeRange, whole: TimeRange, share: number): TimeRange {
  const by = (view.to - view.from) * share;
  return within({ from: view.from + by, to: view.to + by }, whole);
}

function within({ from, to }: TimeRange, whole: TimeRange): TimeRange {
  const shift = from < whole.from ? whole.from - from : to > whole.to ? whole.to - to : 0;
  return { from: Math.max(whole.from, from + shift), to: Math.min(whole.to, to + shift) };
}

/** A range of two moments in either order. */
export function between(one: EpochMs, other: EpochMs): TimeRange {
  return { from: Math.min(one, other), to: Math.max(one, other) };
}

/** The next of ascending moments; where there is none, the last or first. */
export function nextMoment(moments: readonly EpochMs[], now: EpochMs | null, step: 1 | -1): EpochMs | null {
  if (now === null) return (step === 1 ? moments[0] : moments.at(-1)) ?? null;
  const found = step === 1 ? moments.find((at) => at > now) : moments.findLast((at) => at < now);
  return found ?? now;
}
