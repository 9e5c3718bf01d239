/** What of a timeline is asked for: which lanes, which range, how many pixels wide. */
import type { CaseEvent } from '#shared/domain/events.ts';
import type {
  Forecast,
  Lane,
  LaneChoice,
  LaneSeries,
  Reading,
  Sample,
  TimeRange,
  TimelineSeries,
} from '#shared/domain/timeline.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { evenly, forecastOf, MOST_SAMPLES, presentGrowth } from './growth.ts';
import { toChoice, type LaneSamples, type WholeLane } from './lanes.ts';
import { firstAfter, firstAtOrAfter, reduceMinMax } from './reduce.ts';
import { mergeWindows, type WindowColumns } from './windows.ts';

/** What says most of a machine's memory, where it is there. */
const firstFields = ['meminfo:MemAvailable', 'meminfo:AnonPages', 'meminfo:Cached', 'meminfo:Slab'];
const FIRST_PROGRAMS = 4;
/** Of the largest growth: below it somebody's `ps` would be a grower too. */
const LEAST_SHARE = 0.05;

export interface SeriesQuestion {
  readonly targets?: readonly string[] | undefined;
  readonly lanes: readonly string[];
  /** All there is where it is null. */
  readonly range: TimeRange | null;
  /** Columns of pixels; what is drawn keeps least and largest of each. */
  readonly width: number;
  /** Whether to say where each amount was read. */
  readonly evidence?: boolean | undefined;
}

/** Lanes that are shown where nobody chose: four of meminfo, and the processes that grew most. */
export function firstLanes(choices: readonly LaneChoice[]): string[] {
  const known = new Set(choices.map(({ id }) => id));
  const programs = choices.filter(({ kind }) => kind === 'process');
  const largest = programs.reduce((most, { growthBytes }) => Math.max(most, growthBytes), 1);
  return [
    ...firstFields.filter((id) => known.has(id)),
    ...programs
      .filter(({ growthBytes }) => growthBytes > largest * LEAST_SHARE)
      .slice(0, FIRST_PROGRAMS)
      .map(({ id }) => id),
  ];
}

/** What the answers are taken from. */
export interface TimelineData {
  readonly lanes: readonly WholeLane[];
  readonly windows: WindowColumns;
  readonly events: readonly CaseEvent[];
  /** Of all there is; null where there is nothing. */
  readonly whole: TimeRange | null;
}

/** @throws input.bad-option where a lane is not there */
export function seriesOf(
  { lanes: all, windows, events, whole }: TimelineData,
  { targets, lanes, range, width, evidence = false }: SeriesQuestion,
): TimelineSeries {
  const byId = new Map(all.map((lane) => [lane.id, lane]));
  const names = [...new Set(all.flatMap(({ byTarget }) => [...byTarget.keys()]))]
    .filter((name) => targets === undefined || targets.includes(name))
    .toSorted();
  const chosen = lanes.map((id) => byId.get(id) ?? unknownLane(id));
  const seen = range ?? whole;
  const column = seen === null ? 0 : (seen.to - seen.from) / width;
  return {
    range,
    windows: mergeWindows(windows, targets, range, column),
    lanes: chosen.map((lane) => toLane(lane, names, events, { range, width, evidence })),
    forecasts: names.map((name) => forecast(byId, name, range)),
  };
}

function unknownLane(id: string): never {
  throw new AppError('input.bad-option', `The case has no lane ${id}.`, { option: 'lanes', value: id });
}

type Drawn = Required<Pick<SeriesQuestion, 'range' | 'width'>> & { readonly evidence: boolean };

function toLane(lane: WholeLane, names: readonly string[], events: readonly CaseEvent[], drawn: Drawn): Lane {
  const { range } = drawn;
  const choice = toChoice(lane);
  const series = names.flatMap((target): LaneSeries[] => {
    const own = lane.byTarget.get(target);
    if (own === undefined) return [];
    const since = choice.kind === 'process' ? lastStart(events, target, choice.label) : -Infinity;
    return [
      {
        target,
        total: inRange(own, range).length,
        ...reduce(own, drawn),
        growth: presentGrowth(inRange(own, range, since)),
      },
    ];
  });
  return { ...choice, series };
}

/** Those of the range that are not before a moment. */
function inRange({ samples, times }: LaneSamples, range: TimeRange | null, since = -Infinity) {
  const first = firstAtOrAfter(times, Math.max(since, range?.from ?? -Infinity));
  const end = range === null ? samples.length : firstAfter(times, range.to);
  return { length: Math.max(0, end - first), at: (index: number) => samples[first + index] };
}

function reduce(
  own: LaneSamples,
  { range, width, evidence }: Drawn,
): Pick<LaneSeries, 'times' | 'bytes' | 'readings'> {
  const from = range?.from ?? own.times[0] ?? 0;
  const to = range?.to ?? own.times.at(-1) ?? 0;
  const rows = reduceMinMax(own, { from, to, count: width });
  return {
    times: rows.map((row) => own.times[row] as EpochMs),
    bytes: rows.map((row) => own.values[row] as Bytes),
    readings: evidence ? rows.flatMap((row) => readingOf(own.samples[row])) : null,
  };
}

function readingOf(sample: Sample | undefined): Reading[] {
  return sample === undefined ? [] : [{ snapshot: sample.snapshot, evidence: sample.evidence }];
}

/** What was before a restart is another process. */
function lastStart(events: readonly CaseEvent[], target: string, name: string): EpochMs {
  const starts = events.filter(
    (event) =>
      event.target === target &&
      event.processName === name &&
      (event.kind === 'restart' || event.kind === 'oom-kill'),
  );
  return starts.reduce((last, { time }) => Math.max(last, time?.to ?? -Infinity), -Infinity);
}

/** Of readings that have both fields; a kernel without swap prints SwapFree too. */
function forecast(lanes: ReadonlyMap<string, WholeLane>, target: string, range: TimeRange | null): Forecast {
  const available = lanes.get('meminfo:MemAvailable')?.byTarget.get(target);
  const swap = lanes.get('meminfo:SwapFree')?.byTarget.get(target);
  if (available === undefined) return forecastOf(target, []);
  // Twice what a trend takes: the later half is asked alone too.
  const within = inRange(available, range);
  const headroom = evenly(within.length, 2 * MOST_SAMPLES).flatMap((i) => {
    const sample = within.at(i);
    if (sample === undefined) return [];
    const { at, bytes, snapshot } = sample;
    return [{ at, bytes: bytes + (swap === undefined ? 0 : bytesOf(swap, at, snapshot)) }];
  });
  return forecastOf(target, headroom);
}

/** 0 where the snapshot has none. */
function bytesOf({ samples, times }: LaneSamples, at: EpochMs, snapshot: number): Bytes {
  for (let i = firstAtOrAfter(times, at); times[i] === at; i += 1) {
    const sample = samples[i];
    if (sample?.snapshot === snapshot) return sample.bytes;
  }
  return 0;
}
