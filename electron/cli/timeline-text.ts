/** A timeline for people: what was seen when, how each lane went, when memory runs out, what happened. */
import type { Growth, Lane, TimelineOverview, TimelineSeries } from '#shared/domain/timeline.ts';
import { createMessages } from '#shared/i18n/index.ts';
import { formatBytes, formatCount, formatDelta } from '#shared/units/format.ts';
import { timeCell, UNKNOWN } from './cells.ts';
import { eventLines } from './event-rows.ts';
import { formatTable } from './text-table.ts';

/** Text on a terminal is English. */
const { timeline: words, events: eventWords } = createMessages('en');
const BARS = '▁▂▃▄▅▆▇█';
const SPARK_CELLS = 24;

type Whole = TimelineOverview & Pick<TimelineSeries, 'lanes' | 'forecasts'>;

export function timelineLines(timeline: Whole, width: number | undefined): string[] {
  const { range, targets, lanes, forecasts, events } = timeline;
  if (range === null) return [words.empty.nothing];
  return [
    words.span(timeCell(range.from), timeCell(range.to)),
    ...targets.map(
      ({ name, snapshots, clock }) => `  ${name}: ${words.snapshots(snapshots)}; ${words.clock(clock)}`,
    ),
    '',
    ...formatTable(laneColumns, lanes.flatMap(laneRows), width),
    '',
    ...forecasts.map((forecast) => `${forecast.target}: ${words.forecast(forecast)}`),
    '',
    ...(events.length === 0 ? [eventWords.none] : eventLines(events, width)),
  ];
}

const laneColumns = [
  { title: 'lane', shrinks: true },
  { title: 'target' },
  { title: 'samples', align: 'right' as const, leaves: 2 },
  { title: 'first', align: 'right' as const },
  { title: 'last', align: 'right' as const },
  { title: 'change', align: 'right' as const },
  { title: 'per hour', align: 'right' as const },
  { title: '95 % of it', leaves: 1 },
  { title: 'course', leaves: 0 },
];

function laneRows({ label, series }: Lane): string[][] {
  return series.map(({ target, total, bytes, growth }) => {
    const [first, last] = [bytes[0], bytes.at(-1)];
    return [
      label,
      target,
      formatCount(total),
      first === undefined ? UNKNOWN : formatBytes(first),
      last === undefined ? UNKNOWN : formatBytes(last),
      first === undefined || last === undefined ? UNKNOWN : formatDelta(last - first),
      growth === null ? UNKNOWN : formatDelta(Math.round(growth.bytesPerHour)),
      interval(growth),
      spark(bytes),
    ];
  });
}

function interval(growth: Growth | null): string {
  if (growth === null || growth.lowBytesPerHour === null || growth.highBytesPerHour === null) return UNKNOWN;
  return eventWords.between(
    formatDelta(Math.round(growth.lowBytesPerHour)),
    formatDelta(Math.round(growth.highBytesPerHour)),
  );
}

/** Between the least and the largest of the lane. */
function spark(values: readonly number[]): string {
  const cells = Math.min(SPARK_CELLS, values.length);
  const least = values.reduce((one, other) => Math.min(one, other), Infinity);
  const largest = values.reduce((one, other) => Math.max(one, other), -Infinity);
  return Array.from({ length: cells }, (_, cell) => {
    const own = values.slice(
      Math.floor((cell * values.length) / cells),
      Math.floor(((cell + 1) * values.length) / cells),
    );
    const top = own.reduce((one, other) => Math.max(one, other), -Infinity);
    const share = largest === least ? 0 : (top - least) / (largest - least);
    return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? '';
  }).join('');
}
