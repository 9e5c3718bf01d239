import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Forecast, TimelineOverview } from '#shared/domain/timeline.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { inspectMoment } from './inspect-moment.ts';
import { roleOf, type SideNames } from './timeline-view-model.ts';

export interface TargetFactsProps {
  readonly overview: TimelineOverview;
  readonly forecasts: readonly Forecast[];
  readonly sides: SideNames;
}

/** Of each target: how many snapshots, how its clock goes, when its memory runs out. */
export function TargetFacts({ overview, forecasts, sides }: TargetFactsProps) {
  const { timeline: text } = useMessages();
  const inspect = useSession((session) => session.inspect);
  return (
    <ul className="timeline-facts">
      {overview.targets.map(({ name, snapshots, clock }) => {
        const forecast = forecasts.find(({ target }) => target === name);
        const title = `${toPrintable(name)} · ${text.clock(clock)}`;
        return (
          <li key={name}>
            <span>
              <strong className={`side-${roleOf(name, sides)}`}>{toPrintable(name)}</strong>{' '}
              <span className="muted">{text.snapshots(snapshots)} · </span>
              {clock === null ? (
                <span className="muted">{text.clock(clock)}</span>
              ) : (
                <button
                  type="button"
                  className="link small"
                  onClick={() => inspect(inspectMoment(`clock:${name}`, title, [clock.evidence]))}
                >
                  {text.clock(clock)}
                </button>
              )}
            </span>
            {forecast !== undefined && (
              <span className={forecast.state === 'falling' ? 'timeline-falling' : 'muted'}>
                {text.forecast(forecast)}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
