import { expect, it } from 'vitest';
import { parseDump, parseEvidence, parseSelector, parseTime } from '#electron/cli/option-values.ts';
import { codeOf } from '#test/support/code-of.ts';

it.each([
  ['2026-11-22T21:52:49Z', Date.UTC(2026, 10, 22, 21, 52, 49)],
  ['2026-11-22T21:52:49.123Z', Date.UTC(2026, 10, 22, 21, 52, 49, 123)],
  ['2026-11-22 21:52', Date.UTC(2026, 10, 22, 21, 52)],
  ['2026-11-22 21:52+08:00', Date.UTC(2026, 10, 22, 13, 52)],
  ['2026-11-22 21:52 +0800', Date.UTC(2026, 10, 22, 13, 52)],
  ['2026-11-22', Date.UTC(2026, 10, 22)],
  ['@1795384369', 1_795_384_369_000],
  ['@1795384369.5', 1_795_384_369_500],
])('%s is a time', (text, at) => {
  expect(parseTime('--at', text)).toBe(at);
});

it.each([
  '',
  'yesterday',
  '2026-02-31T00:00Z',
  '2026-13-01',
  '22.11.2026',
  '2026-11-22T25:00Z',
  '1795384369',
])('"%s" is none', (text) => {
  expect(codeOf(() => parseTime('--at', text))).toBe('input.bad-option');
});

it('reads a dump as process and address', () => {
  expect(parseDump('--dump', '1234:0x7F6380000000')).toEqual({ pid: 1234, start: '0x7f6380000000' });
  for (const text of ['1234', '1234:7f63', '0:0x1', '1234:0x', '1234:0x11112222333344445']) {
    expect(codeOf(() => parseDump('--dump', text))).toBe('input.bad-option');
  }
});

it('takes a number behind the last @ for a snapshot', () => {
  expect(parseSelector('gw-a@3')).toEqual({ target: 'gw-a', snapshot: 3 });
  expect(parseSelector('root@gw-a')).toEqual({ target: 'root@gw-a', snapshot: undefined });
  expect(parseSelector('root@gw-a@12')).toEqual({ target: 'root@gw-a', snapshot: 12 });
});

it.each([
  ['E-012', { artifact: 12, line: undefined }],
  ['e-1679', { artifact: 1679, line: undefined }],
  ['12', { artifact: 12, line: undefined }],
  ['E-012:345', { artifact: 12, line: 345 }],
])('%s cites evidence', (text, cited) => {
  expect(parseEvidence('show artifact', text)).toEqual(cited);
});

it.each(['', 'E-', 'E-0', 'E-12:0', 'E-12:', 'E-031+0x10', '-1', 'E-12 '])('"%s" cites none', (text) => {
  expect(codeOf(() => parseEvidence('show artifact', text))).toBe('input.bad-option');
});
