/** Ticks at fixed distances from the first one: a slow round makes ticks late or missing, never shifted. */

export interface Turn {
  /** When the next round is due, by the same clock as `now`; null where the time is over. */
  readonly dueAt: number | null;
  /** When rounds were due that have passed meanwhile. */
  readonly skipped: readonly number[];
}

/**
 * Gives one turn after the other; `null` means a single one. Without `forMs` it never ends by itself. `now` is
 * monotonic, in milliseconds: a clock that is set back or forth moves no tick.
 */
export function createSchedule(
  options: { readonly everyMs: number; readonly forMs?: number | undefined } | null,
  now: () => number = () => performance.now(),
): () => Turn {
  const startedAt = now();
  let tick = -1;
  return () => {
    const before = tick;
    if (before === -1) {
      tick = 0;
      return { dueAt: startedAt, skipped: [] };
    }
    if (options === null) return { dueAt: null, skipped: [] };
    const { everyMs, forMs = Infinity } = options;
    tick = Math.max(before + 1, Math.ceil((now() - startedAt) / everyMs));
    const timeOf = (index: number): number => startedAt + index * everyMs;
    const isOver = (at: number): boolean => at >= startedAt + forMs;
    const skipped = Array.from({ length: tick - before - 1 }, (_, offset) => timeOf(before + 1 + offset));
    return {
      dueAt: isOver(timeOf(tick)) ? null : timeOf(tick),
      skipped: skipped.filter((at) => !isOver(at)),
    };
  };
}
