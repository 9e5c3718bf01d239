import { useEffect } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';

/** Long enough to be read, short enough not to be in the way; the finding itself is in its room. */
const SHOWN_MS = 8000;

export function SavedChip({ id, onGone }: { id: string | null; onGone: () => void }) {
  const { notebook: text, window: words } = useMessages();
  const show = useSession((session) => session.show);
  useEffect(() => {
    if (id === null) return undefined;
    const timer = setTimeout(onGone, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, onGone]);
  return (
    <div role="status" className="saved-place">
      {id !== null && (
        <p className="saved-chip">
          <span>{text.saved(id)}</span>
          <button
            type="button"
            className="link small"
            onClick={() => {
              onGone();
              show('notebook');
            }}
          >
            {words.nav.notebook}
          </button>
        </p>
      )}
    </div>
  );
}
