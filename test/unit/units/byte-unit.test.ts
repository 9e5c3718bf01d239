import { describe, expect, it } from 'vitest';
import { formatBytesIn, formatDeltaIn } from '#shared/units/byte-unit.ts';

describe('formatBytesIn', () => {
  it.each([
    [0, 'MiB', '0.0'],
    [1024 ** 2, 'MiB', '1.0'],
    // 1,767,116 kB of the case study: 1,725.699… MiB.
    [1_767_116 * 1024, 'MiB', '1,725.7'],
    [1_767_116 * 1024, 'KiB', '1,767,116'],
    [4096, 'MiB', '<0.1'],
    [512, 'KiB', '1'],
    [511, 'KiB', '<1'],
    [4096, 'B', '4,096'],
    [-4096, 'MiB', '\u2212<0.1'],
    [-3 * 1024 ** 2, 'MiB', '\u22123.0'],
  ] as const)('%d in %s is %s', (bytes, unit, text) => {
    expect(formatBytesIn(bytes, unit)).toBe(text);
  });
});

describe('formatDeltaIn', () => {
  it('signs growth, not zero', () => {
    expect(formatDeltaIn(1024 ** 2, 'MiB')).toBe('+1.0');
    expect(formatDeltaIn(0, 'MiB')).toBe('0.0');
    expect(formatDeltaIn(-1024, 'KiB')).toBe('\u22121');
  });
});
