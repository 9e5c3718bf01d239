/** `show events`: kills by the OOM killer with their largest tasks, restarts, connections that stand still. */
import type { CaseEvent } from '#shared/domain/events.ts';
import { createMessages } from '#shared/i18n/index.ts';
import { formatCount } from '#shared/units/format.ts';
import { evidenceCell, timeCell } from '../cells.ts';
import { formatTable } from '../text-table.ts';
import type { Showing } from './show.ts';

/** Text on a terminal is English. */
const words = createMessages('en').events;
/** `2026-11-22` */
const DAY_LETTERS = 10;

export async function showEvents({ client, scope, context, path, json, limit }: Showing): Promise<void> {
  const events = await client.evidence.events(scope);
  if (json) return context.out.json('events', { case: path, events: events.slice(0, limit) });
  if (events.length === 0) return context.out.lines([words.none]);
  const columns = [
    { title: 'target' },
    { title: 'time (UTC)' },
    { title: 'event' },
    { title: 'process' },
    { title: 'what', shrinks: true },
    { title: 'evidence' },
  ];
  const rows = events
    .slice(0, limit)
    .map((event) => [
      event.target,
      whenCell(event),
      words.kind[event.kind],
      processCell(event),
      whatCell(event),
      evidenceCell(event.evidence),
    ]);
  context.out.lines(formatTable(columns, rows, context.out.width));
  if (events.length > limit) context.out.lines([`… ${formatCount(events.length - limit)} more (--limit N)`]);
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
