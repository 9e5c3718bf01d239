/**
 * Which bytes of memory are strings, in plain words: the reference that the WebAssembly kernel is held to, and the way
 * where there is none.
 *
 * **ASCII**: every longest run of at least 6 bytes from 0x20 to 0x7e or TAB; what `strings -a -n6` of GNU binutils prints.
 *
 * The others are read where bytes show them, and kept where they are text rather than chance. Each character weighs
 * log₂(how often text has it / how often random bytes have it), in bits; 16 bits are enough, so that a place in random
 * bytes passes for one in at most 2¹⁶ of those where a reading starts.
 * - **UTF-8**: from the first valid sequence and the printable ASCII before it, as far as printable ASCII and valid
 *   sequences go. Only letters of Latin, Greek and Cyrillic (4 bits), punctuation, kana, Chinese and Korean characters,
 *   full-width forms and emoji (8 bits) count as such; ASCII weighs nothing, a zero behind it all 4 bits. At least 6 bytes.
 * - **GBK**: from two of the 3,755 common characters in a row (leads B0–D7; 3 bits each) and the ASCII before them, as far
 *   as ASCII, these, rarer ones of GB 2312 (−1 bit) and its punctuation (4 bits) go. GBK's further characters end it: they are
 *   a third of all pairs of random bytes and a thousandth of text.
 * - **UTF-16**, either byte order, at even and odd offsets: at least 6 units of the same scripts, of which 3 in a row are
 *   printable ASCII (28 bits); at most 64 units before those three are looked at. Four in a row whose
 *   bytes are both ASCII end it: they are ASCII and not Chinese. Text without ASCII is left to the search,
 *   since a third of all random units are Chinese characters. What can be read in both orders is taken as the one at an even offset.
 *
 * A string of UTF-8 or GBK and the ASCII inside it are both given. Measured rates on random bytes: the unit test.
 */
import { clampUnits, type StringSink } from './string-rows.ts';

const LEAST_BYTES = 6;
const LEAST_UNITS = 6;
const LEAST_WEIGHT = 16;
const ZERO_WEIGHT = 4;
const MOST_UNITS_BEFORE = 64;
const ASCII_UNITS = 4;

/** All of them, of each encoding in order. Zeros are taken to follow the last byte. */
export function findStringsPlainly(bytes: Uint8Array, sink: StringSink): void {
  findAscii(bytes, sink);
  findText(bytes, sink, 1, utf8Character);
  findUnits(bytes, sink);
  findText(bytes, sink, 4, gbkCharacter);
}

export function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x20 && byte <= 0x7e) || byte === 9);
}

export function findAscii(bytes: Uint8Array, sink: StringSink): void {
  let start = -1;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (isPrintable(bytes[at])) {
      if (start < 0) start = at;
    } else {
      if (start >= 0 && at - start >= LEAST_BYTES) sink(start, at - start, 0);
      start = -1;
    }
  }
}

interface Character {
  readonly length: number;
  readonly weight: number;
  /** Whether a reading may start here. */
  readonly opens: boolean;
}
type CharacterAt = (bytes: Uint8Array, at: number) => Character | undefined;

function findText(bytes: Uint8Array, sink: StringSink, encoding: number, characterAt: CharacterAt): void {
  let run = 0;
  for (let at = 0; at < bytes.length;) {
    if (isPrintable(bytes[at])) {
      at += 1;
      continue;
    }
    if (characterAt(bytes, at)?.opens !== true) {
      at += 1;
      run = at;
      continue;
    }
    const { end, weight } = readText(bytes, at, characterAt);
    if (weight >= LEAST_WEIGHT && end - run >= LEAST_BYTES) sink(run, end - run, encoding);
    at = end;
    run = end;
  }
}

function readText(
  bytes: Uint8Array,
  from: number,
  characterAt: CharacterAt,
): { end: number; weight: number } {
  let weight = 0;
  let end = from;
  for (;;) {
    const character = isPrintable(bytes[end]) ? printable : characterAt(bytes, end);
    if (character === undefined) break;
    end += character.length;
    weight += character.weight;
  }
  return { end, weight: weight + ((bytes[end] ?? 0) === 0 ? ZERO_WEIGHT : 0) };
}

const printable: Character = { length: 1, weight: 0, opens: false };

