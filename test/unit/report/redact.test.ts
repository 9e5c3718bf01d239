import { describe, expect, it } from 'vitest';
import { createRedactor, mapEvidenceText } from '#shared/report/redact.ts';

function redact(text: string, keep: readonly string[] = []): string {
  return createRedactor({ keep }).redact(text);
}

describe('what is replaced', () => {
  it.each([
    ['mysqld --password=hunter2 --port=3306', 'mysqld --password=[SECRET-1] --port=3306'],
    ['client --password hunter2 -v', 'client --password [SECRET-1] -v'],
    ['curl -H "Authorization: Bearer 0a1b2c3d4e5f"', 'curl -H "Authorization: Bearer [SECRET-1]"'],
    ['amqp://logger:s3cret@broker:5672', 'amqp://[USER-1]:[SECRET-1]@[HOST-1]:5672'],
    ['--api-key=ABCDEF', '--api-key=[SECRET-1]'],
    ['session eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end', 'session [TOKEN-1] end'],
    ['mail to ops.team+x@example.com now', 'mail to [EMAIL-1] now'],
    ['/home/alice/bin/run.sh', '/home/[USER-1]/bin/run.sh'],
    ['C:\\Users\\alice\\run.bat', 'C:\\Users\\[USER-1]\\run.bat'],
    ['ssh -J bob@bastion alice@host', 'ssh -J [USER-1]@[HOST-1] [USER-2]@[HOST-2]'],
    ['dev 52:54:00:12:34:56 up', 'dev [MAC-1] up'],
    ['dev 52-54-00-12-34-56 up', 'dev [MAC-1] up'],
    ['--broker=10.0.0.9:9092', '--broker=[IPV4-1]:9092'],
    ['listen [2001:db8::17]:443', 'listen [[IPV6-1]]:443'],
    ['fe80:0:0:0:1:2:3:4', '[IPV6-1]'],
    ['call 13800138000', 'call [PHONE-1]'],
    ['call +86 138 0013 8000', 'call [PHONE-1]'],
    ['call +44 20 7946 0958', 'call [PHONE-1]'],
    ['call 010-62345678', 'call [PHONE-1]'],
    // GB 11643 prints this one as its example; 4111 … is the card that payment makers test with.
    ['id 11010519491231002X', 'id [ID-CARD-1]'],
    ['card 4111 1111 1111 1111', 'card [BANK-CARD-1]'],
    ['card 378282246310005', 'card [BANK-CARD-1]'],
    // 3GPP TS 23.003 has no example; this is the one of the GSMA's public documents.
    ['dev 352099001761481', 'dev [IMEI-1]'],
    ['sim 460001234567890', 'sim [IMSI-1]'],
    ['{"user_id": 1004711, "n": 3}', '{"user_id": [ACCOUNT-1], "n": 3}'],
    ['{"clientSessionId":"ab12","phone":13800138000}', '{"clientSessionId":"[SESSION-1]","phone":[PHONE-1]}'],
    ['{\\"username\\":\\"alice\\"}', '{\\"username\\":\\"[USER-1]\\"}'],
    ['{"idCard": 110105194912310, "realName":"王小明"}', '{"idCard": [ID-CARD-1], "realName":"[PERSON-1]"}'],
    ['login user=alice pid=3 uid=0', 'login user=[USER-1] pid=3 uid=0'],
    ['GET https://x.test/a?q=1&ticket=Zx81kQ&page=2', 'GET https://x.test/a?q=1&ticket=[QUERY-1]&page=2'],
    ['Cookie: a=b; c=d', 'Cookie: [COOKIE-1]'],
    ['X-Api-Key: 00112233', 'X-Api-Key: [SECRET-1]'],
    ['密码：hunter2，端口：22', '密码：[SECRET-1]，端口：22'],
    ['姓名：王小明，年龄', '姓名：[PERSON-1]，年龄'],
    ['AKIAIOSFODNN7EXAMPLE in env', '[TOKEN-1] in env'],
    ['mysql -h db -ps3cret shop', 'mysql -h db -p[SECRET-1] shop'],
    ['sshpass -p s3cret ssh x', 'sshpass -p [SECRET-1] ssh x'],
    ['curl -u alice:s3cret https://x.test', 'curl -u alice:[SECRET-1] https://x.test'],
    ['root:$6$abcdefgh$0123456789abcdefghijkl:19000', 'root:[SECRET-1]:19000'],
    [
      '-----BEGIN PRIVATE KEY-----MIIEvQ==-----END PRIVATE KEY-----',
      '-----BEGIN PRIVATE KEY-----[KEY-1]-----END PRIVATE KEY-----',
    ],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEvQ', '-----BEGIN RSA PRIVATE KEY-----[KEY-1]'],
    ['from ::ffff:10.0.0.9 port', 'from [IPV6-1] port'],
    ['arp 0011.22aa.4455', 'arp [MAC-1]'],
    ['db01.corp.internal:5432', '[HOST-1]:5432'],
    ['Accepted publickey for alice from', 'Accepted publickey for [USER-1] from'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('gets the same label for the same value, and another for another', () => {
    const redactor = createRedactor();
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
    ['terminals', 'sshd: root@pts/0 root@notty'],
    ['unit names', '/lib/systemd/systemd user@1000.service getty@tty1.service'],
    ['C++ names', 'std::string rd::kafka'],
    ['hashes', '138001380001380013800013800138000138001380001380013800013800abcd'],
    // by hand: the last digit of each is one too many
    ['numbers whose check fails', '11010519491231003X 4111 1111 1111 1112 352099001761482'],
    ['no date', '110105194913310023'],
    ['quantities', '{"user_count": 12, "session_timeout": 30} max_tokens=4096 --max-sessions 3'],
    ['amounts of memory', '13958643712 total_bytes=13912345678 rss: 15012345678'],
    ['versions and masks', 'version 10.2.0.4 255.255.255.0'],
    ['nothing in the place of a value', '{"password":null,"token":""} password=**** user=root'],
    ['the directory of a shell', 'PWD=/root OLDPWD=/tmp'],
    ['pictures and packages', 'icon@2x.png left-pad@1.3.0'],
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
  expect(mapEvidenceText(value, createRedactor().redact)).toEqual({
    sha256: '13800138000',
    name: '[PHONE-1]',
    nested: [{ unknownMember: 'x [IPV4-1]', kind: '10.0.0.1', size: 3, none: null }],
  });
});

describe('what was found once', () => {
  it('goes wherever it stands alone, and not within other words', () => {
    const redactor = createRedactor();
    redactor.learn('/home/alice/run.sh --password=s3cretive');
    expect(redactor.redact('task of alice (s3cretive): malice')).toBe(
      'task of [USER-1] ([SECRET-1]): malice',
    );
  });

  it('stays where it is the name of a program', () => {
    const redactor = createRedactor({ programs: ['fwlog'] });
    redactor.learn('/home/fwlog/run.sh');
    expect(redactor.redact('fwlog in /home/fwlog')).toBe('fwlog in /home/fwlog');
  });

  it('is left where it is too short to be told from anything else', () => {
    const redactor = createRedactor();
    redactor.learn('password=1');
    expect(redactor.redact('password=1 workers=1')).toBe('password=[SECRET-1] workers=1');
  });
});

it('replaces words of the user wherever they stand', () => {
  expect(createRedactor({ words: ['Project Blue'] }).redact('of Project Blue.')).toBe('of [WORD-1].');
});

describe('labels', () => {
  it('have as much of a code as tells them apart', () => {
    const codes: Readonly<Record<string, string>> = {
      '192.0.2.1': 'ABCDEFG',
      '192.0.2.2': 'ABCDXYZ',
      '192.0.2.3': 'QRSTUVW',
    };
    const redactor = createRedactor({ code: (_kind, value) => codes[value]! });
    expect(redactor.redact('192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.1')).toBe(
      '[IPV4-ABCD] [IPV4-ABCDX] [IPV4-QRST] [IPV4-ABCD]',
    );
  });

  it('stay different where codes are equal', () => {
    const redactor = createRedactor({ code: () => 'ABCD' });
    const [one, other] = redactor.redact('192.0.2.1 192.0.2.2').split(' ');
    expect(one).not.toBe(other);
  });
});
