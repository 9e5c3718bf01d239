import { expect, it } from 'vitest';
import { createSchedule } from '#electron/jobs/collect/schedule.ts';

it('asks once where there is no rhythm', () => {
  const next = createSchedule(null, () => 5);
  expect(next()).toEqual({ dueAt: 5, skipped: [] });
  expect(next().dueAt).toBeNull();
});

it('keeps its ticks whatever a round takes, and names those that passed', () => {
  let now = 1000;
  const next = createSchedule({ everyMs: 10_000, forMs: 60_000 }, () => now);
  expect(next()).toEqual({ dueAt: 1000, skipped: [] });
  now = 4000;
  expect(next()).toEqual({ dueAt: 11_000, skipped: [] });
  // Started late, ended at 13.5 s: the next tick is still 21 s.
  now = 13_500;
  expect(next()).toEqual({ dueAt: 21_000, skipped: [] });
  // This one took 25 s: 31 s and 41 s are gone.
  now = 46_000;
  expect(next()).toEqual({ dueAt: 51_000, skipped: [31_000, 41_000] });
  now = 80_000;
  expect(next()).toEqual({ dueAt: null, skipped: [] });
});

it('names the last ticks too that nobody came to', () => {
  let now = 0;
  const next = createSchedule({ everyMs: 4000, forMs: 9000 }, () => now);
  next();
  now = 30_000;
  expect(next()).toEqual({ dueAt: null, skipped: [4000, 8000] });
});

it('goes on without an end where none is given', () => {
  let now = 0;
  const next = createSchedule({ everyMs: 1000 }, () => now);
  for (let second = 0; second < 100; second += 1) {
    expect(next().dueAt).toBe(second * 1000);
    now = second * 1000 + 7;
  }
});
