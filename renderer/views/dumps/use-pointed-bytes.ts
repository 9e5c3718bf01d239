import { useEffect } from 'react';
import { useSession } from '#renderer/state/session.ts';
import { selectedBytes, type HexCursor } from './hex-cursor.ts';

/** Tells the rest of the window which bytes are selected, so that a finding can be about them. */
export function usePointedBytes(artifact: number, cursor: HexCursor): void {
  const selectBytes = useSession((session) => session.selectBytes);
  const { start, end } = selectedBytes(cursor);
  useEffect(
    () => selectBytes({ artifact, offset: start, length: end - start }),
    [selectBytes, artifact, start, end],
  );
  useEffect(() => () => selectBytes(null), [selectBytes]);
}
