import { useEffect } from 'react';
import { screens, useSession, type PinTarget, type Session } from '#renderer/state/session.ts';
import { cyclePane } from './panes.ts';

/** Keys that hold everywhere. Single letters never do: they belong to the table that has the focus. */
export function useGlobalKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (handle(event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select') !== null;
}

function isInEvidence(): boolean {
  const focused = document.activeElement;
  return focused !== null && focused.closest('.evidence-list') !== null;
}

/** The nearest thing to what the person looks at. */
function pinTarget({ screen, dump, bytes, evidence, inspected }: Session): PinTarget {
  if (screen === 'dumps' && dump !== null && bytes !== null) return 'bytes';
  if (evidence !== null && isInEvidence()) return 'evidence';
  return inspected === null ? 'nothing' : 'row';
}

function handle(event: KeyboardEvent): boolean {
  const session = useSession.getState();
  if (event.key === 'F6') {
    cyclePane(document, event.shiftKey ? -1 : 1);
    return true;
  }
  if (event.key === 'F1' || (event.key === '?' && !isTyping(event.target))) {
    session.openDialog('keys');
    return true;
  }
  const ctrl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (ctrl && event.key.toLowerCase() === 'm' && session.caseHandle !== null) {
    if (session.dialog === null) session.pin(pinTarget(session));
    return true;
  }
  const screen = ctrl ? screens[Number(event.key) - 1] : undefined;
  if (screen === undefined || session.caseHandle === null) return false;
  session.show(screen);
  return true;
}
