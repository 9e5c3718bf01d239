/** Records of a dump, for people. */
import type { DumpRecords } from '#shared/contract/records.ts';
import { livenesses, type Liveness } from '#shared/domain/heap.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { formatTable } from './text-table.ts';

type Shape = DumpRecords['shapes'][number];
type Side = NonNullable<Shape['sides'][Liveness]>;

const livenessWords: Readonly<Record<Liveness, string>> = {
  live: 'live',
  ghost: 'ghosts in freed memory',
  undetermined: 'live or freed: not known',
};

export function recordLines(records: DumpRecords, limit: number, width: number | undefined): string[] {
  const { shapes, source } = records;
  const hidden = Math.max(0, shapes.length - limit) + records.moreShapes;
  return [
    ...titleLines(records),
    ...shapes.slice(0, limit).flatMap((shape) => ['', ...shapeLines(shape, source !== null, width)]),
    ...(hidden > 0 ? ['', `${formatCount(hidden)} more shapes.`] : []),
    ...unassignedLines(records),
    ...(source === null
      ? []
      : ['', `Searched with ${source.engine}${source.isPartial ? '; it was stopped before its end' : ''}.`]),
  ];
}

function titleLines({
  artifact,
  target,
  snapshot,
  pid,
  start,
  sizeBytes,
  records,
  refusal,
}: DumpRecords): string[] {
  const { count, whole, noHead, noTail } = records;
  return [
    `${formatEvidenceId(artifact)}: ${formatBytes(sizeBytes)} at ${start} of process ${pid} on ${target}@${snapshot}`,
    `${formatCount(count)} JSON records: ${formatCount(whole)} whole, ${formatCount(noHead)} without their beginning, ${formatCount(noTail)} without their end.`,
    ...(refusal === null
      ? []
      : [`The heap was not walked (${refusal}): what lives and what was freed is not known.`]),
  ];
}

function shapeLines(shape: Shape, isLinked: boolean, width: number | undefined): string[] {
  const columns = [
    { title: '', shrinks: true },
    ...['records', 'payload', 'chunks', 'mean', 'p95', 'max'].map((title) => ({
      title,
      align: 'right' as const,
    })),
  ];
  const rows = livenesses.flatMap((liveness) => {
    const total = shape.sides[liveness]?.total;
    if (total === undefined) return [];
    const sizes = [
      total.payloadBytes,
      total.chunkBytes,
      Math.round(total.meanBytes),
      total.p95Bytes,
      total.maxBytes,
    ];
    return [[livenessWords[liveness], formatCount(total.count), ...sizes.map(formatBytes)]];
  });
  return [
    keysOf(shape.keys, width ?? 100),
    ...formatTable(columns, rows, width),
    ...livenesses.flatMap((liveness) => sideLines(liveness, shape.sides[liveness])),
    ...(isLinked ? placeLines(shape) : []),
  ];
}

/** `{session_id, timestamp, … 28 more}` */
function keysOf(keys: readonly string[], width: number): string {
  const top = keys.filter(
    (key) => !keys.some((other) => key.startsWith(`${other}.`) || key.startsWith(`${other}[].`)),
  );
  let text = '';
  for (const [at, key] of top.entries()) {
    const next = at === 0 ? key : `${text}, ${key}`;
    if (at > 0 && next.length > width - 16) return `{${text}, … ${top.length - at} more}`;
    text = next;
  }
  return `{${text}}`;
}

function sideLines(liveness: Liveness, side: Side | null): string[] {
  if (side === null) return [];
  const time = side.fields.find((field) => field.times !== null);
  const times = time?.times ?? null;
  const frequent = side.fields
    .filter(
      ({ top, others, count }) =>
        top.length > 1 && top.length <= 6 && others === 0 && count >= 10 * top.length,
    )
    .slice(0, 4);
  const word = livenessWords[liveness];
  return [
    ...(time === undefined || times === null
      ? []
      : [`  ${word}: ${time.path} from ${formatUtc(times.firstMs)} to ${formatUtc(times.lastMs)}`]),
    ...frequent.map(
      ({ path, top }) =>
        `  ${word}: ${path}: ${top.map(({ text, count }) => `${text} ${formatCount(count)}`).join(', ')}`,
    ),
  ];
}

function placeLines({ places, keys }: Shape): string[] {
  if (places.length === 0) return ['  Written nowhere in this source.'];
  const count = new Set(keys.map((key) => key.slice(key.lastIndexOf('.') + 1))).size;
  return places.map(
    ({ file, line, endLine, keys: found, context, text }) =>
      `  ${file}:${line}: ${context} ${found.length} of ${count} keys within ${endLine - line + 1} lines: ${text}`,
  );
}

function unassignedLines({ unassigned }: DumpRecords): string[] {
  const parts = livenesses.flatMap((liveness) => {
    const { count, payloadBytes } = unassigned[liveness];
    return count === 0
      ? []
      : [`${formatCount(count)} ${livenessWords[liveness]} (${formatBytes(payloadBytes)})`];
  });
  return parts.length === 0 ? [] : ['', `Cut records that belong to no shape alone: ${parts.join(', ')}.`];
}
