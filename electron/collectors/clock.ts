/**
 * The target's clock against ours. We ask for the time and note when we asked and when the answer came: the target
 * read its clock in between, whatever the way there and back took. So the offset is known to half of the round
 * trip, and to half a second more where `date` gives whole seconds.
 */
import type { ClockOffset } from '#shared/domain/route.ts';
import type { EpochMs } from '#shared/units/time.ts';

/** One question and its answer. */
export interface ClockExchange {
  readonly sentAt: EpochMs;
  readonly receivedAt: EpochMs;
  /** As the target's `date +%s.%N` printed it. */
  readonly time: string;
  /** First field of its /proc/uptime, seconds; `-` where it has none. */
  readonly uptime: string;
}

export interface ClockReading extends ClockOffset {
  readonly theirs: EpochMs;
  readonly uptimeMs: number | null;
}

/** Uptime counts hundredths of a second. */
const UPTIME_STEP_MS = 10;
/** What is put down to a loaded machine and to a clock that is being slewed, never to a step. */
const TOLERANCE_MS = 50;

/** The exchange with the smallest bound; null where the target gave no time. */
export function bestReading(exchanges: readonly ClockExchange[]): ClockReading | null {
  const readings = exchanges.map(toReading).filter((reading) => reading !== null);
  return readings.toSorted((x, y) => x.boundMs - y.boundMs)[0] ?? null;
}

function toReading({ sentAt, receivedAt, time, uptime }: ClockExchange): ClockReading | null {
  // busybox without FEATURE_DATE_NANO prints 1763820000.%N, some others 1763820000.N
  const [, seconds, nanoseconds] = /^(\d{1,11})(?:\.(?:(\d{9})|%?N))?$/.exec(time) ?? [];
  if (seconds === undefined) return null;
  const exact = nanoseconds !== undefined;
  const theirs = Number(seconds) * 1000 + (exact ? Number(nanoseconds) / 1e6 : 500);
  return {
    measuredAt: receivedAt,
    offsetMs: theirs - (sentAt + receivedAt) / 2,
    boundMs: (receivedAt - sentAt) / 2 + (exact ? 0 : 500),
    theirs,
    uptimeMs: parseUptime(uptime),
  };
}

/** Milliseconds from `4711.30`; null for what no kernel prints. */
export function parseUptime(text: string): number | null {
  return /^\d{1,10}\.\d{1,3}$/.test(text) ? Math.round(Number(text) * 1000) : null;
}

/**
 * By how much the target's clock was set between two readings, beyond what the readings themselves may be wrong by;
 * 0 where nothing shows, null where the target has no uptime to compare with.
 */
export function stepBetween(before: ClockReading, after: ClockReading): number | null {
  if (before.uptimeMs === null || after.uptimeMs === null) return null;
  const step = after.theirs - before.theirs - (after.uptimeMs - before.uptimeMs);
  const doubt = 2 * (before.boundMs + after.boundMs) + 2 * UPTIME_STEP_MS + TOLERANCE_MS;
  return Math.abs(step) > doubt ? step : 0;
}

/** When something happened, on the target's clock as it went at `reading`. */
export function targetTime(reading: ClockReading, uptimeMs: number): EpochMs | null {
  return reading.uptimeMs === null ? null : Math.round(reading.theirs + (uptimeMs - reading.uptimeMs));
}
