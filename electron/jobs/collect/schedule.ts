/** Ticks at fixed distances from the first one: a slow round makes the next ones late or missing, never shifted. */

export interface Tick {
  /** From 0. */
  readonly index: number;
  /** By the same clock as `now`. */
  readonly dueAt: number;
  /** Ticks that had passed already when this one was asked for. */
  readonly skipped: readonly number[];
  readonly startedAt: number;
  readonly everyMs: number;
}

export interface Schedule {
  first(): Tick;
  /** Null where the time is over. */
  next(): Tick | null;
}

/**
 * `null` means once. Without `forMs` it never ends by itself. `now` is monotonic, in milliseconds: a clock that is
 * set back or forth moves no tick.
 */
export function createSchedule(
  options: { readonly everyMs: number; readonly forMs?: number | undefined } | null,
  now: () => number = () => performance.now(),
): Schedule {
  const startedAt = now();
  const everyMs = options?.everyMs ?? 0;
  const endsAt = options === null ? startedAt : startedAt + (options.forMs ?? Infinity);
  let index = 0;
  return {
    first: () => ({ index, dueAt: startedAt, skipped: [], startedAt, everyMs }),
    next() {
      if (options === null) return null;
      const before = index;
      index = Math.max(before + 1, Math.ceil((now() - startedAt) / everyMs));
      const dueAt = startedAt + index * everyMs;
      const skipped = Array.from({ length: index - before - 1 }, (_, offset) => before + 1 + offset);
      return dueAt >= endsAt ? null : { index, dueAt, skipped, startedAt, everyMs };
    },
  };
}
