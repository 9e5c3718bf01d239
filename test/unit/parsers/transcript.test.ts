import { describe, expect, it } from 'vitest';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { sliceLines } from '#shared/parsers/text-source.ts';
import { cutTranscript } from '#shared/parsers/transcript.ts';
import { fixtureText, sourceOf } from '#test/support/text-source.ts';

const file = (name: string) => fixtureText(`proc/debian12-6.18/${name}`);
const cut = (text: string) => cutTranscript(sourceOf(text));

describe('a session with prompts', () => {
  const session = [
    'Last login: Sun Nov 22 21:00:00 2026 from 192.0.2.1',
    'root@edge-a:~# cat /proc/meminfo',
    file('meminfo'),
    'root@edge-a:~# ps aux | head -5',
    file('ps-aux.txt').trimEnd(),
    'root@edge-a:~# cat /proc/25116/smaps_rollup',
    file('smaps_rollup').trimEnd(),
    'root@edge-a:~# pmap -x 25116',
    file('pmap-x.txt').trimEnd(),
    'root@edge-a:~# cat /proc/25116/status; cat /proc/25116/maps',
    file('status').trimEnd(),
    file('maps').trimEnd(),
    'root@edge-a:~# uptime',
    ' 23:11:01 up  1:19,  0 user,  load average: 8.49, 5.77, 4.14',
    'root@edge-a:~# ss -tanp',
    file('ss-tanpm.txt').trimEnd(),
    'root@edge-a:~# exit',
    '',
  ].join('\n');

  it('is cut into its listings, each with its command, pid and host', () => {
    expect(recogniseKind(sourceOf(session), 'session.log')).toBe('transcript');
    expect(cut(session).map(({ kind, command, pid, hostname }) => [kind, command, pid, hostname])).toEqual([
      ['meminfo', 'cat /proc/meminfo', null, 'edge-a'],
      ['ps', 'ps aux | head -5', null, 'edge-a'],
      ['smaps-rollup', 'cat /proc/25116/smaps_rollup', 25_116, 'edge-a'],
      ['pmap', 'pmap -x 25116', 25_116, 'edge-a'],
      ['status', 'cat /proc/25116/status; cat /proc/25116/maps', 25_116, 'edge-a'],
      ['maps', 'cat /proc/25116/status; cat /proc/25116/maps', 25_116, 'edge-a'],
      ['sockets', 'ss -tanp', null, 'edge-a'],
    ]);
  });

  it('gives parts that read like the files, at lines of the session', () => {
    const source = sourceOf(session);
    for (const part of cutTranscript(source)) {
      const parsed = parseArtifact(part.kind, sliceLines(source, part.firstLine, part.lastLine));
      expect(parsed.problems).toEqual([]);
    }
    const lines = session.split('\n');
    const [meminfo] = cutTranscript(source);
    const { meminfo: fields } = parseArtifact(
      'meminfo',
      sliceLines(source, meminfo!.firstLine, meminfo!.lastLine),
    );
    expect(fields).toHaveLength(54);
    for (const field of fields) expect(lines[field.line - 1]).toContain(`${field.name}:`);
  });

  it('is cut the same where the lines of the source do not start at 1', () => {
    const shifted = cutTranscript(sourceOf(session, 1001));
    expect(shifted.map(({ firstLine, lastLine }) => [firstLine - 1000, lastLine - 1000])).toEqual(
      cut(session).map(({ firstLine, lastLine }) => [firstLine, lastLine]),
    );
  });
});

describe('prompts', () => {
  it.each([
    ['root@host:~# ', 'host'],
    ['user@host.example.net:/var/log$ ', 'host.example.net'],
    ['[root@host ~]# ', 'host'],
    ['[user@host log]$ ', 'host'],
    ['TS3.0.24.4474 ~ # ', 'TS3.0.24.4474'],
    ['host:~ # ', 'host'],
    ['user@host ~ % ', 'host'],
    ['host# ', 'host'],
    ['<host>', 'host'],
    ['bash-4.2# ', null],
    ['~ # ', null],
    ['/ # ', null],
    ['/var/log $ ', null],
    ['# ', null],
    ['$ ', null],
  ])('%j', (prompt, hostname) => {
    const parts = cut(`${prompt}cat /proc/meminfo\nMemTotal: 4 kB\nMemFree: 4 kB\n${prompt}\n`);
    expect(parts).toEqual([
      { kind: 'meminfo', firstLine: 2, lastLine: 3, command: 'cat /proc/meminfo', pid: null, hostname },
    ]);
  });

  it('with colours are prompts', () => {
    const parts = cut(
      '\u001b]0;root@host: ~\u0007\u001b[01;32mroot@host\u001b[00m:\u001b[01;34m~\u001b[00m# cat /proc/meminfo\r\nMemTotal: 4 kB\r\n',
    );
    expect(parts).toMatchObject([{ kind: 'meminfo', firstLine: 2, lastLine: 2, hostname: 'host' }]);
  });

  it.each([
    '# 3. fwlog对比',
    '### cat',
    '# The free memory',
    '$ 200 million',
    'a > b',
    'see user@example.net for details',
  ])('%j is none', (line) => {
    expect(
      cut(`root@host:~# cat /proc/meminfo\nMemTotal: 4 kB\n\n${line}\n/usr/sbin/fwlog 12\n`),
    ).toMatchObject([
      { kind: 'meminfo', command: 'cat /proc/meminfo' },
      { kind: 'ps', command: 'cat /proc/meminfo' },
    ]);
  });
});

