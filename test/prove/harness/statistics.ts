/** Medians and a bootstrap interval. Seeded, so that the same samples give the same verdict. */
import { seededRandom } from '../generate/random.ts';

const RESAMPLES = 2000;

export interface Interval {
  readonly median: number;
  /** 95 % bootstrap interval. */
  readonly low: number;
  readonly high: number;
}

/** @throws on an empty list: a median of nothing is a defect of the caller */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('median of nothing');
  return (lower + upper) / 2;
}

/** How many times longer `slow` took than `fast`: ratio of the medians, rounds drawn again with their partner. */
export function ratioOf(slow: readonly number[], fast: readonly number[]): Interval {
  if (slow.length !== fast.length) throw new Error('rounds without a partner');
  const random = seededRandom(20_261_122);
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const drawn = slow.map(() => Math.floor(random() * slow.length));
    return median(drawn.map((i) => slow[i] ?? 0)) / median(drawn.map((i) => fast[i] ?? 0));
  }).sort((a, b) => a - b);
  return {
    median: median(slow) / median(fast),
    low: ratios[Math.floor(RESAMPLES * 0.025)] ?? 0,
    high: ratios[Math.floor(RESAMPLES * 0.975)] ?? 0,
  };
}
