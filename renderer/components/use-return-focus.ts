import { useEffect, useState } from 'react';

/** Gives the focus back, when a dialog goes, to what had it before. */
export function useReturnFocus(): void {
  // Looked at while the dialog is first drawn: when effects run, it has taken the focus already.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the dialog's own parts are gone.
      setTimeout(() => {
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      });
    },
    [before],
  );
}
