/** What a run tells beside its evidence: notices, what could not be had, the clock of the target. */
import { useMessages } from '#renderer/components/messages.ts';
import { toPrintable } from '#shared/util/printable.ts';
import type { LiveRun } from './use-live-run.ts';

const SECOND_MS = 1000;

export function CollectFacts({ run: { notices, result } }: { run: LiveRun }) {
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
            {result.gaps.map(({ item, reason }) => (
              <li key={item}>
                <code>{toPrintable(item)}</code> {toPrintable(reason)}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
