/** What a run tells beside its evidence: notices, what could not be had, the clock of the target. */
import { useMessages } from '#renderer/components/messages.ts';
import { formatUtc } from '#shared/units/time.ts';
import { toPrintable } from '#shared/util/printable.ts';
import type { LiveRun } from './use-live-run.ts';

const SECOND_MS = 1000;
/** Of a watch, the newest ones. */
const SHOWN_SNAPSHOTS = 8;

export function CollectFacts({ run: { notices, snapshots, result } }: { run: LiveRun }) {
  const { collect: text } = useMessages();
  const seconds = (milliseconds: number) => (milliseconds / SECOND_MS).toFixed(3);
  const clock = result?.clock ?? null;
  return (
    <>
      {notices.length > 0 && (
        <section>
          <h2>{text.notices}</h2>
          <ul className="collect-notes">
            {notices.map((notice, index) => (
              <li key={index}>{toPrintable(notice)}</li>
            ))}
          </ul>
        </section>
      )}
      {snapshots.length > 0 && (
        <ul className="collect-notes" aria-live="polite">
          {snapshots.slice(-SHOWN_SNAPSHOTS).map(({ snapshot, isPartial, gaps }) => (
            <li key={snapshot.id}>
              {text.stored(`${snapshot.targetName} #${snapshot.ordinal}`, formatUtc(snapshot.takenAt))}
              {isPartial && <strong> {text.partial}</strong>}
              {gaps > 0 && <span className="muted"> {text.gapCount(gaps)}</span>}
            </li>
          ))}
        </ul>
      )}
      {clock !== null && (
        <p className="muted">
          {text.clock(
            `${clock.offsetMs < 0 ? '−' : '+'}${seconds(Math.abs(clock.offsetMs))}`,
            seconds(clock.boundMs),
          )}
        </p>
      )}
      {result !== null && result.gaps.length > 0 && (
        <section>
          <h2>{text.gaps}</h2>
          <ul className="collect-notes">
            {result.gaps.map(({ item, reason, count }) => (
              <li key={`${item} ${reason}`}>
                <code>{toPrintable(item)}</code> {toPrintable(reason)}
                {count > 1 && <span className="muted"> × {count}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
