/** What the timeline draws of the answers, and what its keys do. No React. */
import type { ChartFigure, ChartMark, ChartSeries, SeriesRole } from '#renderer/charts/timeline-figure.ts';
import { between, nextMoment, panned, zoomed } from '#renderer/charts/timeline-model.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import type { Lane, LaneSeries, Sample, TimeRange, TimelineOverview } from '#shared/domain/timeline.ts';
import type { EpochMs } from '#shared/units/time.ts';

/** How far a forecast is drawn behind the last sample, as a share of what was observed. */
const AHEAD = 0.2;
/** Of a range without a length: one snapshot. */
const LEAST_SPAN_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Names of the two sides; other targets are drawn alike. */
export interface SideNames {
  readonly a: string | null;
  readonly b: string | null;
}

export function roleOf(target: string, { a, b }: SideNames): SeriesRole {
  if (target === a) return 'a';
  return target === b ? 'b' : 'other';
}

/** All that is known and a little of what may come. */
export function wholeRange({ range }: TimelineOverview): TimeRange | null {
  if (range === null) return null;
  const span = Math.max(LEAST_SPAN_MS, range.to - range.from);
  return { from: range.from - span * 0.02, to: range.to + span * AHEAD };
}

export function figureOf(
  lanes: readonly Lane[],
  events: readonly CaseEvent[],
  range: TimeRange,
  sides: SideNames,
): ChartFigure {
  return {
    range,
    marks: events.flatMap(markOf),
    lanes: lanes.map(({ series }) => series.map((one) => toChart(one, range, sides))),
  };
}

function toChart(
  { target, times, bytes, growth }: LaneSeries,
  range: TimeRange,
  sides: SideNames,
): ChartSeries {
  const last = sampleAt({ times, bytes }, null);
  const drawn = {
    role: roleOf(target, sides),
    times,
    values: bytes,
  };
  // Where the last sample seen is the last there is, the axis goes on behind it.
  if (last === null || growth === null || last.at > range.to || growth.to < last.at)
    return { ...drawn, forecast: null };
  const hours = (range.to - last.at) / HOUR_MS;
  const ahead = (perHour: number | null) =>
    perHour === null ? null : Math.max(0, last.bytes + perHour * hours);
  return {
    ...drawn,
    forecast: {
      from: last.at,
      to: range.to,
      atFrom: last.bytes,
      atTo: ahead(growth.bytesPerHour) ?? 0,
      lowAtTo: ahead(growth.lowBytesPerHour),
      highAtTo: ahead(growth.highBytesPerHour),
    },
  };
}

/** Connections last; they stand in the strip alone. */
function markOf({ kind, time }: CaseEvent): ChartMark[] {
  if (time === null || kind === 'connection') return [];
  return [{ at: time.to, kind: kind === 'oom-kill' ? 'kill' : 'change' }];
}

/** The newest sample that is not after a moment; the last of all where there is none. */
export function sampleAt(
  { times, bytes }: Pick<LaneSeries, 'times' | 'bytes'>,
  moment: EpochMs | null,
): Pick<Sample, 'at' | 'bytes'> | null {
  const row = moment === null ? times.length - 1 : times.findLastIndex((at) => at <= moment);
  const [at, own] = [times[row], bytes[row]];
  return at === undefined || own === undefined ? null : { at, bytes: own };
}

export interface TimelineState {
  readonly view: TimeRange;
  readonly cursor: EpochMs | null;
  readonly selection: TimeRange | null;
  /** Which of all series, counted through the lanes, the cursor goes along. */
  readonly series: number;
}

export interface PressedKey {
  readonly key: string;
  readonly shift: boolean;
  /** Single letters can be switched off. */
  readonly letters: boolean;
}

/** Undefined where the key means nothing here. `moments`: the samples of every series. */
export function afterKey(
  state: TimelineState,
  { key, shift, letters }: PressedKey,
  whole: TimeRange,
  moments: readonly (readonly EpochMs[])[],
): TimelineState | undefined {
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (/^[adwsf]$/.test(name) && !letters) return undefined;
  const { view, cursor, selection } = state;
  const middle =
    cursor !== null && cursor >= view.from && cursor <= view.to ? cursor : (view.from + view.to) / 2;
  switch (name) {
    case 'a':
      return { ...state, view: panned(view, whole, -0.25) };
    case 'd':
      return { ...state, view: panned(view, whole, 0.25) };
    case 'w':
    case '+':
    case '=':
      return { ...state, view: zoomed(view, whole, middle, 0.5) };
    case 's':
    case '-':
      return { ...state, view: zoomed(view, whole, middle, 2) };
    case '0':
      return { ...state, view: whole };
    case 'f':
      return selection === null || selection.to <= selection.from ? state : { ...state, view: selection };
    case 'ArrowLeft':
    case 'ArrowRight':
      return stepped(state, key === 'ArrowRight' ? 1 : -1, shift, moments[state.series] ?? [], whole);
    case 'ArrowUp':
    case 'ArrowDown': {
      const next = state.series + (key === 'ArrowDown' ? 1 : -1);
      return { ...state, series: Math.min(Math.max(0, next), Math.max(0, moments.length - 1)) };
    }
    default:
      return undefined;
  }
}

/** What is seen after the keys that change the view: in, out, to the left, to the right. */
export function nextViews(state: TimelineState, whole: TimeRange): TimeRange[] {
  const pressed = ['+', '-', 'a', 'd'].map(
    (key) => afterKey(state, { key, shift: false, letters: true }, whole, [])?.view ?? whole,
  );
  return pressed.filter(({ from, to }) => from !== state.view.from || to !== state.view.to);
}

/** To the next sample; what is seen follows, and with Shift the range grows to it from where the cursor was. */
function stepped(
  state: TimelineState,
  step: 1 | -1,
  shift: boolean,
  moments: readonly EpochMs[],
  whole: TimeRange,
): TimelineState {
  const { view, cursor, selection } = state;
  const at = nextMoment(moments, cursor, step);
  if (at === null) return state;
  const by =
    at < view.from
      ? (at - view.from) / (view.to - view.from)
      : at > view.to
        ? (at - view.to) / (view.to - view.from)
        : 0;
  const anchor =
    selection === null ? (cursor ?? at) : selection.from === cursor ? selection.to : selection.from;
  return {
    ...state,
    cursor: at,
    view: by === 0 ? view : panned(view, whole, by),
    selection: shift ? between(anchor, at) : null,
  };
}
