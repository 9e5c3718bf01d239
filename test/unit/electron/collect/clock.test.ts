import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestReading, stepBetween, targetTime } from '#electron/collectors/clock.ts';
import type { ClockExchange, ClockReading } from '#electron/collectors/clock.ts';

const T0 = 1_795_384_369_000;

/** A target whose clock is `offset` ahead, reached in `there` ms and answering in `back` ms. */
function exchange(offset: number, there: number, back: number, exact: boolean, at = T0): ClockExchange {
  const theirs = at + there + offset;
  const seconds = Math.floor(theirs / 1000);
  const nanoseconds = Math.round((theirs - seconds * 1000) * 1e6);
  return {
    sentAt: at,
    receivedAt: at + there + back,
    time: exact ? `${seconds}.${String(nanoseconds).padStart(9, '0')}` : `${seconds}.%N`,
    uptime: ((at + there - T0 + 5_000_000) / 1000).toFixed(2),
  };
}

it('bounds the true offset, however unequal the ways are', () => {
  const ms = fc.integer({ min: 0, max: 2000 });
  fc.assert(
    fc.property(
      fc.integer({ min: -3_600_000, max: 3_600_000 }),
      fc.array(fc.tuple(ms, ms), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (offset, ways, exact) => {
        const reading = bestReading(ways.map(([there, back]) => exchange(offset, there, back, exact)))!;
        expect(Math.abs(reading.offsetMs - offset)).toBeLessThanOrEqual(reading.boundMs + 1e-3);
        const shortest = Math.min(...ways.map(([there, back]) => there + back));
        expect(reading.boundMs).toBe(shortest / 2 + (exact ? 0 : 500));
      },
    ),
    { numRuns: 1000 },
  );
});

it('has no reading of what is no time', () => {
  for (const time of [
    '',
    '-',
    'Mon Nov 23',
    '-5.000000000',
    '1e9.000000000',
    '1.5',
    '999999999999.000000000',
  ]) {
    expect(bestReading([{ sentAt: 0, receivedAt: 2, time, uptime: '1.00' }])).toBeNull();
  }
  expect(bestReading([{ sentAt: 0, receivedAt: 2, time: '5', uptime: 'x' }])).toMatchObject({
    theirs: 5500,
    uptimeMs: null,
  });
});

describe('a clock that is set meanwhile', () => {
  const reading = (theirs: number, uptimeMs: number | null): ClockReading => ({
    measuredAt: 0,
    offsetMs: 0,
    boundMs: 5,
    theirs,
    uptimeMs,
  });

  it('shows as a step against the uptime', () => {
    expect(stepBetween(reading(10_000, 1000), reading(15_000, 6000))).toBe(0);
    expect(stepBetween(reading(10_000, 1000), reading(75_000, 6000))).toBe(60_000);
    expect(stepBetween(reading(10_000, 1000), reading(12_000, 6000))).toBe(-3000);
    // What a clock that is slewed gains in a minute or two (500 ppm at most) is no step.
    expect(stepBetween(reading(0, 0), reading(600_050, 600_000))).toBe(0);
    expect(stepBetween(reading(0, null), reading(60_000, 0))).toBeNull();
  });

  it('does not move the times of what was read before', () => {
    expect(targetTime(reading(T0, 5000), 7500)).toBe(T0 + 2500);
    expect(targetTime(reading(T0, null), 7500)).toBeNull();
  });
});