/** Ranges of lead bytes with what the second byte may be; all that follow are from 80 to BF. */
const utf8Forms: readonly (readonly [number, number, number, number, number])[] = [
  // First lead, last lead, first and last second byte, length.
  [0xc3, 0xc5, 0x80, 0xbf, 2],
  [0xce, 0xd1, 0x80, 0xbf, 2],
  [0xe2, 0xe2, 0x80, 0x80, 3],
  [0xe3, 0xe3, 0x80, 0x83, 3],
  [0xe4, 0xe4, 0xb8, 0xbf, 3],
  [0xe5, 0xe9, 0x80, 0xbf, 3],
  [0xea, 0xea, 0xb0, 0xbf, 3],
  [0xeb, 0xec, 0x80, 0xbf, 3],
  [0xed, 0xed, 0x80, 0x9d, 3],
  [0xef, 0xef, 0xbc, 0xbd, 3],
  [0xf0, 0xf0, 0x9f, 0x9f, 4],
];

function utf8Character(bytes: Uint8Array, at: number): Character | undefined {
  const [lead = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  const form = utf8Forms.find(
    ([first, last, from, to]) => lead >= first && lead <= last && second >= from && second <= to,
  );
  if (form === undefined) return undefined;
  const length = form[4];
  for (let i = 1; i < length; i += 1) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return undefined;
  // U+2010 to U+203F: dashes, quotes, ellipsis; below are marks that are not seen.
  if (lead === 0xe2 && third < 0x90) return undefined;
  if (lead === 0xf0 && (third < 0x8c || third > 0xa7)) return undefined;
  return { length, weight: length === 2 ? 4 : 8, opens: true };
}

function gbkCharacter(bytes: Uint8Array, at: number): Character | undefined {
  const weight = gbkWeight(bytes, at);
  return weight === 0
    ? undefined
    : { length: 2, weight, opens: weight === 3 && gbkWeight(bytes, at + 2) === 3 };
}

function gbkWeight(bytes: Uint8Array, at: number): number {
  const [lead = 0, trail = 0] = bytes.subarray(at, at + 2);
  if (trail < 0xa1 || trail === 0xff) return 0;
  if (lead >= 0xb0 && lead <= 0xd7) return 3;
  if (lead >= 0xd8 && lead <= 0xf7) return -1;
  return lead === 0xa1 || lead === 0xa3 ? 4 : 0;
}

function findUnits(bytes: Uint8Array, sink: StringSink): void {
  let done = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const isBig = isThree(bytes, at, true);
    if (!isBig && !isThree(bytes, at, false)) continue;
    if (isBig && at % 2 !== 0 && isThree(bytes, at + 1, false)) continue;
    const least = Math.max(done, at - 2 * MOST_UNITS_BEFORE);
    const start = readUnits(bytes, at, -2, least, isBig);
    const end = readUnits(bytes, at, 2, Infinity, isBig);
    if (end - start >= 2 * LEAST_UNITS) clampUnits(sink, bytes.length)(start, end - start, isBig ? 3 : 2);
    done = end;
    at = end - 1;
  }
}

/** Where the units end on this side of `from`. */
function readUnits(bytes: Uint8Array, from: number, step: 2 | -2, limit: number, isBig: boolean): number {
  let end = from;
  let ascii = 0;
  while (ascii < ASCII_UNITS) {
    const at = step === 2 ? end : end - 2;
    if (at < limit && step === -2) break;
    if (!isUnit(unitAt(bytes, at, isBig))) break;
    ascii = isPrintable(bytes[at]) && isPrintable(bytes[at + 1]) ? ascii + 1 : 0;
    end += step;
  }
  return ascii === ASCII_UNITS ? end - step * ASCII_UNITS : end;
}

function isThree(bytes: Uint8Array, at: number, isBig: boolean): boolean {
  return [0, 2, 4].every((by) => {
    const unit = unitAt(bytes, at + by, isBig);
    return unit < 0x7f && isPrintable(unit);
  });
}

function unitAt(bytes: Uint8Array, at: number, isBig: boolean): number {
  const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
  return isBig ? first * 256 + second : second * 256 + first;
}

const unitRanges: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0x09, 0x09],
  [0xa1, 0x17f],
  [0x370, 0x4ff],
  [0x2010, 0x2027],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff5e],
];

function isUnit(unit: number): boolean {
  return unitRanges.some(([first, last]) => unit >= first && unit <= last);
}