describe('without prompts', () => {
  it('listings of one kind are told apart by their titles and headers', () => {
    const two = file('pmap-x.txt') + file('pmap-x.txt').replace('25116:', '7:');
    expect(recogniseKind(sourceOf(two), 'pmap.txt')).toBe('transcript');
    expect(cut(two).map(({ kind, pid, firstLine, lastLine }) => [kind, pid, firstLine, lastLine])).toEqual([
      ['pmap', 25_116, 1, 39],
      ['pmap', 7, 40, 78],
    ]);
    const plain = file('pmap.txt') + file('pmap.txt').replace('25116:', '7:');
    expect(cut(plain).map(({ pid }) => pid)).toEqual([25_116, 7]);
  });

  it('smaps follows maps', () => {
    expect(cut(`maps:\n${file('maps')}\nsmaps:\n${file('smaps')}`).map(({ kind }) => kind)).toEqual([
      'maps',
      'smaps',
    ]);
  });

  it('lines between blank lines are one listing', () => {
    expect(cut('Active: 1 kB\n\nInactive: 2 kB\n\nActive(anon): 3 kB\n')).toMatchObject([
      { kind: 'meminfo', firstLine: 1, lastLine: 5 },
    ]);
  });

  it('a broken row inside belongs to its listing and is flagged; prose around it is not', () => {
    const text = 'The following was seen.\n\nActive: 1 kB\nInac%%%%\nDirty: 2 kB\nThat was all.\n';
    const source = sourceOf(text);
    const [part, ...others] = cutTranscript(source);
    expect(others).toEqual([]);
    expect(part).toMatchObject({ kind: 'meminfo', firstLine: 3, lastLine: 5 });
    const { problems } = parseArtifact('meminfo', sliceLines(source, 3, 5));
    expect(problems).toMatchObject([{ line: 4, reason: 'unparsed-line' }]);
  });
});

describe('what is no listing', () => {
  it.each([
    ['nothing', ''],
    ['prose', 'It was a dark and stormy night.\nThe rain fell in torrents: 4 kB of it.\n'],
    ['code', 'int main(void) {\n  return 0;\n}\n'],
    ['JSON', '{"session": 1, "rss": 4}\n'],
    ['bytes', '\u0001\u0002\u0000\u0003\u007f\n'],
  ])('%s is text', (_, text) => {
    expect(recogniseKind(sourceOf(text), 'meminfo')).toBe('text');
    expect(cut(text)).toEqual([]);
  });

  it('an ELF file is text', () => {
    expect(
      recogniseKind(
        sourceOf(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 10, 200, 255])),
        'core',
      ),
    ).toBe('text');
  });
});

it('one listing with a few odd lines is of its kind, so that they are flagged', () => {
  const source = sourceOf(`meminfo of the first host\n${file('meminfo')}`);
  expect(recogniseKind(source, 'unnamed')).toBe('meminfo');
  expect(parseArtifact('meminfo', source).problems).toMatchObject([{ line: 1, reason: 'unparsed-line' }]);
});

it('a long listing is known by its head, a session that opens with one by its end', () => {
  const smaps = file('smaps').repeat(20);
  expect(smaps.length).toBeGreaterThan(400_000);
  expect(recogniseKind(sourceOf(smaps), 'unnamed')).toBe('smaps');
  expect(recogniseKind(sourceOf(`${smaps}root@host:~# cat /proc/meminfo\nMemTotal: 4 kB\n`), 'unnamed')).toBe(
    'transcript',
  );
});
