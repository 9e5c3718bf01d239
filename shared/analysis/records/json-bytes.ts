/** JSON's tokens in bytes that may be anything (RFC 8259, sections 2 to 7; strings may also be GBK). */

/** 1 for what a string may hold as it is: printable ASCII but the quote and the backslash. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c ? 1 : 0,
);
const numeric = Uint8Array.from({ length: 256 }, (_, byte) =>
  '0123456789+-.eE'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const escapes = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrtu'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const words = ['true', 'false', 'null', 'NaN', 'Infinity'].map((word) =>
  Uint8Array.from(word, (letter) => letter.charCodeAt(0)),
);

export const QUOTE = 0x22;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const BACKSLASH = 0x5c;

/**
 * @param from behind the opening quote
 * @returns behind the closing quote; where it breaks off, −1 − the offset of the byte that does not belong to it
 */
export function skipString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (plain[byte] === 1) at += 1;
    else if (byte === QUOTE) return at + 1;
    else {
      const next = byte === BACKSLASH ? skipEscape(bytes, at, end) : skipWide(bytes, at, end);
      if (next < 0) return next;
      at = next;
    }
  }
  return -1 - end;
}

function skipEscape(bytes: Uint8Array, at: number, end: number): number {
  const letter = at + 1 < end ? (bytes[at + 1] as number) : 0;
  if (escapes[letter] !== 1) return -1 - Math.min(at + 1, end);
  if (letter !== 0x75) return at + 2;
  for (let digit = at + 2; digit < at + 6; digit++) {
    if (digit >= end || !isHexDigit(bytes[digit] as number)) return -1 - digit;
  }
  return at + 6;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** A character of UTF-8, else of GBK. @returns behind it, or −1 − `at` */
export function skipWide(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  const length = utf8Width(lead);
  let tails = 1;
  while (tails < length && at + tails < end && ((bytes[at + tails] as number) & 0xc0) === 0x80) tails += 1;
  if (length > 0 && tails === length) return at + length;
  const trail = at + 1 < end ? (bytes[at + 1] as number) : 0;
  const isGbk = lead >= 0x81 && lead < 0xff && trail >= 0x40 && trail !== 0x7f && trail < 0xff;
  return isGbk ? at + 2 : -1 - at;
}

/** Bytes of a character of UTF-8 by its first one, from 2 on; 0 where it begins none. */
export function utf8Width(lead: number): number {
  if (lead < 0xc2 || lead >= 0xf5) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(bytes[at])) at += 1;
  return at;
}

export function isNumeric(byte: number): boolean {
  return numeric[byte] === 1;
}

/** A number or a word. @returns behind it; `at` where there is none */
export function skipBare(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at] as number;
  if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) {
    let to = at + 1;
    while (to < end && numeric[bytes[to] as number] === 1) to += 1;
    return to;
  }
  for (const word of words) {
    let length = 0;
    while (length < word.length && at + length < end && bytes[at + length] === word[length]) length += 1;
    if (length === word.length) return at + length;
  }
  return at;
}
