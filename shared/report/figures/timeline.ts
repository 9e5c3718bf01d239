/** Snapshots and events of each target on one axis of time. Told by place and shape, so that greyscale is enough. */
import { formatUtc, type EpochMs } from '#shared/units/time.ts';
import { element, fitText, label, line } from './svg.ts';
import { linearScale } from './scale.ts';
import { FIGURE_WIDTH } from './waterfall.ts';

export interface TimelineRow {
  readonly label: string;
  readonly snapshots: readonly EpochMs[];
  readonly events: readonly EpochMs[];
}

const LEFT = 110;
const RIGHT = FIGURE_WIDTH - 30;
const ROW_HEIGHT = 24;
const TOP = 22;
const TICKS = 3;
/** More rows than a reader follows. */
const MOST_ROWS = 12;
const SNAPSHOT = { fill: '#1f4e8c' };
const EVENT = { fill: '#ffffff', stroke: '#b35c00', 'stroke-width': 1.2 };

/** Null where there is no span of time to draw. */
export function drawTimeline(
  rows: readonly TimelineRow[],
  legend: Readonly<Record<'snapshots' | 'events', string>>,
): string | null {
  const shown = rows.slice(0, MOST_ROWS);
  const times = shown.flatMap(({ snapshots, events }) => [...snapshots, ...events]);
  const [from, to] = [least(times), -least(times.map((at) => -at))];
  if (times.length < 2 || !(to > from)) return null;
  const { at } = linearScale([from, to], [LEFT, RIGHT], 4);
  const bottom = TOP + shown.length * ROW_HEIGHT;
  const height = bottom + 20;
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => from + ((to - from) * index) / TICKS);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: FIGURE_WIDTH,
      height,
      viewBox: `0 0 ${FIGURE_WIDTH} ${height}`,
    },
    dot(LEFT + 4, 8),
    label(LEFT + 12, 11, legend.snapshots, { size: 8 }),
    diamond(LEFT + 104, 8),
    label(LEFT + 112, 11, legend.events, { size: 8 }),
    ...ticks.map((time) => line(at(time), TOP, at(time), bottom, { stroke: '#d0d0d0', 'stroke-width': 0.5 })),
    ...ticks.map((time, index) =>
      label(at(time), bottom + 12, formatUtc(Math.round(time / 1000) * 1000), {
        size: 7.5,
        fill: '#555555',
        anchor: index === 0 ? 'start' : index === TICKS ? 'end' : 'middle',
      }),
    ),
    ...shown.map((row, index) => drawRow(row, TOP + (index + 0.5) * ROW_HEIGHT, at)),
  );
}

function drawRow(
  { label: name, snapshots, events }: TimelineRow,
  y: number,
  at: (time: number) => number,
): string {
  return element(
    'g',
    {},
    label(LEFT - 8, y + 3, fitText(name, 11), { anchor: 'end' }),
    line(LEFT, y, RIGHT, y, { stroke: '#8a8a8a', 'stroke-width': 0.6 }),
    ...snapshots.map((time) => dot(at(time), y)),
    ...events.map((time) => diamond(at(time), y)),
  );
}

function dot(x: number, y: number): string {
  return element('circle', { cx: x, cy: y, r: 2.6, ...SNAPSHOT });
}

function diamond(x: number, y: number): string {
  return element('path', { d: `M${round(x)} ${round(y - 5)}l4 5l-4 5l-4 -5z`, ...EVENT });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}
