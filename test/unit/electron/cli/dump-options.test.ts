import { describe, expect, test } from 'vitest';
import { parseMethod, parseSelection } from '#electron/cli/dump-options.ts';
import { codeOf } from '#test/support/code-of.ts';

describe('what to dump', () => {
  test('by address, by class, by size', () => {
    expect(parseSelection({ region: ['0x7F6380000000-0x7f6384000000'] })).toEqual({
      kind: 'range',
      ranges: [{ start: '0x7f6380000000', end: '0x7f6384000000' }],
    });
    expect(parseSelection({ class: ['arena,heap', 'jemalloc'] })).toEqual({
      kind: 'class',
      classes: ['arena-heap', 'main-heap', 'jemalloc'],
    });
    expect(parseSelection({ top: '3' })).toEqual({ kind: 'top', count: 3 });
    expect(parseMethod('slices')).toBe('slices');
  });

  test.each([
    [{}],
    [{ top: '1', class: ['arena'] }],
    [{ top: '0' }],
    [{ top: '65' }],
    [{ class: ['arenas'] }],
    [{ region: ['7f6380000000-7f6384000000'] }],
    [{ region: ['0x2000-0x1000'] }],
    [{ region: ['0x1000-0x2000-0x3000'] }],
  ])('not %j', (options) => {
    expect(codeOf(() => parseSelection(options))).toBe('input.bad-option');
  });
});
