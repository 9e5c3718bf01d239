/** `show events`: kills by the OOM killer with their largest tasks, restarts, connections that stand still. */
import type { CaseEvent, OomReport } from '#shared/domain/events.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { evidenceCell, timeCell } from '../cells.ts';
import { formatTable } from '../text-table.ts';
import type { Showing } from './show.ts';

const SHOWN_TASKS = 3;

export async function showEvents({ client, scope, context, path, json, limit }: Showing): Promise<void> {
  const events = await client.evidence.events(scope);
  if (json) return context.out.json('events', { case: path, events });
  if (events.length === 0)
    return context.out.lines(['Nothing: no OOM kill, no restart, no connection that stands still.']);
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
      event.kind,
      processCell(event),
      whatCell(event),
      evidenceCell(event.evidence),
    ]);
  context.out.lines(formatTable(columns, rows, context.out.width));
  if (events.length > limit) context.out.lines([`… ${formatCount(events.length - limit)} more (--limit)`]);
}

function whenCell({ time, timeText }: CaseEvent): string {
  if (time === null) return timeText === '' ? 'unknown' : `"${timeText}"`;
  const from = timeCell(time.from);
  const to = timeCell(time.to);
  return from === to ? from : `${from} to ${to.slice(from.slice(0, 10) === to.slice(0, 10) ? 11 : 0)}`;
}

function processCell({ processName, pid }: CaseEvent): string {
  return [processName ?? '', pid === null ? '' : `(${pid})`].join(' ').trim();
}

function whatCell(event: CaseEvent): string {
  if (event.oom !== null) return describeOom(event.oom);
  if (event.connection !== null) {
    const { remote, state, sendQueueBytes, seenIn, listings } = event.connection;
    const queue = (sendQueueBytes ?? 0) > 1 ? `, ${formatBytes(sendQueueBytes ?? 0)} not sent` : '';
    return `${state} to ${remote}${queue}, in ${formatCount(seenIn)} of ${formatCount(listings)} listings`;
  }
  return event.newPid === null ? 'not listed any more' : `now ${event.newPid}`;
}

function describeOom({ askedBy, victims, tasks, limitGroup, limitBytes }: OomReport): string {
  const victim = victims[0];
  const largest = tasks
    .toSorted((x, y) => (y.rssBytes ?? 0) - (x.rssBytes ?? 0))
    .slice(0, SHOWN_TASKS)
    .map(({ name, rssBytes }) => `${name} ${formatBytes(rssBytes ?? 0)}`);
  return [
    victim === undefined ? 'no victim named' : `killed with ${sizeOf(victim.anonRssBytes)} anonymous`,
    ...(victims.length > 1 ? [`and ${victims.length - 1} more of its group`] : []),
    ...(limitGroup === null
      ? []
      : [`limit of ${limitGroup}${limitBytes === null ? '' : ` ${formatBytes(limitBytes)}`}`]),
    ...(askedBy === null ? [] : [`asked by ${askedBy}`]),
    ...(largest.length === 0 ? [] : [`largest of ${formatCount(tasks.length)} tasks: ${largest.join(', ')}`]),
  ].join('; ');
}

function sizeOf(bytes: number | null): string {
  return bytes === null ? 'unknown' : formatBytes(bytes);
}
