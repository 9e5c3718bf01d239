/** Strings of a dump, for people and for pipes. */
import type { DumpStrings } from '#shared/contract/strings.ts';
import { livenesses, type ChunkState, type Liveness } from '#shared/domain/heap.ts';
import { stringEncodings } from '#shared/domain/strings.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { formatTable } from './text-table.ts';

/** Letters of a template. */
const MOST_PATTERN = 160;

const livenessWords: Readonly<Record<Liveness, string>> = {
  live: 'live',
  ghost: 'ghosts',
  undetermined: 'not known',
};

/** One line each, to be cut at blanks: address, encoding, state of the chunk, text. */
export function stringLines({ strings, matching }: DumpStrings): string[] {
  const lines = strings.map(
    ({ address, encoding, state, text }) =>
      `${address} ${encoding.padEnd(8)} ${stateWord(state).padEnd(13)} ${toPrintable(text)}`,
  );
  const more = matching - strings.length;
  return more > 0 ? [...lines, `… ${formatCount(more)} more: --limit`] : lines;
}

function stateWord(state: ChunkState | null): string {
  return state ?? '-';
}

export function templateLines(found: DumpStrings, limit: number, width: number | undefined): string[] {
  const { artifact, sizeBytes, start, pid, target, snapshot, refusal, templates, moreTemplates } = found;
  const hidden = Math.max(0, templates.length - limit) + moreTemplates;
  const columns = [
    ...['live', 'bytes', 'ghosts', 'not known'].map((title) => ({ title, align: 'right' as const })),
    { title: 'text', shrinks: true },
  ];
  const rows = templates
    .slice(0, limit)
    .map(({ pattern, sides: { live, ghost, undetermined } }) => [
      formatCount(live.count),
      formatBytes(live.bytes + ghost.bytes + undetermined.bytes),
      formatCount(ghost.count),
      formatCount(undetermined.count),
      toPrintable(pattern.length > MOST_PATTERN ? `${pattern.slice(0, MOST_PATTERN)}…` : pattern),
    ]);
  return [
    `${formatEvidenceId(artifact)}: ${formatBytes(sizeBytes)} at ${start} of process ${pid} on ${target}@${snapshot}`,
    ...(refusal === null
      ? []
      : [`The heap was not walked (${refusal}): what lives and what was freed is not known.`]),
    '',
    ...totalLines(found, width),
    '',
    ...formatTable(columns, rows, width),
    ...(hidden > 0 ? ['', `${formatCount(hidden)} more templates: --limit`] : []),
  ];
}

function totalLines({ totals }: DumpStrings, width: number | undefined): string[] {
  const columns = [
    { title: 'strings in' },
    ...livenesses.map((liveness) => ({ title: livenessWords[liveness], align: 'right' as const })),
  ];
  const rows = stringEncodings.map((encoding) => [
    encoding,
    ...livenesses.map((liveness) => {
      const { count, bytes } = totals[encoding][liveness];
      return `${formatCount(count)} (${formatBytes(bytes)})`;
    }),
  ]);
  return formatTable(columns, rows, width);
}
