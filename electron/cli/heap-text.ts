/** The inside of dumped processes, for people. */
import type { HeapProcess } from '#shared/contract/inside.ts';
import { chunkStates, type ChunkState, type WalkStop } from '#shared/domain/heap.ts';
import { formatBytes, formatCount, formatEvidenceId, formatShare } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { UNKNOWN } from './cells.ts';
import { formatTable } from './text-table.ts';

const stateWords: Readonly<Record<ChunkState, string>> = {
  used: 'in use',
  free: 'freed, kept in a bin',
  'thread-cached': 'freed, in a thread’s cache',
  fast: 'freed, in a fastbin',
  top: 'end of the heap (top)',
  unknown: 'in use or freed: not known',
};

const stopWords: Readonly<Record<WalkStop, string>> = {
  'not-a-chunk': 'what follows is no chunk',
  'page-missing': 'the page with the next header is not in the dump',
};

export function heapLines(process: HeapProcess, width: number | undefined): string[] {
  return [
    titleOf(process),
    ...libcLines(process),
    '',
    ...stateLines(process, width),
    '',
    ...queueLines(process),
    ...linkLines(process),
  ]
    .concat(dumpLines(process, width))
    .concat(
      process.skipped.map(
        (id) => `! ${formatEvidenceId(id)} is too large to be read at once and was left out.`,
      ),
    );
}

function titleOf({ name, pid, target, snapshot, dumps, totals }: HeapProcess): string {
  const size = `${formatCount(dumps.length)} ${dumps.length === 1 ? 'dump' : 'dumps'}, ${formatBytes(totals.sizeBytes)}`;
  return `${name ?? 'process'} (${pid}) on ${target}@${snapshot}: ${size}`;
}

function libcLines({ era, eraVotes, allocator, mainArenaFound, totals }: HeapProcess): string[] {
  if (allocator !== null && era === null && totals.overheadBytes === 0) {
    return [`Its memory is ${allocator}’s, not glibc’s malloc: it is named and not walked.`];
  }
  const doubtful = totals.states['unknown']?.count ?? 0;
  return [
    ...(allocator === null
      ? []
      : [`A part of its memory is ${allocator}’s, which is not walked; the rest is glibc’s.`]),
    era === null
      ? 'No arena was dumped: the version of glibc is not known.'
      : `glibc ${era}, from the data: ${eraVotes} of 127 bins of one arena speak for it.`,
    ...(mainArenaFound || doubtful === 0
      ? []
      : [
          'An arena’s own lists are not in the dumps: small chunks that look like theirs count as not known.',
        ]),
  ];
}

function stateLines({ totals }: HeapProcess, width: number | undefined): string[] {
  const rows = chunkStates.flatMap((state) => {
    const total = totals.states[state];
    return total === undefined || total.count === 0
      ? []
      : [
          row(
            stateWords[state],
            formatCount(total.count),
            total.bytes,
            total.residentBytes,
            totals.sizeBytes,
          ),
        ];
  });
  const rest = [
    ['allocator’s own records', totals.overheadBytes],
    ['in a heap, not walked', totals.unwalkedBytes],
    ['in no heap', totals.outsideBytes],
  ] as const;
  const others = rest.flatMap(([what, bytes]) =>
    bytes === 0 ? [] : [row(what, '', bytes, null, totals.sizeBytes)],
  );
  const all = row('all of it', '', totals.sizeBytes, totals.residentBytes, totals.sizeBytes);
  const columns = [
    { title: 'what', shrinks: true },
    ...['chunks', 'bytes', 'share', 'in memory'].map((title) => ({ title, align: 'right' as const })),
  ];
  return formatTable(columns, [...rows, ...others, all], width);
}

function row(what: string, count: string, bytes: number, resident: number | null, whole: number): string[] {
  const share = whole === 0 ? '' : formatShare(bytes / whole);
  return [what, count, formatBytes(bytes), share, resident === null ? UNKNOWN : formatBytes(resident)];
}

