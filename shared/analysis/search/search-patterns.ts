/** What people ask for, as bytes to look for. */
import type { HitEncoding, SearchPattern } from '#shared/domain/search.ts';
import { AppError } from '#shared/errors/app-error.ts';

/** Longer ones are a mistake. */
export const MOST_PATTERN_BYTES = 4096;
const LOWER_TO_UPPER = 0xdf;

/**
 * `48 8b ?? c3`, `4? 8b`, `488b`: two digits are a byte, a question mark is four bits that may be anything.
 * @throws input.bad-option
 */
export function parseHexPattern(text: string): SearchPattern {
  const digits = text.replaceAll(/\s+/g, '');
  if (!/^(?:[0-9a-f?]{2})+$/i.test(digits) || !/[0-9a-f]/i.test(digits))
    throw badPattern(text, 'bytes such as 48 8b ?? c3, two digits or question marks each');
  const pairs = digits.match(/../g) ?? [];
  const value = (pair: string): number => Number.parseInt(pair.replaceAll('?', '0'), 16);
  const mask = (pair: string): number =>
    Number.parseInt(pair.replaceAll(/[^?]/g, 'f').replaceAll('?', '0'), 16);
  return limited({
    bytes: Uint8Array.from(pairs, value),
    mask: digits.includes('?') ? Uint8Array.from(pairs, mask) : null,
    encoding: 'bytes',
  });
}

/**
 * A text in all encodings at once. GBK's table is the platform's: its bytes are given where the text has any there.
 * @param ignoreCase of the letters of ASCII, A to Z
 * @throws input.bad-option
 */
export function textPatterns(text: string, ignoreCase: boolean, gbk?: Uint8Array): SearchPattern[] {
  if (text === '') throw badPattern(text, 'some text');
  const utf8 = utf8Bytes(text);
  const isAscii = utf8.length === text.length;
  const encoded: readonly (readonly [HitEncoding, Uint8Array])[] = [
    [isAscii ? 'ascii' : 'utf-8', utf8],
    ['utf-16le', utf16Bytes(text, false)],
    ['utf-16be', utf16Bytes(text, true)],
    ...(isAscii || gbk === undefined ? [] : [['gbk', gbk] as const]),
  ];
  return encoded.map(([encoding, bytes]) =>
    limited({ bytes, encoding, mask: ignoreCase ? caseMask(bytes, encoding) : null }),
  );
}

/** Only a byte that stands for a letter: not the second byte of a character of GBK, not half of a unit. */
function caseMask(bytes: Uint8Array, encoding: HitEncoding): Uint8Array | null {
  const mask = bytes.map((byte, at) =>
    isLetter(byte) && isWhole(bytes, at, encoding) ? LOWER_TO_UPPER : 0xff,
  );
  return mask.includes(LOWER_TO_UPPER) ? mask : null;
}

function isLetter(byte: number): boolean {
  const upper = byte & LOWER_TO_UPPER;
  return upper >= 0x41 && upper <= 0x5a;
}

function isWhole(bytes: Uint8Array, at: number, encoding: HitEncoding): boolean {
  if (encoding === 'utf-16le') return at % 2 === 0 && bytes[at + 1] === 0;
  if (encoding === 'utf-16be') return at % 2 === 1 && bytes[at - 1] === 0;
  if (encoding !== 'gbk') return true;
  let from = 0;
  while (from < at) from += (bytes[from] ?? 0) >= 0x81 ? 2 : 1;
  return from === at;
}

/** A lone surrogate is written as it is: it can be in memory, too. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const follow = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), follow(0));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), follow(6), follow(0));
    else bytes.push(0xf0 | (code >> 18), follow(12), follow(6), follow(0));
  }
  return Uint8Array.from(bytes);
}

function utf16Bytes(text: string, isBig: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i += 1) view.setUint16(2 * i, text.charCodeAt(i), !isBig);
  return bytes;
}

function limited(pattern: SearchPattern): SearchPattern {
  if (pattern.bytes.length <= MOST_PATTERN_BYTES) return pattern;
  throw new AppError('input.bad-option', `A pattern has at most ${MOST_PATTERN_BYTES} bytes.`);
}

function badPattern(text: string, wanted: string): AppError {
  return new AppError('input.bad-option', `The pattern must be ${wanted}, not "${text}".`, { pattern: text });
}
