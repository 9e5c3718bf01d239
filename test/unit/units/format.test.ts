import { describe, expect, it } from 'vitest';
import { formatBytes, formatDelta, formatShare } from '#shared/units/format.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

/** Each by hand: so many of the unit, at least four digits unless the figure is whole KiB. */
describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1023, '1,023 B'],
    [4 * KiB, '4 KiB'],
    [1536, '1,536 B'],
    [10 * KiB + 256, '10.25 KiB'],
    [948 * KiB, '948 KiB'],
    [10 * MiB - KiB, '10,239 KiB'],
    [10 * MiB, '10.00 MiB'],
    // 82,584 kB of file cache in the case study: 80.648… MiB
    [82_584 * KiB, '80.65 MiB'],
    [291 * MiB, '291.0 MiB'],
    [1634 * MiB, '1,634 MiB'],
    [-1628 * MiB, '\u22121,628 MiB'],
    [10 * GiB - MiB, '10,239 MiB'],
    [10 * GiB, '10.00 GiB'],
    [1500 * GiB, '1,500 GiB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('signs growth, not zero', () => {
    expect([formatDelta(2148 * KiB), formatDelta(0)]).toEqual(['+2,148 KiB', '0 B']);
  });
});

it('rounds a share to the nearest tenth, and keeps 100 % for all', () => {
  expect([0, 0.206_966, 0.990_504, 0.9999, 1].map(formatShare)).toEqual([
    '0.0 %',
    '20.7 %',
    '99.1 %',
    '99.9 %',
    '100.0 %',
  ]);
});
