import { expect, it } from 'vitest';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { fixtureSource, sourceOf } from '#test/support/text-source.ts';

const parse = (text: string) => parseArtifact('sockets', sourceOf(text));

it.each(['ss-tanpm.txt', 'netstat-tanp.txt', 'net-tcp'])('%s is recognised and read whole', (name) => {
  const source = fixtureSource(`proc/debian12-6.18/${name}`);
  expect(recogniseKind(source, 'unnamed')).toBe('sockets');
  const { sockets, problems } = parseArtifact('sockets', source);
  expect(problems).toEqual([]);
  // The same three sockets, as three tools tell them.
  const summary = sockets.map(({ state, local, remote, receiveQueueBytes, sendQueueBytes }) => [
    state,
    local,
    remote.replace(/:[*0]$/, ''),
    receiveQueueBytes,
    sendQueueBytes,
  ]);
  expect(summary).toEqual([
    // Of a listening socket the queues count connections.
    ['LISTEN', '127.0.0.1:9092', '0.0.0.0', undefined, undefined],
    ['ESTAB', '127.0.0.1:60350', '127.0.0.1:9092', 0, 0],
    ['ESTAB', '127.0.0.1:9092', '127.0.0.1:60350', 5000, 0],
  ]);
});

it.each(['ss-tanpm.txt', 'netstat-tanp.txt'])('%s names the owner', (name) => {
  const { sockets } = parseArtifact('sockets', fixtureSource(`proc/debian12-6.18/${name}`));
  expect(sockets.map(({ pid, processName }) => [pid, processName])).toEqual([
    [25_116, 'fwlog'],
    [25_116, 'fwlog'],
    [undefined, undefined],
  ]);
});

it('reads a connection that nobody answers', () => {
  const { sockets } = parse(
    'State    Recv-Q Send-Q Local Address:Port Peer Address:Port Process\nSYN-SENT 0      1      192.0.2.18:43210   192.0.2.9:9092    users:(("rdk:broker-1",pid=2345,fd=7))\n',
  );
  expect(sockets).toEqual([
    {
      state: 'SYN-SENT',
      local: '192.0.2.18:43210',
      remote: '192.0.2.9:9092',
      receiveQueueBytes: 0,
      sendQueueBytes: 1,
      pid: 2345,
      processName: 'rdk:broker-1',
      line: 2,
    },
  ]);
});

it('reads IPv6 of /proc/net/tcp6, a word at a time in host order', () => {
  // ::1 is 00000000 00000000 00000000 01000000; 2001:db8::9 is B80D0120 00000000 00000000 09000000.
  const row =
    '   0: 00000000000000000000000001000000:0016 B80D0120000000000000000009000000:2384 02 00000001:00000000 01:00000019 00000000     0        0 0 2\n';
  expect(parse(row).sockets).toMatchObject([
    { state: 'SYN-SENT', local: '[::1]:22', remote: '[2001:db8::9]:9092', sendQueueBytes: 1 },
  ]);
  expect(
    parse(row.replace('B80D0120000000000000000009000000', '00000000000000000000000000000000')).sockets[0]
      ?.remote,
  ).toBe('[::]:9092');
});

it('reads who holds a socket from the links of /proc/PID/fd', () => {
  // As `ls -l /proc/[0-9]*/fd` prints them, filtered; the second by busybox.
  const listing = [
    '/proc/2345/fd:',
    'lrwx------ 1 root root 64 Nov 22 21:52 7 -> socket:[53886]',
    '/proc/2400/fd:',
    '/proc/2401/fd:',
    'lrwx------    1 root     root            64 Nov 22 21:52 11 -> socket:[53890]',
    '',
  ].join('\n');
  const { socketOwners, sockets, problems } = parse(listing);
  expect(socketOwners).toEqual([
    { inode: 53_886, pid: 2345 },
    { inode: 53_890, pid: 2401 },
  ]);
  expect([sockets, problems]).toEqual([[], []]);
  expect(recogniseKind(sourceOf(listing), 'cmd/socket-owners')).toBe('sockets');
  const row =
    '   1: 120200C0:D030 090200C0:2384 02 00000001:00000000 01:00000053 00000003     0        0 53886 2 0000000000000000 100 0 0 10 -1\n';
  expect(parse(row).sockets).toMatchObject([{ remote: '192.0.2.9:9092', inode: 53_886 }]);
});

it('flags broken rows', () => {
  const { sockets, problems } = parse(
    'State Recv-Q Send-Q Local Address:Port Peer Address:Port\nESTAB 0 0 192.0.2.1\nESTAB 0 0 192.0.2.1:1 192.0.2.2:2\nSYN-SE',
  );
  expect(sockets).toHaveLength(1);
  expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'unparsed-line'],
    [4, 'truncated'],
  ]);
});
