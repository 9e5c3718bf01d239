import { describe, expect, test } from 'vitest';
import type { PageMap } from '#shared/domain/page-map.ts';
import { bytesByState, formatPageMap, parsePageMap, tornWindowMs } from '#shared/parsers/page-map.ts';

const text = `# memcase-page-map/1
# dump 0x7f6380000000-0x7f6380005000 page=4096 pid=1234 start-ticks=5321 method=mem complete=no sha256=${'0f'.repeat(32)}
# read 0x7f6380000000-0x7f6380003000 1795384369123 1795384369150
# read 0x7f6380003000-0x7f6380004000 1795384369100 1795384369200
0x7f6380000000-0x7f6380001000 present
0x7f6380001000-0x7f6380003000 absent
0x7f6380003000-0x7f6380004000 swapped
0x7f6380004000-0x7f6380005000 not-fetched
`;

const map: PageMap = {
  start: 0x7f6380000000n,
  end: 0x7f6380005000n,
  pageBytes: 4096,
  pid: 1234,
  startTicks: '5321',
  method: 'mem',
  isComplete: false,
  dumpSha256: '0f'.repeat(32),
  reads: [
    { start: 0x7f6380000000n, end: 0x7f6380003000n, from: 1795384369123, to: 1795384369150 },
    { start: 0x7f6380003000n, end: 0x7f6380004000n, from: 1795384369100, to: 1795384369200 },
  ],
  runs: [
    { start: 0x7f6380000000n, end: 0x7f6380001000n, state: 'present' },
    { start: 0x7f6380001000n, end: 0x7f6380003000n, state: 'absent' },
    { start: 0x7f6380003000n, end: 0x7f6380004000n, state: 'swapped' },
    { start: 0x7f6380004000n, end: 0x7f6380005000n, state: 'not-fetched' },
  ],
};

describe('a page map', () => {
  test('is the text of its documentation, both ways', () => {
    expect(parsePageMap(text)).toEqual(map);
    expect(formatPageMap(map)).toBe(text);
  });

  test('sums to the length of the dump, state by state', () => {
    expect(bytesByState(map.runs)).toEqual({
      present: 4096,
      zero: 0,
      absent: 8192,
      swapped: 4096,
      unreadable: 0,
      read: 0,
      'not-fetched': 4096,
    });
    expect(tornWindowMs(map)).toBe(100);
    expect(tornWindowMs({ reads: [] })).toBe(0);
  });

  test.each([
    ['another format', text.replace('/1', '/2')],
    ['a hole', text.replace('0x7f6380003000-0x7f6380004000 swapped\n', '')],
    [
      'an overlap',
      text.replace('0x7f6380001000-0x7f6380003000 absent', '0x7f6380000000-0x7f6380003000 absent'),
    ],
    ['a state that there is not', text.replace('swapped', 'gone')],
    ['an end before its start', text.replace('dump 0x7f6380000000', 'dump 0x7f6380006000')],
    ['too short', text.replace('0x7f6380004000-0x7f6380005000 not-fetched\n', '')],
    ['a line that is none', `${text}hello\n`],
    ['nothing', ''],
  ])('is refused with %s', (_name, damaged) => {
    expect(parsePageMap(damaged)).toBeUndefined();
  });
});
