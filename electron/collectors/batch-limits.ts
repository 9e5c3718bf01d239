/** Bounds on what a target may send that no item allows for. Tests lower them. */
import { KiB, MiB } from '#shared/units/bytes.ts';

export interface BatchLimits {
  /** From the first byte of ours to the script's own. */
  readonly greetingMs: number;
  /** For one answer of the clock. */
  readonly clockMs: number;
  /** What a login may print before the script speaks, and what may come between two items. */
  readonly noiseBytes: number;
  /** What an item may still send after it was told to stop, and for how long. */
  readonly drainBytes: number;
  readonly drainMs: number;
  /** Kept of each item's stderr, and read of all of it. */
  readonly stderrKeptBytes: number;
  readonly stderrBytes: number;
  readonly items: number;
}

export const batchLimits: BatchLimits = {
  greetingMs: 20_000,
  clockMs: 5_000,
  noiseBytes: 1 * MiB,
  drainBytes: 64 * MiB,
  drainMs: 5_000,
  stderrKeptBytes: 2 * KiB,
  stderrBytes: 32 * MiB,
  items: 20_000,
};
