/** English text of the timeline, for the window and the terminal. */
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import type { ClockReadings, Forecast, Growth, LaneKind } from '#shared/domain/timeline.ts';
import { formatBytes, formatCount, formatDelta } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';

/** To the second. */
function moment(at: number): string {
  return formatUtc(Math.round(at / 1000) * 1000);
}

/** `05:44:10Z` */
function clock(at: number): string {
  return moment(at).slice(11);
}

/** `1.2 s` from a second on, else `23 ms`; with its sign. */
export function signedSpan(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  const sign = milliseconds < 0 ? '\u2212' : '+';
  return size >= 1000 ? `${sign}${(size / 1000).toFixed(1)} s` : `${sign}${Math.round(size)} ms`;
}

export const timelineEn = {
  heading: 'Timeline',
  span: (from: string, to: string) => `${from} to ${to}, UTC, by the clocks of the targets`,
  snapshots: (count: number) => `${formatCount(count)} snapshot${count === 1 ? '' : 's'}`,
  clock: (clock: ClockReadings | null): string => {
    if (clock === null) return 'clock not measured';
    const { offsetMs, boundMs, lowestMs, highestMs, readings } = clock;
    const range =
      readings > 1
        ? `, ${signedSpan(lowestMs)} to ${signedSpan(highestMs)} in ${formatCount(readings)} readings`
        : '';
    return `clock ${signedSpan(offsetMs)} against ours, within ±${signedSpan(boundMs).slice(1)}${range}`;
  },
  growth: (growth: Growth | null): string => {
    if (growth === null) return 'too few samples for a rate';
    const { bytesPerHour, lowBytesPerHour: low, highBytesPerHour: high } = growth;
    const bounds =
      low === null || high === null
        ? ''
        : ` (95 %: ${formatDelta(Math.round(low))} to ${formatDelta(Math.round(high))})`;
    return `${formatDelta(Math.round(bytesPerHour))} per hour since ${clock(growth.from)}${bounds}`;
  },
  forecast: ({ state, headroomBytes, growth, exhausted }: Forecast): string => {
    const left = headroomBytes === null ? '' : `${formatBytes(headroomBytes)} available with free swap`;
    if (state === 'no-meminfo')
      return 'no meminfo with MemAvailable, so nothing is said of when memory runs out';
    if (state === 'too-few' || growth === null) return `${left}; too few snapshots to say how it goes on`;
    const rate = `${formatDelta(Math.round(growth.bytesPerHour))} per hour since ${clock(growth.from)}`;
    if (state === 'not-falling') return `${left}, ${rate}: it does not run out at this rate`;
    if (exhausted === null) return `${left}, ${rate}: it lasts for more than a year at this rate`;
    const { expected, earliest, latest } = exhausted;
    const bounds =
      earliest === null
        ? 'too few snapshots for bounds'
        : `95 %: ${moment(earliest)} to ${latest === null ? 'never' : moment(latest)}`;
    return `${left}, ${rate}: used up at ${moment(expected)} if it goes on like this (${bounds})`;
  },
  measures: {
    'pss-anon': 'anonymous PSS',
    'rss-anon': 'anonymous RSS',
    anonymous: 'anonymous',
    pss: 'PSS',
    rss: 'RSS',
  } as Partial<Record<ProcessMeasure, string>>,
  strip: 'Collection windows and events of each target',
  window: (first: number, last: number, from: string, to: string) =>
    first === last
      ? `snapshot ${first}: taken ${from} to ${to}`
      : `snapshots ${first} to ${last}: taken ${from} to ${to}`,
  lanes: (count: number) => `Lanes (${count})`,
  pickLanes: 'Lanes that are shown',
  laneKind: { meminfo: 'Meminfo', process: 'Processes, most growth first' } as Record<LaneKind, string>,
  table: 'Table',
  tableOf: (label: string) => `${label}: the numbers`,
  tableCut: (shown: string, total: string) =>
    `${shown} of ${total} samples; nearer, or memcase timeline --json, has all.`,
  columns: {
    utc: 'Time (UTC)',
    local: 'Local time',
    target: 'Target',
    snapshot: 'Snapshot',
    bytes: 'Amount',
    change: 'Change',
  },
  evidenceOf: (title: string, amount: string) => `${amount}: evidence of ${title}`,
  noSample: 'no sample',
  perHour: (delta: string) => `${delta}/h`,
  seen: (from: string, to: string) => `${from} to ${to}`,
  committed: (from: string, to: string) => `Range kept: ${from} to ${to}`,
  chip: (from: string, to: string) => `Range: ${from} to ${to}`,
  clear: 'Clear the range',
  keep: 'Keep the range',
  compareEnds: 'Compare its ends',
  fit: 'Fit',
  whole: 'All there is',
  outside: (count: string) => `${count} outside the range are not shown`,
  chart: (lanes: number, targets: number) =>
    `Timeline of ${lanes} lane${lanes === 1 ? '' : 's'} and ${targets} target${targets === 1 ? '' : 's'}; the same numbers are in the table of each lane`,
  keysHint:
    'Arrows move by sample and series, Shift and arrows select a range, A and D pan, W and S zoom, Enter keeps the range, 0 shows all',
  empty: {
    nothing: 'The case has no snapshot yet.',
    title: 'Nothing to compare over time',
    text: 'A course needs at least two snapshots of a target. Take more of them: memcase collect with --recipe watch takes one every few seconds, and evidence of other times can be added at any time.',
    collect: 'Collect from a live machine',
  },
};

export type TimelineMessages = typeof timelineEn;