function queueLines({ queue }: HeapProcess): string[] {
  if (queue === null) return [];
  const { live, ghost, undetermined } = queue.totals;
  const lines = [
    `librdkafka ${queue.version}: ${formatCount(live?.count ?? 0)} live messages with ` +
      `${formatBytes(live?.payloadBytes ?? 0)} of payload in ${formatBytes(live?.chunkBytes ?? 0)} of chunks; ` +
      `${formatCount(ghost?.count ?? 0)} ghosts in freed memory.`,
  ];
  if ((undetermined?.count ?? 0) > 0)
    lines.push(
      `${formatCount(undetermined?.count ?? 0)} more where nothing could be walked: neither counted.`,
    );
  if ((live?.count ?? 0) === 0) return [...lines, ''];
  if (queue.oldestMs !== null && queue.newestMs !== null)
    lines.push(`The oldest was made ${formatUtc(queue.oldestMs)}, the newest ${formatUtc(queue.newestMs)}.`);
  if (queue.unassigned === live?.count)
    lines.push('msgid is 0 on all: none was ever given to a partition, the broker was never reached.');
  if (queue.retried > 0) lines.push(`${formatCount(queue.retried)} were sent at least once, in vain.`);
  const { counters } = queue;
  if (counters !== null) {
    const fill =
      counters.messages === counters.maxMessages ? 'The queue stands at its limit' : 'The queue’s limit is';
    lines.push(`${fill}: ${formatCount(counters.maxMessages)} messages, ${formatBytes(counters.maxBytes)}.`);
  }
  return [...lines, ''];
}

/** Shown of each; the rest is in `--json`. */
const MOST_LINKS = 3;

function linkLines({ lists, tables }: HeapProcess): string[] {
  const lines = [...lists.slice(0, MOST_LINKS).map(listLine), ...tables.slice(0, MOST_LINKS).map(tableLine)];
  return lines.length === 0 ? [] : [...lines, ''];
}

function listLine({ nodes, chunkBytes, isRing, isDouble, ...list }: HeapProcess['lists'][number]): string {
  const kind = `${isDouble ? 'doubly linked ' : ''}${isRing ? 'ring' : 'list'}`;
  const pointer = `the next one’s address at +${list.nextOffset}`;
  const ends = isRing ? `one of them ${list.first}` : `first ${list.first}, last ${list.last}`;
  return `${formatCount(nodes)} chunks in use (${formatBytes(chunkBytes)}) hang on one ${kind}: ${pointer}, ${ends}.`;
}

function tableLine({ address, pointers, targets, targetBytes }: HeapProcess['tables'][number]): string {
  const what = `${formatCount(targets)} chunks in use (${formatBytes(targetBytes)})`;
  return `${what} are led to by a table of ${formatCount(pointers)} pointers at ${address}.`;
}

function dumpLines({ dumps }: HeapProcess, width: number | undefined): string[] {
  const columns = [
    { title: 'evidence' },
    { title: 'address' },
    { title: 'size', align: 'right' as const },
    { title: 'chunks', align: 'right' as const },
    { title: 'in use', align: 'right' as const },
    { title: 'walk', shrinks: true },
  ];
  const rows = dumps.map((dump) => [
    formatEvidenceId(dump.artifact),
    dump.start,
    formatBytes(dump.totals.sizeBytes),
    formatCount(dump.segments.reduce((sum, { chunks }) => sum + chunks, 0)),
    formatBytes(dump.totals.states['used']?.bytes ?? 0),
    walkOf(dump),
  ]);
  return formatTable(columns, rows, width);
}

function walkOf({ refusal, segments }: HeapProcess['dumps'][number]): string {
  if (refusal === 'no-heap') return 'no heap of glibc';
  if (refusal !== null) return `${refusal}: not walked`;
  const kinds = [...new Set(segments.map(({ kind }) => kind))].join(', ');
  const stop = segments.find((segment) => segment.stop !== null);
  const guesses = segments.filter(({ isGuess }) => isGuess).length;
  if (stop === undefined || stop.stop === null) return `${kinds}, to its end`;
  const where = `stopped at +0x${stop.walkedTo.toString(16)}: ${stopWords[stop.stop]}`;
  return `${kinds}, ${where}${guesses === 0 ? '' : `; ${guesses} parts behind it are guesses`}`;
}
