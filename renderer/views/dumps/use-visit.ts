import { useState } from 'react';
import type { OpenDump } from '#renderer/state/session.ts';

/** A number that is new each time that one is led to a place, be it the same place again. */
export function useVisit(dump: OpenDump): number {
  const [seen, setSeen] = useState({ dump, visit: 0 });
  if (seen.dump === dump) return seen.visit;
  setSeen({ dump, visit: seen.visit + 1 });
  return seen.visit + 1;
}
