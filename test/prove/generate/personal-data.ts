/**
 * Lines of logs, commands and JSON, half of them with one value that leads to a person or opens something, half
 * with a value that only looks like one. Check digits are made here, not by what is judged.
 */
import { createHash } from 'node:crypto';
import { integer, pick, seededRandom } from './random.ts';

export interface PersonalLine {
  readonly text: string;
  /** What is personal in it, and what kind of thing that is; null in a look-alike. */
  readonly value: string | null;
  readonly kind: string;
}

type Random = () => number;
type Maker = (random: Random) => string;

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => integer(random, 0, 9)).join('');
const from = (random: Random, alphabet: string, count: number): string =>
  Array.from({ length: count }, () => pick(random, alphabet.split('') as [string, ...string[]])).join('');
const hex = (random: Random, count: number): string => from(random, '0123456789abcdef', count);
const word = (random: Random, count: number): string => from(random, 'abcdefghijklmnopqrstuvwxyz', count);
const base64 = (random: Random, count: number): string =>
  from(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', count);
const two = (value: number): string => String(value).padStart(2, '0');

/** Luhn by its table of doubled digits. */
function withLuhn(body: string): string {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = Array.from(body)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? doubled[Number(digit)]! : Number(digit)), 0);
  return body + String((10 - (sum % 10)) % 10);
}

/** GB 11643 by its definition: the sum of a(i) × 2^(18−i) modulo 11 is 1. */
function withResidentCheck(body: string): string {
  const sum = Array.from(body).reduce((total, digit, index) => total + Number(digit) * 2 ** (17 - index), 0);
  const check = (12 - (sum % 11)) % 11;
  return body + (check === 10 ? 'X' : String(check));
}

function wrongDigit(value: string): string {
  const last = value.at(-1)!;
  return value.slice(0, -1) + (last === 'X' ? '0' : String((Number(last) + 1) % 10));
}

const residentBody: Maker = (random) =>
  `${pick(random, ['110105', '310115', '440305', '510104', '650102', '320583'])}${integer(random, 1950, 2015)}${two(integer(random, 1, 12))}${two(integer(random, 1, 28))}${digits(random, 3)}`;
const residentId: Maker = (random) => withResidentCheck(residentBody(random));
const card: Maker = (random) =>
  pick(random, [
    () => withLuhn(`4${digits(random, 14)}`),
    () => withLuhn(`5${integer(random, 1, 5)}${digits(random, 13)}`),
    () => withLuhn(`62${digits(random, 16)}`),
    () => withLuhn(`62${digits(random, 13)}`),
    () => withLuhn(`37${digits(random, 12)}`),
  ])();
const spaced = (value: string): string => value.replace(/(\d{4})(?=\d)/g, '$1 ');
const mobile: Maker = (random) =>
  `1${pick(random, ['30', '35', '38', '39', '50', '58', '66', '73', '77', '80', '86', '88', '89', '91', '98', '99'])}${digits(random, 8)}`;
const name: Maker = (random) =>
  `${word(random, integer(random, 2, 6))}${pick(random, ['', '_', '.', '-'])}${word(random, integer(random, 3, 7))}`;
const email: Maker = (random) =>
  `${name(random)}${pick(random, ['', '+tag', digits(random, 2)])}@${word(random, 6)}.${pick(random, ['com', 'cn', 'com.cn', 'example.org', 'co.uk'])}`;
const ipv4: Maker = (random) =>
  `${pick(random, ['10', '172', '192', '203', '47', '114', '223'])}.${integer(random, 0, 255)}.${integer(random, 0, 255)}.${integer(random, 1, 254)}`;
const ipv6: Maker = (random) =>
  pick(random, [
    () => `2001:db8:${hex(random, 4)}::${hex(random, 3)}`,
    () => `fe80::${hex(random, 4)}:${hex(random, 4)}:${hex(random, 4)}:${hex(random, 4)}`,
    () => Array.from({ length: 8 }, () => hex(random, 4)).join(':'),
    () => `::ffff:${ipv4(random)}`,
  ])();
const mac: Maker = (random) => {
  const octets = Array.from({ length: 6 }, () => hex(random, 2));
  return octets.join(pick(random, [':', '-']));
};
const password: Maker = (random) =>
  base64(random, integer(random, 6, 18)) + pick(random, ['', '!', '#9', '$x', '%', '*']);
