import { describe, expect, test } from 'vitest';
import { estimate, judge, warningsOf, type Demand } from '#electron/dumps/preflight.ts';
import type { TargetFacts } from '#electron/dumps/target-facts.ts';
import { GiB, MiB } from '#shared/units/bytes.ts';

const facts: TargetFacts = {
  memAvailableBytes: 2 * GiB,
  swapTotalBytes: 0,
  swapFreeBytes: 0,
  loadOneMinute: 0.1,
  memoryPressure: 0,
  oomScore: 100,
  uid: 0,
  yamaScope: null,
  tracerPid: 0,
  processState: 'S',
  canRead: true,
  canReadPageTable: true,
  pageBytes: 4096,
  hasGdb: true,
  hasSetsid: true,
  tmpfs: { path: '/dev/shm', freeBytes: GiB },
  watchdogMs: null,
  bootedAt: 0,
};
const region = { sizeBytes: 256 * MiB, rssBytes: 100 * MiB };
const demand = (method: Demand['method'], isWhole = false): Demand => ({
  method,
  isWhole,
  regions: [region],
});
const reasons = (method: Demand['method'], more: Partial<TargetFacts>, isWhole = false) =>
  judge(demand(method, isWhole), { ...facts, ...more }).map(({ reason }) => reason);

describe('preflight', () => {
  test('lets a healthy target be read in every way', () => {
    for (const method of ['mem', 'slices', 'gdb'] as const) expect(reasons(method, {})).toEqual([]);
  });

  test('refuses where twice the need is not available', () => {
    expect(reasons('mem', { memAvailableBytes: 15 * MiB })).toEqual(['memory']);
    expect(reasons('mem', { memAvailableBytes: 17 * MiB })).toEqual([]);
    // gdb of all of it: 59 MiB, the 100 MiB in gdb, the 100 MiB on tmpfs, and the shell.
    expect(reasons('gdb', { memAvailableBytes: 500 * MiB }, true)).toEqual(['memory']);
    expect(reasons('gdb', { memAvailableBytes: 500 * MiB })).toEqual([]);
    expect(reasons('mem', { memAvailableBytes: null })).toEqual([]);
  });

  test('refuses to stop what is stopped, traced or watched; reading it is fine', () => {
    const bad: Partial<TargetFacts> = { processState: 'T', tracerPid: 7, watchdogMs: 100 };
    expect(reasons('mem', bad)).toEqual([]);
    expect(reasons('slices', bad)).toEqual(['stopped', 'traced', 'watchdog']);
    expect(reasons('gdb', { ...bad, watchdogMs: 10_000 })).toEqual(['stopped', 'traced']);
  });

  test('refuses without rights, tmpfs, setsid or gdb', () => {
    expect(reasons('mem', { canRead: false, yamaScope: 1 })).toEqual(['not-permitted']);
    expect(reasons('gdb', { tmpfs: null, hasSetsid: false, hasGdb: false })).toEqual([
      'no-setsid',
      'no-tmpfs',
      'no-gdb',
    ]);
    expect(reasons('slices', { tmpfs: { path: '/run', freeBytes: 20 * MiB } })).toEqual(['tmpfs-full']);
    expect(judge(demand('gdb'), { ...facts, hasGdb: false })[0]?.code).toBe('dump.no-gdb');
  });

  test('counts stops and bytes: 100 MiB resident are 7 slices of 16 MiB', () => {
    expect(estimate(demand('slices'))).toMatchObject({ bytes: 100 * MiB, stops: 7, tmpfsBytes: 16 * MiB });
    expect(estimate(demand('gdb', true))).toMatchObject({ stops: 1, tmpfsBytes: 100 * MiB });
    expect(estimate(demand('mem'))).toMatchObject({ stops: 0, longestStopMs: 0, tmpfsBytes: 0 });
  });

  test('warns of what reading everything does', () => {
    expect(warningsOf(demand('mem'), facts)).toEqual([]);
    expect(warningsOf(demand('mem'), { ...facts, canReadPageTable: false })).toHaveLength(1);
  });
});
