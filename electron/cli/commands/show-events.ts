/** `show events`: kills by the OOM killer with their largest tasks, restarts, connections that stand still. */
import { createMessages } from '#shared/i18n/index.ts';
import { formatCount } from '#shared/units/format.ts';
import { eventLines } from '../event-rows.ts';
import type { Showing } from './show.ts';

/** Text on a terminal is English. */
const words = createMessages('en').events;

export async function showEvents({ client, scope, context, path, json, limit }: Showing): Promise<void> {
  const events = await client.evidence.events(scope);
  if (json) return context.out.json('events', { case: path, events: events.slice(0, limit) });
  if (events.length === 0) return context.out.lines([words.none]);
  context.out.lines(eventLines(events.slice(0, limit), context.out.width));
  if (events.length > limit) context.out.lines([`… ${formatCount(events.length - limit)} more (--limit N)`]);
}
