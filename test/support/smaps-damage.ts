/** Seeded damage to an smaps: what pastes, cuts, other kernels and strange paths make of one. Text is Latin-1, a byte a character. */
import { integer, pick, seededRandom } from '#test/prove/generate/random.ts';

type Random = () => number;
type Damage = (text: string, random: Random) => string;

const bytes = ['\0', '\t', '\r', '\n', '\u001b', ' ', '-', ':', '/', '0', '9', 'O', 'l', 'a', 'f', 'g', 'A', 'F', 'k', 'K', '\u007f', '\u0080', 'ÿ'] as const; // prettier-ignore
const paths = ['[heap]', '[stack]', '', ' ', '/tmp/x (deleted)', '/tmp/x ', '/tmp/a\\012b', '/tmp/a  b', `/${'d'.repeat(300)}`, `/${'d'.repeat(5000)}`, '/dev/zero\t', 'Rss:   4 kB', '/\u00e6\u0097\u00a5', '/\u00e2\u0080\u00a8x', '\u001b[1m/x\u001b[0m'] as const; // prettier-ignore
const noise = ['', ' ', 'dead beef', 'dead: 5', 'abcd: 1 kB', 'cafe-beef: 5', 'abcd-ef01', 'Rss: 4 kB', 'New:     1 kB', 'New: yes', 'VmFlags: rd', '%%%', '\u00ef\u00bb\u00bf', '\u001b]        7\u0007', 'a'.repeat(70_000)] as const; // prettier-ignore
const numbers = ['0', '00000007', '7      7', '99999999', '100000000', '123456789012', '12345678901234567', '-1', '0x10', '4O', 'S', ''] as const; // prettier-ignore
const names = ['Size', 'KernelPageSize', 'MMUPageSize', 'Pss', 'Pss_Dirty', 'Shared_Dirty', 'Anonymous', 'KSM', 'LazyFree', 'Private_Hugetlb', 'Swap', 'Locked', 'THPeligible', 'VmFlags'] as const; // prettier-ignore

const damages: readonly [Damage, ...Damage[]] = [
  // A byte becomes any other, or one that lies near what is expected.
  (text, random) => replaceAt(text, place(text, random), 1, String.fromCharCode(integer(random, 0, 255))),
  (text, random) => replaceAt(text, place(text, random), 1, pick(random, bytes)),
  (text, random) => replaceAt(text, place(text, random), 0, pick(random, bytes)),
  (text, random) => replaceAt(text, place(text, random), 1, ''),
  // Lines are lost, come twice, come from elsewhere; the end is lost.
  (text, random) => onLine(text, random, () => undefined),
  (text, random) => onLine(text, random, (line) => `${line}\n${line}`),
  (text, random) => onLine(text, random, (line) => `${line}\n${pick(random, noise)}`),
  (text, random) => onLine(text, random, () => pick(random, noise)),
  (text, random) => onLine(text, random, (line) => line.toUpperCase()),
  (text, random) => onLine(text, random, (line) => `${line}\r`),
  (text, random) => onLine(text, random, (line) => `  ${line}`),
  (text, random) => text.slice(0, place(text, random)),
  (text, random) => text.slice(place(text, random)),
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll(/^/gm, ' '),
  // Numbers and units.
  (text, random) => onMatch(text, random, /(?<=: +)\d+(?= kB)/g, () => pick(random, numbers)),
  (text, random) => onMatch(text, random, / {0,8}\d+(?= kB)/g, (old) => pick(random, numbers).padStart(old.length)),
  (text, random) => onMatch(text, random, / kB$/gm, () => pick(random, [' KB', ' kB ', '', ' kB 5', '\tkB'])),
  (text, random) => onMatch(text, random, /(?<=^Rss:) +\d+/gm, (old) => '12345678'.padStart(old.length)),
  // Headers: addresses of all lengths, paths, order.
  (text, random) => onMatch(text, random, /^[0-9a-f]+-[0-9a-f]+/gm, (old) => old.replace(/^(.*)-.*/, '$1-$1')),
  (text, random) => onMatch(text, random, /^[0-9a-f]+(?=-)/gm, () => address(random)),
  (text, random) => onMatch(text, random, /(?<=^[0-9a-f]+-)[0-9a-f]+/gm, () => address(random)),
  (text, random) => onMatch(text, random, /(?<=^\S+-\S+ \S+ )[0-9a-f]+/gm, () => address(random)),
  (text, random) => onMatch(text, random, /(?<=^\S+-\S+ )\S+/gm, () => pick(random, ['rwxs', '---s', 'rw--', 'RW-p', 'rw', 'rw-p-', 'rwxp\u00a0'])), // prettier-ignore
  (text, random) => onMatch(text, random, /(?<=^\S+-\S+ \S+ \S+ \S+ )\d+ */gm, () => pick(random, ['5', '5  ', '123456789012345 ', '1234567890123456 ', ' 7 ', 'x '])), // prettier-ignore
  (text, random) => onMatch(text, random, /(?<=^\S+-\S+ \S+ \S+ )\S+/gm, () => pick(random, ['fd:01', '103:00', '0123456789abcdef', '0123456789abcdefg', ':'])), // prettier-ignore
  (text, random) => onMatch(text, random, /(?<=^\S+-\S+ \S+ \S+ \S+ \d+) .*$/gm, () => `      ${pick(random, paths)}`),
  // Another kernel, from some place on or throughout.
  (text, random) => without(text, pick(random, names), 0),
  (text, random) => without(text, pick(random, names), place(text, random)),
  (text, random) => text + names.reduce((rest, name) => without(rest, name, 0), text.slice(0, place(text, random))),
]; // prettier-ignore

/** One to three damages. The same seed gives the same text. */
export function damaged(text: string, seed: number): string {
  const random = seededRandom(seed);
  let result = text;
  for (let count = integer(random, 1, 3); count > 0; count -= 1)
    result = pick(random, damages)(result, random);
  return result;
}

function place(text: string, random: Random): number {
  return integer(random, 0, Math.max(0, text.length - 1));
}

function replaceAt(text: string, at: number, length: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + length);
}

function onLine(text: string, random: Random, change: (line: string) => string | undefined): string {
  const lines = text.split('\n');
  const index = integer(random, 0, lines.length - 1);
  const line = change(lines[index] ?? '');
  return lines.toSpliced(index, 1, ...(line === undefined ? [] : [line])).join('\n');
}

function onMatch(text: string, random: Random, pattern: RegExp, change: (old: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[integer(random, 0, matches.length - 1)];
  return match === undefined ? text : replaceAt(text, match.index, match[0].length, change(match[0]));
}

function address(random: Random): string {
  return Array.from({ length: integer(random, 1, 18) }, () => integer(random, 0, 15).toString(16)).join('');
}

function without(text: string, name: string, from: number): string {
  return text.slice(0, from) + text.slice(from).replaceAll(new RegExp(`^${name}:.*\n`, 'gm'), '');
}
