import { useQuery } from '@tanstack/react-query';
import { useMessages } from '#renderer/components/messages.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import { useSession } from '#renderer/state/session.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import type { EventTexts } from '#shared/i18n/events.en.ts';
import { formatCount } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { inspectPlace } from './inspect-node.ts';

/** The list is for a glance; `memcase show events` has them all. */
const SHOWN_EVENTS = 50;

/** Kills, restarts and connections that stand still; each opens its line. Nothing where nothing happened. */
export function EventList({ caseHandle }: { caseHandle: string }) {
  const { events: words, window: text, timeline } = useMessages();
  const client = useClient();
  const inspect = useSession((session) => session.inspect);
  const range = useSession((session) => session.timeRange);
  const all = useQuery({
    queryKey: [caseHandle, 'events'],
    queryFn: ({ signal }) => client.evidence.events({ case: caseHandle }, { signal }),
  }).data;
  if (all === undefined || all.length === 0) return null;
  const events = all.filter(
    ({ time }) => range === null || time === null || (time.to >= range.from && time.from <= range.to),
  );
  return (
    <section>
      <h2>{words.heading}</h2>
      <ul className="overview-events">
        {events.slice(0, SHOWN_EVENTS).map((event, index) => {
          const title = titleOf(event, words);
          return (
            <li key={index}>
              <button
                type="button"
                onClick={() => inspect(inspectPlace(`event:${index}`, title, event.evidence))}
              >
                <strong>
                  {event.target} · {title}
                </strong>
                <span>{toPrintable(sentenceOf(event, words))}</span>
                <span className="muted small">{timeOf(event, words)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {all.length > events.length && (
        <p className="small muted">{timeline.outside(formatCount(all.length - events.length))}</p>
      )}
      {events.length > SHOWN_EVENTS && (
        <p className="small muted">{text.inspector.more(events.length - SHOWN_EVENTS)}</p>
      )}
    </section>
  );
}

function titleOf({ kind, processName, pid }: CaseEvent, words: EventTexts): string {
  const name = processName === null ? '' : ` · ${toPrintable(processName)}`;
  return `${words.kind[kind]}${name}${pid === null ? '' : ` (${pid})`}`;
}

function sentenceOf({ oom, connection, newPid }: CaseEvent, words: EventTexts): string {
  if (oom !== null) return words.oom(oom);
  if (connection !== null) return words.connection(connection);
  return newPid === null ? words.ended : words.restarted(newPid);
}

function timeOf({ time, timeText }: CaseEvent, words: EventTexts): string {
  if (time === null) return words.unplaced(toPrintable(timeText));
  return time.from === time.to
    ? formatUtc(time.from)
    : words.between(formatUtc(time.from), formatUtc(time.to));
}
