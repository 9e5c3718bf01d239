/** Addresses and names of machines. Those that name no machine stay: loopback, "any", masks, broadcast. */
import { byShape, type Detector } from './rule.ts';

const HEX4 = '[0-9A-Fa-f]{1,4}';
/** Names that only mean something inside a company or a house. */
const PRIVATE_SUFFIX = 'internal|local|lan|corp|intra|intranet|home|localdomain';

export const networkRules: readonly Detector[] = [
  byShape(
    'mac',
    /(?<![\w:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])/g,
    namesADevice,
  ),
  // 0011.2233.4455, as switches print it
  byShape(
    'mac',
    /(?<![\w.])(?=[0-9A-Fa-f.]{0,13}[A-Fa-f])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])/g,
    namesADevice,
  ),
  byShape('ipv4', /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g, isForeignIpv4),
  // 64 groups at most, so that a line of colons costs no more than it is long
  byShape(
    'ipv6',
    new RegExp(`(?<![\\w:.])(?:${HEX4}|:)(?::${HEX4}|:){1,8}(?:(?:\\.\\d{1,3}){3})?(?![\\w:]|\\.\\d)`, 'g'),
    isForeignIpv6,
  ),
  // the host of alice@bastion
  byShape('host', /(?<=[\w.\]-]@)(?=[A-Za-z])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}(?![\w@])/g, isHost),
  byShape(
    'host',
    new RegExp(`(?<![\\w.@-])(?:[A-Za-z0-9][\\w-]{0,62}\\.){1,8}(?:${PRIVATE_SUFFIX})(?![\\w-]|\\.\\w)`, 'g'),
  ),
];

function namesADevice(value: string): boolean {
  const digits = value.replace(/[^0-9A-Fa-f]/g, '').toLowerCase();
  return digits !== 'ffffffffffff' && digits !== '000000000000';
}

/** `user@1000.service` is a unit of systemd, `sshd: root@pts/0` a terminal. */
function isHost(value: string): boolean {
  return !/\.(?:service|socket|timer|mount|automount|slice|scope|target|device|path|swap)$|^(?:localhost|pts|notty|tty\w*)$/.test(
    value,
  );
}

function isForeignIpv4(value: string, before = ''): boolean {
  const parts = value.split('.').map(Number);
  if (parts.some((part) => part > 255)) return false;
  if (/(?:\bversion|\bver\.?|\brelease|\brev|\bbuild)[ =:/"]{0,3}$/i.test(before)) return false;
  // RFC 1122 section 3.2.1.3; 255.x is a mask or a broadcast
  return parts[0] !== 127 && parts[0] !== 0 && parts[0] !== 255;
}

/** RFC 4291 section 2.2: eight groups of up to four digits, or fewer around one `::`; the last two as IPv4. */
function isForeignIpv6(value: string): boolean {
  const dotted = /\d{1,3}(?:\.\d{1,3}){3}$/.exec(value)?.[0];
  const plain = dotted === undefined ? value : `${value.slice(0, -dotted.length)}0:0`;
  if (dotted !== undefined && dotted.split('.').some((part) => Number(part) > 255)) return false;
  if (plain === '::' || plain === '::1') return false;
  const halves = plain.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  // `ab::` alone is as likely the start of a C++ name; two groups are an address
  return halves.length === 2 ? groups.length <= 7 && groups.length >= 2 : groups.length === 8;
}
