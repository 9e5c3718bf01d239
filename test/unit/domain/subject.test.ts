import { describe, expect, it } from 'vitest';
import { formatSubject, parseSubject, type Subject } from '#shared/domain/subject.ts';

const cases: [string, Subject][] = [
  [
    'ledger:gap/anonymous//usr/sbin/fwlog',
    { kind: 'row', of: 'ledger', id: 'gap/anonymous//usr/sbin/fwlog', process: null },
  ],
  ['process:/usr/sbin/fwlog', { kind: 'row', of: 'process', id: '/usr/sbin/fwlog', process: null }],
  ['region:/usr/sbin/fwlog/12', { kind: 'row', of: 'region', id: '12', process: '/usr/sbin/fwlog' }],
  ['class:arena-heap', { kind: 'row', of: 'class', id: 'arena-heap', process: null }],
  ['E-004:12', { kind: 'line', artifact: 4, line: 12 }],
  ['E-1234', { kind: 'line', artifact: 1234, line: 0 }],
  ['E-031+0x2000+96', { kind: 'bytes', artifact: 31, offset: 8192, length: 96 }],
];

describe('what a finding is about', () => {
  it.each(cases)('%s leads there and back', (text, subject) => {
    expect(parseSubject(text)).toEqual(subject);
    expect(formatSubject(subject)).toBe(text);
  });

  it.each(['fwlog', 'used/anonymous', 'E-', 'E-1:', 'E-1+2000', '', 'ledger:'])('%j is words only', (text) =>
    expect(parseSubject(text)).toBeNull(),
  );
});
