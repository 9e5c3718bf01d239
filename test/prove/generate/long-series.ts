/** Eight lanes of many samples: random walks with spikes of one sample, at times that keep no beat. */
import { extremesOf } from '#shared/analysis/timeline/extremes.ts';
import type { LaneSamples, WholeLane } from '#shared/analysis/timeline/lanes.ts';
import type { WindowColumns } from '#shared/analysis/timeline/windows.ts';
import { GiB, KiB, MiB } from '#shared/units/bytes.ts';
import { integer, seededRandom } from './random.ts';

const fields = [
  'MemFree',
  'MemAvailable',
  'Buffers',
  'Cached',
  'AnonPages',
  'Mapped',
  'Shmem',
  'Slab',
] as const;
const START = Date.UTC(2026, 0, 1);
/** Samples between two spikes, about. */
const SPIKE_EVERY = 20_000;

export interface LongSeries {
  readonly lanes: readonly WholeLane[];
  readonly windows: WindowColumns;
  readonly spikes: number;
}

export function longSeries(target: string, length: number, seed: number): LongSeries {
  const times = timesOf(length, seed);
  let spikes = 0;
  const lanes = fields.map((field, index): WholeLane => {
    const random = seededRandom(seed + 1 + index);
    const values = new Float64Array(length);
    let level = 4 * GiB;
    for (let i = 0; i < length; i += 1) {
      level = Math.max(GiB, level + integer(random, -64, 64) * KiB);
      const isSpike = integer(random, 1, Math.min(SPIKE_EVERY, length >> 2)) === 1;
      if (isSpike) spikes += 1;
      values[i] = isSpike ? level + integer(random, 200, 400) * MiB : level;
    }
    const samples = laneSamples(times, values);
    return {
      id: `meminfo:${field}`,
      kind: 'meminfo',
      label: field,
      measure: null,
      growthBytes: (values.at(-1) ?? 0) - (values[0] ?? 0),
      samples: length,
      byTarget: new Map([[target, samples]]),
    };
  });
  const ordinals = Float64Array.from(times, (_, i) => i + 1);
  const rows = new Map([[target, [0, length] as const]]);
  return {
    lanes,
    windows: { rows, first: ordinals, last: ordinals, from: times, to: times, longestMs: 0 },
    spikes,
  };
}

export function laneSamples(times: Float64Array, values: Float64Array): LaneSamples {
  const evidence = { artifact: 1, line: 1 };
  const samples = Array.from(values, (bytes, i) => ({
    at: times[i] ?? 0,
    bytes,
    snapshot: i + 1,
    evidence,
  }));
  return { samples, times, values, extremes: extremesOf(values) };
}

/** Ten seconds apart, more or less. */
function timesOf(length: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, (_, i) => START + i * 10_000 + integer(random, 0, 9000));
}
