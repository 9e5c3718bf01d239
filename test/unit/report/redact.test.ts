import { describe, expect, it } from 'vitest';
import { createRedactor, mapEvidenceText } from '#shared/report/redact.ts';

function redact(text: string, keep: readonly string[] = []): string {
  return createRedactor(keep).redact(text);
}

describe('what is replaced', () => {
  it.each([
    ['mysqld --password=hunter2 --port=3306', 'mysqld --password=[SECRET-1] --port=3306'],
    ['client --password hunter2 -v', 'client --password [SECRET-1] -v'],
    ['curl -H "Authorization: Bearer 0a1b2c3d4e5f"', 'curl -H "Authorization: Bearer [SECRET-1]"'],
    ['amqp://logger:s3cret@broker:5672', 'amqp://logger:[SECRET-1]@broker:5672'],
    ['--api-key=ABCDEF', '--api-key=[SECRET-1]'],
    ['session eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end', 'session [TOKEN-1] end'],
    ['mail to ops.team+x@example.com now', 'mail to [EMAIL-1] now'],
    ['/home/alice/bin/run.sh', '/home/[USER-1]/bin/run.sh'],
    ['C:\\Users\\alice\\run.bat', 'C:\\Users\\[USER-1]\\run.bat'],
    ['ssh -J bob@bastion alice@host', 'ssh -J [USER-1]@bastion [USER-2]@host'],
    ['dev 52:54:00:12:34:56 up', 'dev [MAC-1] up'],
    ['dev 52-54-00-12-34-56 up', 'dev [MAC-1] up'],
    ['--broker=10.0.0.9:9092', '--broker=[IPV4-1]:9092'],
    ['listen [2001:db8::17]:443', 'listen [[IPV6-1]]:443'],
    ['fe80:0:0:0:1:2:3:4', '[IPV6-1]'],
    ['call 13800138000', 'call [PHONE-1]'],
    ['call +86 138 0013 8000', 'call [PHONE-1]'],
    ['call +44 20 7946 0958', 'call [PHONE-1]'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('gets the same label for the same value, and another for another', () => {
    const redactor = createRedactor([]);
    expect(redactor.redact('192.0.2.1 and 192.0.2.2')).toBe('[IPV4-1] and [IPV4-2]');
    expect(redactor.redact('again 192.0.2.2')).toBe('again [IPV4-2]');
    expect(redactor.counts()).toEqual([{ class: 'ipv4', values: 2, places: 3 }]);
  });
});

describe('what stays', () => {
  it.each([
    ['a look-alike', 'TS3.0.24.4474 librdkafka.so.1.2.3.4 999.1.1.1'],
    ['loopback and any', '127.0.0.1 127.0.1.1 0.0.0.0 ::1 ::'],
    ['times', '2026-03-03T21:52:49Z 21:52:49'],
    ['addresses and amounts', '0x00007f6380000000 13,800,138,000 1767116 kB'],
    ['unit names', '/lib/systemd/systemd user@1000.service getty@tty1.service'],
    ['C++ names', 'std::string rd::kafka'],
    ['hashes', '138001380001380013800013800138000138001380001380013800013800abcd'],
    ['paths', '/usr/sbin/fwlog -c /etc/fwlog/fwlog.conf --workers=4 --token-file'],
  ])('%s', (_what, text) => {
    expect(redact(text)).toBe(text);
  });

  it('names of targets, wherever they stand', () => {
    expect(redact('10.222.3.18 asks 10.222.3.49 and 10.0.0.9', ['10.222.3.18', 'sta-10.222.3.49'])).toBe(
      '10.222.3.18 asks 10.222.3.49 and [IPV4-1]',
    );
  });
});

it.each([
  ['colons', ':'.repeat(200_000)],
  ['spaces after a word', `password${' '.repeat(200_000)}`],
  ['digits', '1'.repeat(200_000)],
  ['letters', 'a'.repeat(200_000)],
  ['hex pairs', 'ab:'.repeat(70_000)],
  ['dots', 'a.'.repeat(100_000)],
  ['at signs', 'a@'.repeat(100_000)],
  ['home', '/home/'.repeat(40_000)],
])('takes time linear in a hostile line of %s', (_what, text) => {
  const startedAt = performance.now();
  redact(text);
  expect(performance.now() - startedAt).toBeLessThan(4000);
});

it('reaches every text of a structure but our own members', () => {
  const value = {
    sha256: '13800138000',
    name: '13800138000',
    nested: [{ unknownMember: 'x 10.0.0.1', kind: '10.0.0.1', size: 3, none: null }],
  };
  expect(mapEvidenceText(value, createRedactor([]).redact)).toEqual({
    sha256: '13800138000',
    name: '[PHONE-1]',
    nested: [{ unknownMember: 'x [IPV4-1]', kind: '10.0.0.1', size: 3, none: null }],
  });
});
