/** Growth as the median slope of all pairs of samples, with its interval; and what follows if it goes on. */
import type { Forecast, Growth, Sample } from '#shared/domain/timeline.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { atRank } from './at-rank.ts';
import { firstIndex } from './reduce.ts';

type Reading = Pick<Sample, 'at' | 'bytes'>;
/** In the order of time; an array, or what reads like one. */
export interface Readings {
  readonly length: number;
  at(index: number): Reading | undefined;
}

const HOUR_MS = 3_600_000;
/** Of the standard normal distribution: 95 % lie within. */
const Z_95 = 1.96;
/** Pairs grow with the square: of more samples an even choice is taken (5,000 pairs). */
export const MOST_SAMPLES = 100;
/** Beyond it a straight line says nothing. */
const HORIZON_MS = 365 * 24 * HOUR_MS;
const LEAST_SAMPLES = 3;

/**
 * The present trend: where the later half of the time goes so differently that its interval leaves out the rate of the
 * whole, it is the later half that counts. A queue that met its limit grows no more, whatever its first minutes say.
 */
export function presentGrowth(samples: Readings): Growth | null {
  const whole = growthOf(samples);
  if (whole === null) return null;
  const middle = (whole.from + whole.to) / 2;
  const start = firstIndex(samples.length, (i) => (samples.at(i)?.at ?? 0) >= middle);
  const later = growthOf({ length: samples.length - start, at: (i) => samples.at(start + i) });
  if (later === null || later.lowBytesPerHour === null || later.highBytesPerHour === null) return whole;
  const { bytesPerHour } = whole;
  return bytesPerHour < later.lowBytesPerHour || bytesPerHour > later.highBytesPerHour ? later : whole;
}

/** Null below three samples at different times. */
export function growthOf(samples: Readings): Growth | null {
  const chosen = evenly(samples.length, MOST_SAMPLES).flatMap((i) => samples.at(i) ?? []);
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (first === undefined || last === undefined || new Set(chosen.map(({ at }) => at)).size < LEAST_SAMPLES)
    return null;
  const slopes = pairSlopes(chosen);
  const doubt = Z_95 * Math.sqrt((chosen.length * (chosen.length - 1) * (2 * chosen.length + 5)) / 18);
  // Ranks from 1, rounded away from the median.
  const low = Math.floor((slopes.length - doubt) / 2);
  const high = Math.ceil((slopes.length + doubt) / 2) + 1;
  return {
    bytesPerHour: median(slopes),
    lowBytesPerHour: atRank(slopes, low - 1) ?? null,
    highBytesPerHour: atRank(slopes, high - 1) ?? null,
    samples: samples.length,
    from: first.at,
    to: last.at,
  };
}

/** Bytes per hour, in no order. */
function pairSlopes(samples: readonly Reading[]): Float64Array {
  const slopes = new Float64Array((samples.length * (samples.length - 1)) / 2);
  let count = 0;
  for (const [i, one] of samples.entries()) {
    for (let j = i + 1; j < samples.length; j += 1) {
      const other = samples[j] as Reading;
      if (other.at > one.at) slopes[count++] = ((other.bytes - one.bytes) * HOUR_MS) / (other.at - one.at);
    }
  }
  return slopes.subarray(0, count);
}

function median(slopes: Float64Array): number {
  const middle = slopes.length >>> 1;
  const upper = atRank(slopes, middle) ?? 0;
  return slopes.length % 2 === 1 ? upper : ((atRank(slopes, middle - 1) ?? 0) + upper) / 2;
}

/** Indexes of so many of them, evenly chosen; the first and the last always. */
export function evenly(count: number, most: number): number[] {
  const length = Math.min(most, count);
  const step = (count - 1) / (length - 1 || 1);
  return Array.from({ length }, (_, i) => Math.round(i * step));
}

/** @param headroom MemAvailable plus SwapFree, in the order of time */
export function forecastOf(target: string, headroom: readonly Reading[]): Forecast {
  const last = headroom.at(-1);
  const growth = presentGrowth(headroom);
  const known = { target, headroomBytes: last?.bytes ?? null, growth, exhausted: null };
  if (last === undefined) return { ...known, state: 'no-meminfo' };
  if (growth === null) return { ...known, state: 'too-few' };
  const expected = usedUp(last, growth.bytesPerHour);
  if (expected === null) return { ...known, state: 'not-falling' };
  if (expected - last.at > HORIZON_MS) return { ...known, state: 'not-soon' };
  const { lowBytesPerHour: fast, highBytesPerHour: slow } = growth;
  const latest = slow === null ? null : usedUp(last, slow);
  return {
    ...known,
    state: 'falling',
    exhausted: {
      expected,
      earliest: fast === null ? null : usedUp(last, fast),
      latest: latest !== null && latest - last.at > HORIZON_MS ? null : latest,
    },
  };
}

/** Null where it does not fall. */
function usedUp({ at, bytes }: Reading, bytesPerHour: number): EpochMs | null {
  return bytesPerHour < 0 ? Math.round(at + (bytes / -bytesPerHour) * HOUR_MS) : null;
}
