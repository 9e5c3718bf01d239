/** Slopes and intervals that were worked out by hand. */
import { describe, expect, it } from 'vitest';
import { forecastOf, growthOf, presentGrowth } from '#shared/analysis/timeline/growth.ts';

const HOUR = 3_600_000;
const hourly = (...bytes: number[]) => bytes.map((value, hour) => ({ at: hour * HOUR, bytes: value }));

describe('growthOf', () => {
  it('is the median slope of all pairs, which one spike does not move', () => {
    // Ten slopes of 1 among the first five; 20, 24.75, 32.67, 48.5, 96 to the last. Median of 15: the 8th.
    // Sen: 1.96 × √(6·5·17/18) = 10.43, ranks (15 − 10.43)/2 = 2.28 and (15 + 10.43)/2 + 1 = 13.7.
    expect(growthOf(hourly(0, 1, 2, 3, 4, 100))).toEqual({
      bytesPerHour: 1,
      lowBytesPerHour: 1,
      highBytesPerHour: 48.5,
      samples: 6,
      from: 0,
      to: 5 * HOUR,
    });
  });

  it('takes the mean of the two middle slopes where their number is even', () => {
    // Slopes of 0, 1, 4, 9: 1, 2, 3, 3, 4, 5.
    expect(growthOf(hourly(0, 1, 4, 9))?.bytesPerHour).toBe(3);
    expect(growthOf(hourly(0, 2, 4, 5))?.bytesPerHour).toBeCloseTo((5 / 3 + 2) / 2, 12);
  });

  it('gives no bounds below six samples and no rate below three times', () => {
    expect(growthOf(hourly(1, 2, 3, 4, 5))).toMatchObject({ lowBytesPerHour: null, highBytesPerHour: null });
    expect(growthOf(hourly(1, 2))).toBeNull();
    expect(growthOf([...hourly(1, 2), { at: HOUR, bytes: 9 }])).toBeNull();
    expect(growthOf([])).toBeNull();
  });

  it('thins a long series and keeps its ends', () => {
    const long = hourly(...Array.from({ length: 5000 }, (_, i) => i * 7));
    expect(growthOf(long)).toMatchObject({ bytesPerHour: 7, samples: 5000, from: 0, to: 4999 * HOUR });
  });
});

describe('presentGrowth', () => {
  it('leaves out a ramp that has ended', () => {
    const ramp = hourly(0, 100, 200, 300, 400, 500, 500, 500, 500, 500, 500, 500);
    expect(presentGrowth(ramp)).toMatchObject({ bytesPerHour: 0, from: 6 * HOUR, samples: 6 });
  });

  it('takes all of what goes on as it began', () => {
    const steady = hourly(...Array.from({ length: 12 }, (_, i) => i * 10));
    expect(presentGrowth(steady)).toMatchObject({ bytesPerHour: 10, from: 0, samples: 12 });
    expect(presentGrowth(hourly(1, 2, 3))).toMatchObject({ samples: 3 });
  });
});

describe('forecastOf', () => {
  it('says when the headroom is used up', () => {
    // 100 bytes an hour down from 1000 at hour 0; at hour 5 there are 500: five hours more.
    const forecast = forecastOf('gw', hourly(1000, 900, 800, 700, 600, 500));
    expect(forecast).toMatchObject({ state: 'falling', headroomBytes: 500 });
    expect(forecast.exhausted).toEqual({ expected: 10 * HOUR, earliest: 10 * HOUR, latest: 10 * HOUR });
  });

  it('knows no latest moment where it may not be falling', () => {
    // Slopes 200, then −100 and mixtures: the upper rank is positive, the median negative.
    const forecast = forecastOf('gw', hourly(1000, 1200, 1100, 1000, 900, 800));
    expect(forecast.state).toBe('falling');
    expect(forecast.exhausted?.latest).toBeNull();
    expect(forecast.exhausted?.earliest).toBe(5 * HOUR + (800 / 100) * HOUR);
  });

  it.each([
    ['not-falling', hourly(1, 2, 3)],
    ['not-soon', hourly(1_000_000, 999_999, 999_998)],
    ['too-few', hourly(5, 4)],
    ['no-meminfo', []],
  ] as const)('says %s', (state, samples) => {
    expect(forecastOf('gw', samples)).toMatchObject({ state, exhausted: null });
  });
});
