/** English sentences for what happened on a target. */
import type { EventConnection, EventKind, OomReport } from '#shared/domain/events.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';

const SHOWN_TASKS = 3;

export interface EventTexts {
  readonly heading: string;
  readonly none: string;
  readonly kind: Record<EventKind, string>;
  readonly oom: (report: OomReport) => string;
  readonly connection: (connection: EventConnection) => string;
  readonly restarted: (newPid: number) => string;
  readonly ended: string;
  /** A time that cannot be placed, as the evidence prints it. */
  readonly unplaced: (timeText: string) => string;
  readonly between: (from: string, to: string) => string;
}

/** The tasks that held most, for a reader who does not open the table. */
export function largestTasks({ tasks }: OomReport, separator: string): string {
  return tasks
    .toSorted((x, y) => (y.rssBytes ?? 0) - (x.rssBytes ?? 0))
    .slice(0, SHOWN_TASKS)
    .map(({ name, rssBytes }) => `${name} ${formatBytes(rssBytes ?? 0)}`)
    .join(separator);
}

export const eventsEn: EventTexts = {
  heading: 'Events',
  none: 'No OOM kill, no restart, no connection that stands still.',
  kind: { 'oom-kill': 'OOM kill', restart: 'restart', ended: 'ended', connection: 'connection' },
  oom: (report) => {
    const [victim, ...others] = report.victims;
    const { limitGroup, limitBytes, askedBy, tasks } = report;
    const anonymous = victim?.anonRssBytes ?? null;
    return [
      victim === undefined
        ? 'no victim named'
        : `killed with ${anonymous === null ? 'unknown' : formatBytes(anonymous)} anonymous`,
      ...(others.length > 0 ? [`and ${formatCount(others.length)} more of its group`] : []),
      ...(limitGroup === null
        ? []
        : [`limit of ${limitGroup}${limitBytes === null ? '' : `: ${formatBytes(limitBytes)}`}`]),
      ...(askedBy === null ? [] : [`asked by ${askedBy}`]),
      ...(tasks.length === 0
        ? []
        : [`largest of ${formatCount(tasks.length)} tasks: ${largestTasks(report, ', ')}`]),
    ].join('; ');
  },
  connection: ({ remote, state, sendQueueBytes, seenIn, listings }) => {
    const queue = (sendQueueBytes ?? 0) > 1 ? `, ${formatBytes(sendQueueBytes ?? 0)} not sent` : '';
    return `${state} to ${remote}${queue}, in ${formatCount(seenIn)} of ${formatCount(listings)} listings`;
  },
  restarted: (newPid) => `runs as ${newPid} now`,
  ended: 'not listed any more',
  unplaced: (timeText) => (timeText === '' ? 'unknown' : `“${timeText}”`),
  between: (from, to) => `${from} to ${to}`,
};
