/**
 * What must not leave with a report, by shape, checked where a shape alone would be wrong. Each pattern
 * matches the value itself and only that; what tells it apart stands in look-arounds of bounded length, so that
 * a hostile line of any length costs time linear in it.
 */

/** Classes of the first form, in the order in which they are looked for. The order is part of the result. */
export const redactionClasses = ['secret', 'token', 'email', 'user', 'mac', 'ipv4', 'ipv6', 'phone'] as const;
export type RedactionClass = (typeof redactionClasses)[number];

export interface RedactionRule {
  readonly class: RedactionClass;
  readonly pattern: RegExp;
  /** False for what has the shape but is something else. */
  readonly accepts: (value: string) => boolean;
}

const always = (): boolean => true;

/** `user@1000.service` is the name of a systemd unit, not an address of mail. */
const UNIT_NAME = /\.(?:service|socket|timer|mount|automount|slice|scope|target|device|path|swap)$/;

export const redactionRules: readonly RedactionRule[] = [
  {
    // --password=hunter2   "token": "abc"   -P secret is not told from -P port and is left
    class: 'secret',
    pattern:
      /(?<=(?:passw(?:or)?d|passphrase|pwd|secret|token|api[-_]?key|access[-_]?key|credential)s?["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"',;&[\]]+/gi,
    accepts: always,
  },
  {
    // --password hunter2
    class: 'secret',
    pattern: /(?<=--(?:passw(?:or)?d|passphrase|secret|token|api-?key)\s{1,3})[^\s"'[\]-][^\s"'[\]]*/gi,
    accepts: always,
  },
  {
    // Authorization: Bearer 0a1b…
    class: 'secret',
    pattern: /(?<=\b(?:Bearer|Basic)\s{1,3})[\w+/=.~-]{8,}/g,
    accepts: always,
  },
  {
    // the password in amqp://user:password@host
    class: 'secret',
    pattern: /(?<=:\/\/[^\s:/@]{1,64}:)[^\s/@]{1,128}(?=@)/g,
    accepts: always,
  },
  {
    // eyJhbGciOi….eyJzdWIiOi….sig
    class: 'token',
    pattern: /(?<![\w.-])eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g,
    accepts: always,
  },
  {
    class: 'email',
    pattern: /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g,
    accepts: (value) => !UNIT_NAME.test(value),
  },
  {
    // /home/alice/run.sh   C:\Users\alice\run.bat
    class: 'user',
    pattern: /(?<=(?:^|[^\w])(?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\))[^\s/\\:"'[\]]+/g,
    accepts: always,
  },
  {
    // the user of alice@bastion
    class: 'user',
    pattern:
      /(?<![\w.%+@/[-])[A-Za-z_][\w.-]{0,31}(?=@(?!\S{1,255}\.(?:service|socket|timer|slice|scope|mount)\b)[\w[.])/g,
    accepts: always,
  },
  {
    class: 'mac',
    pattern: /(?<![\w:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])/g,
    accepts: always,
  },
  {
    class: 'ipv4',
    pattern: /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g,
    accepts: isForeignIpv4,
  },
  {
    class: 'ipv6',
    pattern: /(?<![\w:.])[0-9A-Fa-f:]{2,39}(?![\w:])/g,
    accepts: isForeignIpv6,
  },
  {
    // 13800138000   +86 138 0013 8000
    class: 'phone',
    pattern: /(?<![\w.+-])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![\w])/g,
    accepts: always,
  },
  {
    // +44 20 7946 0958
    class: 'phone',
    pattern: /(?<![\w+])\+[1-9]\d{0,2}(?:[ -]?\d{2,4}){2,4}(?![\w])/g,
    accepts: (value) => value.replace(/\D/g, '').length >= 8,
  },
];

/** Loopback and "any" name no machine and stay readable. */
function isForeignIpv4(value: string): boolean {
  const parts = value.split('.').map(Number);
  if (parts.some((part) => part > 255)) return false;
  return parts[0] !== 127 && value !== '0.0.0.0';
}

/** RFC 4291 section 2.2: eight groups of up to four digits, or fewer around one `::`. */
function isForeignIpv6(value: string): boolean {
  if (value === '::' || value === '::1') return false;
  const halves = value.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length <= 7 : groups.length === 8;
}
