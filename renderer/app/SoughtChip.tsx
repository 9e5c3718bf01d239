import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import { formatSubject } from '#shared/domain/subject.ts';
import { toPrintable } from '#shared/util/printable.ts';

/** While a table has not found the row that a finding is about: it may come with the dumps, or be of other snapshots. */
export function SoughtChip() {
  const { notebook: text } = useMessages();
  const sought = useSession((session) => session.sought);
  const seek = useSession((session) => session.seek);
  if (sought === null) return null;
  return (
    <p className="range-chip" role="status">
      <span>{text.seeking(toPrintable(formatSubject(sought)))}</span>
      <button type="button" className="link small" onClick={() => seek(null)}>
        {text.stopSeeking}
      </button>
    </p>
  );
}
