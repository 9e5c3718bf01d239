/** A row per target above the lanes: when its evidence was taken, and what happened. Each mark opens its evidence. */
import { useMessages } from '#renderer/components/messages.ts';
import { timelineSpace, timeTicks, xOf } from '#renderer/charts/timeline-model.ts';
import { useSession } from '#renderer/state/session.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import type { CollectionWindow, TimeRange, TimelineOverview } from '#shared/domain/timeline.ts';
import type { EventTexts } from '#shared/i18n/events.en.ts';
import { formatUtc } from '#shared/units/time.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { inspectMoment } from './inspect-moment.ts';
import { placeEvents } from './place-events.ts';
import { roleOf, type SideNames } from './timeline-view-model.ts';

export interface EventStripProps {
  readonly overview: TimelineOverview;
  readonly windows: readonly CollectionWindow[];
  readonly range: TimeRange;
  readonly sides: SideNames;
  /** Pixels of plot; what lies left and right of it is as wide as in the chart. */
  readonly plotWidth: number;
}

const LEAST_WINDOW_PX = 3;

export function EventStrip({ overview, windows, range, sides, plotWidth }: EventStripProps) {
  const { timeline: text, events: words } = useMessages();
  const inspect = useSession((session) => session.inspect);
  const width = plotWidth + timelineSpace.left + timelineSpace.right;
  const isSeen = (time: TimeRange) => time.to >= range.from && time.from <= range.to;
  const span = (time: TimeRange) => {
    const left = xOf(Math.max(time.from, range.from), range, width);
    const right = xOf(Math.min(time.to, range.to), range, width);
    return { left: `${left}px`, width: `${Math.max(LEAST_WINDOW_PX, right - left)}px` };
  };
  return (
    <div className="timeline-strip">
      <div className="timeline-ticks" aria-hidden="true">
        <span className="timeline-strip-name muted">UTC</span>
        {timeTicks(range, plotWidth).map(({ value, text: label }) => (
          <span key={value} className="timeline-tick" style={{ left: `${xOf(value, range, width)}px` }}>
            {label}
          </span>
        ))}
      </div>
      <ul aria-label={text.strip}>
        {overview.targets.map(({ name }) => (
          <li key={name}>
            <span className={`timeline-strip-name side-${roleOf(name, sides)}`} title={toPrintable(name)}>
              {toPrintable(name)}
            </span>
            {windows
              .filter((window) => window.target === name && isSeen(window))
              .map((window) => (
                <span
                  key={window.first}
                  className="timeline-window"
                  style={span(window)}
                  title={text.window(window.first, window.last, formatUtc(window.from), formatUtc(window.to))}
                />
              ))}
            {placeEvents(overview.events, name, range, width).map(({ x, events }) => {
              const title = events.map((event) => titleOf(event, words)).join('\n');
              const kind = kinds.find((each) => events.some((event) => event.kind === each)) ?? 'ended';
              const evidence = events.flatMap((event) => event.evidence);
              return (
                <button
                  key={x}
                  type="button"
                  className={`timeline-event timeline-event-${kind}`}
                  style={{ left: `${x}px` }}
                  aria-label={title}
                  title={title}
                  onClick={() => inspect(inspectMoment(`event:${name}:${x}`, title, evidence))}
                >
                  <span aria-hidden="true">
                    {signs[kind]}
                    {events.length > 1 && <small>{events.length}</small>}
                  </span>
                </button>
              );
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What of several stands for all. */
const kinds: readonly CaseEvent['kind'][] = ['oom-kill', 'restart', 'ended', 'connection'];

/** Told by their form too. */
const signs: Record<CaseEvent['kind'], string> = {
  'oom-kill': '✕',
  restart: '↻',
  ended: '■',
  connection: '⇢',
};

function titleOf(
  { kind, processName, pid, oom, connection, newPid, time }: CaseEvent,
  words: EventTexts,
): string {
  const who = `${toPrintable(processName ?? '')}${pid === null ? '' : ` (${pid})`}`.trim();
  const what =
    oom === null
      ? connection === null
        ? newPid === null
          ? words.ended
          : words.restarted(newPid)
        : words.connection(connection)
      : words.oom(oom);
  const when =
    time === null
      ? ''
      : time.from === time.to
        ? formatUtc(time.from)
        : words.between(formatUtc(time.from), formatUtc(time.to));
  return `${words.kind[kind]} ${who} · ${toPrintable(what)} · ${when}`;
}