const jwt: Maker = (random) =>
  ['{"alg":"HS256","typ":"JWT"}', `{"sub":"${digits(random, 8)}"}`, base64(random, 24)]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const token: Maker = (random) =>
  pick(random, [
    () => `AKIA${from(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
    () => `ghp_${base64(random, 36)}`,
    () => `glpat-${base64(random, 20)}`,
    () => `xoxb-${digits(random, 12)}-${base64(random, 24)}`,
    () => `AIza${base64(random, 35)}`,
    () => `LTAI${base64(random, 20)}`,
    () => jwt(random),
  ])();
const chineseName: Maker = (random) =>
  pick(random, ['王', '李', '张', '刘', '陈', '欧阳']) +
  from(random, '伟芳娜敏静丽强磊军洋勇艳杰娟涛', integer(random, 1, 2));

/** The places in which a value stands; `#` is where. */
const plain = ['from #', 'value # ok', '[#]', '(#)', '"#"', 'msg="seen #" n=3', '#'] as const;

interface Sort {
  readonly kind: string;
  readonly make: Maker;
  readonly places: readonly [string, ...string[]];
}

const personal: readonly [Sort, ...Sort[]] = [
  {
    kind: 'identity number',
    make: residentId,
    places: ['id #', '身份证号：#', '{"idCard":"#"}', '证件 # 已核验', 'idno=# ok'],
  },
  {
    kind: 'identity number as a number',
    make: (random) => residentId(random).replace('X', '7'),
    places: ['{"id_card": #, "n": 1}', '{"idNumber":#}'],
  },
  { kind: 'bank card', make: card, places: ['card # declined', '{"cardNo":"#"}', '卡号 #', '{"pay": #}'] },
  {
    kind: 'bank card in groups',
    make: (random) => spaced(withLuhn(`4${digits(random, 14)}`)),
    places: ['card # declined', 'pan "#"'],
  },
  {
    kind: 'mobile',
    make: mobile,
    places: ['call #', '手机号：#', '{"phone": #}', '{"mobile":"#"}', 'sms to # sent', 'tel=#'],
  },
  {
    kind: 'mobile with country',
    make: (random) => `+86 ${mobile(random).replace(/(.{3})(.{4})/, '$1 $2 ')}`,
    places: ['call #', '电话 #'],
  },
  {
    kind: 'landline',
    make: (random) => `0755-${integer(random, 2, 8)}${digits(random, 7)}`,
    places: ['call #', '电话：#'],
  },
  {
    kind: 'IMEI',
    make: (random) => withLuhn(`${pick(random, ['35', '86', '01', '99'])}${digits(random, 12)}`),
    places: ['imei #', '{"imei":"#"}', 'device # joined'],
  },
  {
    kind: 'IMSI',
    make: (random) => `460${pick(random, ['00', '01', '03', '07', '11'])}${digits(random, 10)}`,
    places: ['imsi #', '{"imsi":#}', 'sim # attached'],
  },
  { kind: 'mail', make: email, places: ['mail to #', '<#>', '{"email":"#"}', '邮箱：#', 'From: # (x)'] },
  {
    kind: 'IPv4',
    make: ipv4,
    places: ['from #', '--broker=#:9092', 'src=# dst=ok', '{"ip":"#"}', 'tcp #:443 ESTAB', '来自 # 的请求'],
  },
  {
    kind: 'IPv6',
    make: ipv6,
    places: ['from # port 22', 'listen [#]:443', '{"addr":"#"}', 'nd # reachable'],
  },
  { kind: 'MAC', make: mac, places: ['dev # up', 'lladdr # STALE', '{"mac":"#"}'] },
  {
    kind: 'password',
    make: password,
    places: [
      'mysqld --password=#',
      'export DB_PASSWORD=#',
      '{"password":"#"}',
      'sshpass -p #',
      '口令：#',
      'client --passphrase # -v',
    ],
  },
  {
    kind: 'password in a URL',
    make: (random) => base64(random, 12),
    places: ['amqp://root:#@localhost/x', 'redis://:#@localhost:6379'],
  },
  {
    kind: 'token',
    make: token,
    places: ['token #', 'key=#', '{"auth":"#"}', 'git clone https://#@x.test/r'],
  },
  {
    kind: 'bearer',
    make: (random) => `${base64(random, 20)}9`,
    places: ['Authorization: Bearer #', 'curl -H "Authorization: Bearer #"'],
  },
  {
    kind: 'session',
    make: (random) => hex(random, 32),
    places: ['{"sessionId":"#"}', 'session_id=# ok', 'PHPSESSID=#', '{\\"sid\\":\\"#\\"}'],
  },
  {
    kind: 'account as a number',
    make: (random) => `${integer(random, 1, 9)}${digits(random, integer(random, 3, 11))}`,
    places: [
      '{"user_id": #}',
      '{"accountId":#,"n":1}',
      '{"customer_id": #, "ok": true}',
      'uid: x, {"openid": #}',
    ],
  },
  {
    kind: 'user',
    make: name,
    places: [
      '/home/#/bin/run.sh',
      'user=# pid=3',
      '{"userName":"#"}',
      'C:\\Users\\#\\run.bat',
      'Accepted publickey for # from',
      'login --user # -v',
    ],
  },
  { kind: 'person', make: chineseName, places: ['姓名：#，年龄', '{"realName":"#"}', '联系人: # 已通知'] },
  {
    kind: 'host',
    make: (random) =>
      `${word(random, 4)}${integer(random, 1, 99)}.${word(random, 5)}.${pick(random, ['internal', 'corp', 'lan', 'local'])}`,
    places: ['to #:5432', 'host #', 'http://#/x'],
  },
  {
    kind: 'query',
    make: (random) => base64(random, 16),
    places: ['GET https://x.test/a?ticket=# 200', 'https://x.test/?q=1&code=#&page=2'],
  },
  {
    kind: 'cookie',
    make: (random) => `a=${hex(random, 16)}; b=${hex(random, 8)}`,
    places: ['Cookie: #', '< Set-Cookie: #'],
  },
  {
    kind: 'private key',
    make: (random) => base64(random, 64),
    places: ['-----BEGIN PRIVATE KEY-----#-----END PRIVATE KEY-----'],
  },
];

const harmless: readonly [Sort, ...Sort[]] = [
  { kind: 'identity number, wrong check', make: (random) => wrongDigit(residentId(random)), places: plain },
  {
    kind: '18 digits without a date',
    make: (random) => `110105${integer(random, 1950, 2015)}${integer(random, 13, 99)}${digits(random, 6)}`,
    places: plain,
  },
  {
    kind: 'card, wrong check',
    make: (random) => wrongDigit(withLuhn(`4${digits(random, 14)}`)),
    places: plain,
  },
  {
    kind: 'microseconds',
    make: (random) => `17${digits(random, 14)}`,
    places: ['ts=#', 'at # us', '{"ts":#}'],
  },
  { kind: 'milliseconds', make: (random) => `17${digits(random, 11)}`, places: plain },
  { kind: 'nanoseconds', make: (random) => `17${digits(random, 17)}`, places: plain },
  {
    kind: 'bytes',
    make: (random) => String(integer(random, 12_000, 18_000) * 2 ** 20),
    places: ['rss #', 'limit #', 'allocated # bytes'],
  },
  {
    kind: 'named bytes',
    make: (random) => `1${integer(random, 3, 9)}${digits(random, 9)}`,
    places: ['total_bytes=#', '{"size":#}', 'used: #'],
  },
  {
    kind: 'other length',
    make: (random) => `1${integer(random, 3, 9)}${digits(random, integer(random, 4, 8))}`,
    places: plain,
  },
  {
    kind: 'kB',
    make: (random) => `${digits(random, integer(random, 3, 8))} kB`,
    places: ['MemFree: #', 'Rss: #'],
  },
  {
    kind: 'version',
    make: (random) => `${integer(random, 0, 20)}.${integer(random, 0, 99)}.${integer(random, 0, 99)}`,
    places: ['version #', 'lib.so.#', 'v#', 'linux-#-generic'],
  },
  {
    kind: 'version of four',
    make: (random) =>
      `${integer(random, 1, 20)}.${integer(random, 0, 9)}.${integer(random, 0, 9)}.${integer(random, 1, 99)}`,
    places: ['version #', 'lib.so.#', 'release: #', 'v#'],
  },
  {
    kind: 'IPv4, too large',
    make: (random) => `${integer(random, 256, 999)}.1.2.${integer(random, 1, 9)}`,
    places: plain,
  },
  {
    kind: 'loopback, mask',
    make: (random) => pick(random, ['127.0.0.1', '0.0.0.0', '255.255.255.0', '::1', '::', '127.0.1.1']),
    places: ['listen #', 'mask #'],
  },
  {
    kind: 'time',
    make: (random) =>
      `${two(integer(random, 0, 23))}:${two(integer(random, 0, 59))}:${two(integer(random, 0, 59))}`,
    places: plain,
  },
  {
    kind: 'date and time',
    make: (random) =>
      `2026-0${integer(random, 1, 9)}-1${integer(random, 0, 9)}T0${integer(random, 0, 9)}:12:30Z`,
    places: plain,
  },
  { kind: 'address', make: (random) => `0x00007f${hex(random, 10)}`, places: plain },
  {
    kind: 'range',
    make: (random) => `7f${hex(random, 10)}-7f${hex(random, 10)} rw-p`,
    places: ['#', '# 00000000 00:00 0'],
  },
  { kind: 'hash', make: (random) => hex(random, 64), places: ['sha256 #', '#  file'] },
  {
    kind: 'UUID',
    make: (random) =>
      `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
    places: plain,
  },
  {
    kind: 'fingerprint',
    make: (random) => Array.from({ length: 16 }, () => hex(random, 2)).join(':'),
    places: ['MD5:#'],
  },
  { kind: 'C++ name', make: (random) => `std::${word(random, 5)}::${word(random, 6)}`, places: plain },
  { kind: 'unit', make: (random) => `user@${integer(random, 1000, 1999)}.service`, places: plain },
  {
    kind: 'package',
    make: (random) =>
      `${word(random, 6)}@${integer(random, 1, 9)}.${integer(random, 0, 30)}.${integer(random, 0, 30)}`,
    places: ['npm #', 'using #'],
  },
  { kind: 'picture', make: (random) => `${word(random, 6)}@2x.png`, places: plain },
  {
    kind: 'quantity',
    make: (random) => String(integer(random, 1, 5000)),
    places: [
      '{"user_count": #}',
      'max_tokens=#',
      'session_timeout=#',
      '{"account_limit":#}',
      'active_sessions: #',
    ],
  },
  {
    kind: 'nothing',
    make: (random) => pick(random, ['null', 'none', '****', 'true', '""']),
    places: ['password=#', '{"token":#}', 'user=#'],
  },
  {
    kind: 'system account',
    make: (random) => pick(random, ['root', 'nobody', 'www-data', 'postgres', 'daemon']),
    places: ['user=#', '/home/#/x', '{"username":"#"}', 'opened for user # by'],
  },
  { kind: 'path', make: (random) => `/usr/lib/${word(random, 5)}/${word(random, 8)}.so`, places: plain },
  {
    kind: 'option',
    make: (random) => `--token-file /etc/${word(random, 5)}.conf`,
    places: ['daemon #', 'exec #'],
  },
  {
    kind: 'page of a URL',
    make: (random) => `https://docs.example.org/${word(random, 6)}?page=${integer(random, 1, 90)}`,
    places: plain,
  },
  { kind: 'public host', make: (random) => `www.${word(random, 7)}.org`, places: ['http://#/', 'see #'] },
  { kind: 'decimal', make: (random) => `${integer(random, 0, 99)}.${digits(random, 6)}`, places: plain },
  {
    kind: 'prose',
    make: (random) =>
      pick(random, [
        'Basic authentication failed',
        'the password is wrong',
        'token expired',
        'session closed',
        'user not found',
        '密码错误',
        '令牌已过期',
      ]),
    places: ['#', 'error: #'],
  },
];

function line(random: Random, { kind, make, places }: Sort, isPersonal: boolean): PersonalLine {
  const value = make(random);
  const text = pick(random, places).replace('#', () => value);
  return { text, value: isPersonal ? value : null, kind };
}

/** `count` lines with a value and as many without, from `seed`; kinds in turn. */
export function generatePersonalLines(seed: number, count: number): PersonalLine[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => [
    line(random, personal[index % personal.length]!, true),
    line(random, harmless[index % harmless.length]!, false),
  ]).flat();
}

/** Bytes of a planted secret at least: a shorter one may stand in a file by accident. */
const SECRET_BYTES = 8;

/** One of each sort and some more, others in every seed: what must be in no file that leaves. */
export function generateSecrets(seed: number, count: number): PersonalLine[] {
  const random = seededRandom(seed);
  const secret = (sort: Sort): PersonalLine => {
    const made = line(random, sort, true);
    return Buffer.byteLength(made.value ?? '') < SECRET_BYTES ? secret(sort) : made;
  };
  return Array.from({ length: count }, (_, index) => secret(personal[index % personal.length]!));
}

/** What the lines are, in one word, for the list of inputs. */
export function digestOf(lines: readonly PersonalLine[]): string {
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex').slice(0, 12);
}
