import { describe, expect, it } from 'vitest';
import { formatHop, parseHop, parseHops } from '#shared/domain/route-text.ts';

describe('a hop', () => {
  it.each([
    ['gw-a', null, 'gw-a', null],
    ['root@10.222.3.18', 'root', '10.222.3.18', null],
    ['root@10.222.3.18:2222', 'root', '10.222.3.18', 2222],
    ['ops@corp@bastion', 'ops@corp', 'bastion', null],
    ['[2001:db8::1]:22', null, '2001:db8::1', 22],
    ['root@[2001:db8::1]', 'root', '2001:db8::1', null],
    ['2001:db8::1', null, '2001:db8::1', null],
    ['fe80::1%eth0', null, 'fe80::1%eth0', null],
  ])('%s', (text, user, host, port) => {
    expect(parseHop(text)).toEqual({ user, host, port });
  });

  it.each([
    '',
    '@host',
    'root@',
    '-oProxyCommand=x',
    'root@-x',
    '-l@host',
    'a b',
    'host;id',
    '$(id)@host',
    "o'hara@host",
    'host:0',
    'host:65536',
    'host:ssh',
    'host:',
    '[::1',
    'a\nb',
  ])('%j is none', (text) => {
    expect(parseHop(text)).toBeNull();
  });

  it('is written as it is read', () => {
    for (const text of ['gw-a', 'root@10.222.3.18:2222', 'root@[2001:db8::1]:22', '2001:db8::1'])
      expect(formatHop(parseHop(text) ?? { user: null, host: '', port: null })).toBe(text);
  });
});

it('several hops stand with commas between them; one bad one spoils all', () => {
  expect(parseHops('ops@b1, ops@b2:23')?.map(formatHop)).toEqual(['ops@b1', 'ops@b2:23']);
  expect(parseHops('')).toEqual([]);
  expect(parseHops('ops@b1,a b')).toBeNull();
});
