/** English text of the timeline, for the window and the terminal. */
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import type { ClockReadings, Forecast, Growth } from '#shared/domain/timeline.ts';
import { formatBytes, formatCount, formatDelta } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';

/** To the second. */
function moment(at: number): string {
  return formatUtc(Math.round(at / 1000) * 1000);
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
    return `${formatDelta(Math.round(bytesPerHour))} per hour${bounds}`;
  },
  forecast: ({ state, headroomBytes, growth, exhausted }: Forecast): string => {
    const left = headroomBytes === null ? '' : `${formatBytes(headroomBytes)} available with free swap`;
    if (state === 'no-meminfo')
      return 'no meminfo with MemAvailable, so nothing is said of when memory runs out';
    if (state === 'too-few' || growth === null) return `${left}; too few snapshots to say how it goes on`;
    const rate = `${formatDelta(Math.round(growth.bytesPerHour))} per hour`;
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
  empty: {
    nothing: 'The case has no snapshot yet.',
    title: 'Nothing to compare over time',
    text: 'A course needs at least two snapshots of a target. Take more of them: memcase collect with --recipe watch takes one every few seconds, and evidence of other times can be added at any time.',
    collect: 'Collect from a live machine',
  },
};

export type TimelineMessages = typeof timelineEn;
