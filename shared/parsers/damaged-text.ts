/** Reads single words by the tables of damage.ts, and tells whether it had to. */
import { type Bytes, KiB, fromKernelKb } from '#shared/units/bytes.ts';
import {
  ANON_LABEL,
  anonLabelDamage,
  digitLookAlikes,
  kilobyteDamage,
  permissionLookAlikes,
  trueDigit,
  zeroAlone,
} from './damage.ts';

export interface Reading<Value> {
  readonly value: Value;
  readonly damaged: boolean;
}

/** More kB than this are more bytes than a number holds exactly; no machine has them. */
const MAX_KB = Math.floor(Number.MAX_SAFE_INTEGER / KiB);

/** An unsigned whole number that a double holds exactly. */
export function readCount(word: string): Reading<number> | undefined {
  if (/^\d{1,16}$/.test(word)) return exact(Number(word), false);
  const digits = repairDigits(word, /^\d{1,16}$/);
  return digits === undefined ? undefined : exact(Number(digits), true);
}

function exact(value: number, damaged: boolean): Reading<number> | undefined {
  return Number.isSafeInteger(value) ? { value, damaged } : undefined;
}

/** A number of kernel kB, given in bytes. */
export function readKilobytes(word: string): Reading<Bytes> | undefined {
  const count = readCount(word);
  if (count === undefined || count.value > MAX_KB) return undefined;
  return { value: fromKernelKb(count.value), damaged: count.damaged };
}

/** An address in hex without `0x`, at most 64 bits. */
export function readHexAddress(word: string): Reading<bigint> | undefined {
  if (/^[0-9a-fA-F]{1,16}$/.test(word)) return { value: BigInt(`0x${word}`), damaged: false };
  if (word.length < 8) return undefined;
  const digits = repairDigits(word, /^[0-9a-fA-F]{1,16}$/);
  return digits === undefined ? undefined : { value: BigInt(`0x${digits}`), damaged: true };
}

function repairDigits(word: string, form: RegExp): string | undefined {
  if (word.length > 24) return undefined;
  if (zeroAlone.test(word)) return '0';
  if (!trueDigit.test(word)) return undefined;
  const digits = Array.from(word, (character) => digitLookAlikes[character] ?? character).join('');
  return form.test(digits) ? digits : undefined;
}

/**
 * `rw---`, `rw-s-` of pmap, `rw-p` of maps: the first three letters and `p` or `s`.
 * A shortened `rw` or look-alikes count as damaged; what is none of these gives undefined.
 */
export function readPermissions(word: string): Reading<string> | undefined {
  if (/^[r-][w-][x-](?:[ps-]|[s-][R-])$/.test(word)) return { value: normalMode(word), damaged: false };
  if (word.length > 5) return undefined;
  const letters = Array.from(word, (letter) => permissionLookAlikes[letter] ?? letter).join('');
  const full = /^(r?)(w?)(x?)$/.exec(letters);
  if (full !== null && letters !== '') {
    return { value: `${full[1] || '-'}${full[2] || '-'}${full[3] || '-'}p`, damaged: true };
  }
  return /^[r-][w-][x-]?[ps-]?[r-]?$/.test(letters)
    ? { value: normalMode(letters), damaged: true }
    : undefined;
}

function normalMode(word: string): string {
  return `${word.slice(0, 3).padEnd(3, '-')}${word[3] === 's' ? 's' : 'p'}`;
}

/** A mapping label: damaged forms of `[ anon ]` are read as it. */
export function readLabel(text: string): Reading<string> {
  if (text === ANON_LABEL) return { value: text, damaged: false };
  return anonLabelDamage.test(text) ? { value: ANON_LABEL, damaged: true } : { value: text, damaged: false };
}

/** The unit `kB` of /proc. */
export function readKilobyteUnit(word: string): Reading<'kB'> | undefined {
  if (word === 'kB') return { value: 'kB', damaged: false };
  return kilobyteDamage.test(word) ? { value: 'kB', damaged: true } : undefined;
}
