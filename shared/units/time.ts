/** Milliseconds since 1970-01-01T00:00:00Z on the clock that the name says (target's or collector's). */
export type EpochMs = number;

/** A span in milliseconds. */
export type DurationMs = number;

/** `2026-11-22T21:52:49.123Z`, whole seconds without the fraction. UTC always; sorts as text. */
export function formatUtc(at: EpochMs): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
