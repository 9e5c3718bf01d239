import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import { formatUtc } from '#shared/units/time.ts';

/** The range of time that was kept in the Timeline, on every screen, with the way out of it. */
export function RangeChip() {
  const { timeline: text } = useMessages();
  const range = useSession((session) => session.timeRange);
  const setTimeRange = useSession((session) => session.setTimeRange);
  if (range === null) return null;
  const [from, to] = [range.from, range.to].map((at) => formatUtc(Math.round(at / 1000) * 1000));
  return (
    <p className="range-chip">
      <span>{text.chip(from ?? '', to ?? '')}</span>
      <button type="button" className="link small" onClick={() => setTimeRange(null)}>
        {text.clear}
      </button>
    </p>
  );
}
