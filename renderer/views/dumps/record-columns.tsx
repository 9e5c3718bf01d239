/** Columns of the tables about records. */
import type { DumpRecords } from '#shared/contract/records.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { bytesColumn, countColumn, wordColumn } from './tab-columns.tsx';
import type { TabColumn } from './TabGrid.tsx';

export type RecordShape = DumpRecords['shapes'][number];
type Side = NonNullable<RecordShape['sides']['live']>;
type Field = Side['fields'][number];

/** `{a, b, c}` */
export function shapeName({ keys }: RecordShape): string {
  return `{${keys.map(toPrintable).join(', ')}}`;
}

export function shapeColumns(text: WindowMessages): TabColumn<RecordShape>[] {
  const { records: words } = text.dumps.tabs;
  const total = ({ sides }: RecordShape, side: 'live' | 'ghost' | 'undetermined') => sides[side]?.total;
  const biggest = ({ sides }: RecordShape) => sides.live ?? sides.ghost ?? sides.undetermined;
  return [
    wordColumn('keys', words.keys, shapeName, 'minmax(200px, 1fr)'),
    countColumn('live', words.live, (shape) => total(shape, 'live')?.count ?? 0),
    bytesColumn('liveBytes', words.payload, (shape) => total(shape, 'live')?.payloadBytes ?? 0),
    bytesColumn('liveChunks', words.chunks, (shape) => total(shape, 'live')?.chunkBytes ?? 0, '96px'),
    countColumn('ghosts', words.ghosts, (shape) => total(shape, 'ghost')?.count ?? 0),
    bytesColumn('ghostBytes', words.payload, (shape) => total(shape, 'ghost')?.payloadBytes ?? 0),
    countColumn('unknown', words.unknown, (shape) => total(shape, 'undetermined')?.count ?? 0),
    {
      ...bytesColumn<RecordShape>(
        'mean',
        words.mean,
        (shape) => biggest(shape)?.total.meanBytes ?? 0,
        '76px',
      ),
      cell: (shape) => formatBytes(Math.round(biggest(shape)?.total.meanBytes ?? 0)),
    },
    bytesColumn('p95', words.p95, (shape) => biggest(shape)?.total.p95Bytes ?? 0, '76px'),
    bytesColumn('max', words.max, (shape) => biggest(shape)?.total.maxBytes ?? 0, '76px'),
  ];
}

export function fieldColumns(text: WindowMessages): TabColumn<Field>[] {
  const { records: words } = text.dumps.tabs;
  return [
    { ...wordColumn<Field>('path', words.field, ({ path }) => toPrintable(path), 'minmax(120px, 0.5fr)') },
    countColumn('count', words.count, ({ count }) => count),
    {
      ...countColumn<Field>('distinct', words.distinct, ({ distinct }) => distinct, '96px'),
      cell: ({ distinct, isCapped }) => `${isCapped ? '≥ ' : ''}${formatCount(distinct)}`,
    },
    wordColumn('range', words.range, rangeOf, 'minmax(200px, 0.7fr)'),
    wordColumn('top', words.top, topOf, 'minmax(240px, 1.3fr)'),
  ];
}

/** First and last time, or least and largest number; empty for other values. */
function rangeOf({ times, numbers }: Field): string {
  if (times !== null) return `${formatUtc(times.firstMs)} … ${formatUtc(times.lastMs)}`;
  if (numbers === null) return '';
  return numbers.min === numbers.max ? String(numbers.min) : `${numbers.min} … ${numbers.max}`;
}

/** Where each value comes once, the most frequent one says nothing. */
function topOf({ top }: Field): string {
  return top
    .filter(({ count }) => count > 1)
    .map(({ text, count }) => `${toPrintable(text)} ×${formatCount(count)}`)
    .join(', ');
}
