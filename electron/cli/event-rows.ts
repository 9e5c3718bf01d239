/** The table of events, for `show events` and `timeline`. */
import type { CaseEvent } from '#shared/domain/events.ts';
import { createMessages } from '#shared/i18n/index.ts';
import { evidenceCell, timeCell } from './cells.ts';
import { formatTable } from './text-table.ts';

/** Text on a terminal is English. */
const words = createMessages('en').events;
/** `2026-11-22` */
const DAY_LETTERS = 10;

const columns = [
  { title: 'target' },
  { title: 'time (UTC)' },
  { title: 'event' },
  { title: 'process' },
  { title: 'what', shrinks: true },
  { title: 'evidence' },
];

export function eventLines(events: readonly CaseEvent[], width: number | undefined): string[] {
  const rows = events.map((event) => [
    event.target,
    whenCell(event),
    words.kind[event.kind],
    processCell(event),
    whatCell(event),
    evidenceCell(event.evidence),
  ]);
  return formatTable(columns, rows, width);
}

function whenCell({ time, timeText }: CaseEvent): string {
  if (time === null) return words.unplaced(timeText);
  const from = timeCell(time.from);
  const to = timeCell(time.to);
  const sameDay = from.slice(0, DAY_LETTERS) === to.slice(0, DAY_LETTERS);
  return from === to ? from : words.between(from, sameDay ? to.slice(DAY_LETTERS + 1) : to);
}

function processCell({ processName, pid }: CaseEvent): string {
  return [processName ?? '', pid === null ? '' : `(${pid})`].join(' ').trim();
}

function whatCell({ oom, connection, newPid }: CaseEvent): string {
  if (oom !== null) return words.oom(oom);
  if (connection !== null) return words.connection(connection);
  return newPid === null ? words.ended : words.restarted(newPid);
}
