/**
 * The fast way through smaps. One kernel prints every block alike: the same names, padded to the same columns
 * (fs/proc/task_mmu.c, seq_put_decimal_ull_width). So the first block is read line by line and its layout
 * learnt; every later one is compared with the block before it, eight bytes at a time, and only the numbers
 * that changed are read again. A block that differs in any byte beside its numbers is refused and read
 * line by line, so that what comes out is the same either way.
 */
import { smapsFieldIndex } from './smaps-fields.ts';

/** Numbers are right-aligned in at least this many bytes; longer ones make another layout. */
const NUMBER_BYTES = 8;
const WORD_BYTES = 8;
const MAX_FIELDS = 64;
const FLAGS_NAME_BYTES = 'VmFlags:'.length;
const NEWLINE = 10;
const COLON = 58;
const SPACE = 32;
const DIGIT_0 = 48;

interface NumberPlace {
  /** Offset in the body of the eight bytes that end with the number. */
  readonly at: number;
  /** Index in `smapsFields`, or −1 for a number that is checked but not kept. */
  readonly field: number;
}

export class BlockLayout {
  /** Bytes of a body: from behind the header's line end to behind the last number's line, or `VmFlags:`. */
  readonly length: number;
  /** Lines with a number. */
  readonly lines: number;
  /** True where the body ends behind `VmFlags:`. */
  readonly hasFlags: boolean;
  readonly #body: Uint8Array;
  readonly #numbers: readonly NumberPlace[];
  /** For each byte of the body the index of its number plus one, or 0. */
  readonly #numberOf: Uint8Array;
  /** The body before this one, as words; the last word overlaps the one before it. */
  readonly #last: Float64Array;

  constructor(body: Uint8Array, numbers: readonly NumberPlace[], hasFlags: boolean) {
    this.length = body.length;
    this.lines = numbers.length;
    this.hasFlags = hasFlags;
    this.#body = body;
    this.#numbers = numbers;
    this.#numberOf = new Uint8Array(body.length);
    numbers.forEach(({ at }, i) => this.#numberOf.fill(i + 1, at, at + NUMBER_BYTES));
    this.#last = new Float64Array(Math.ceil(body.length / WORD_BYTES)).fill(Number.NaN);
  }

  /**
   * Reads the block body at `at` into `counters` (in kB), which must be the same array in every call: what did not
   * change since the last block stays in it. False where the body is laid out differently.
   */
  read(view: DataView, at: number, counters: Float64Array): boolean {
    if (at + this.length > view.byteLength) return false;
    const last = this.#last;
    const lastWord = this.length - WORD_BYTES;
    for (let i = 0; i < last.length; i += 1) {
      const offset = i === last.length - 1 ? lastWord : i * WORD_BYTES;
      // Eight bytes as one number, equal only to itself: text has neither the bytes of a NaN nor those of a
      // signed zero. A NaN in the evidence equals nothing and is looked at byte by byte.
      const word = view.getFloat64(at + offset, true);
      if (word === last[i]!) continue;
      if (!this.#readWord(view, at, offset, counters)) {
        last.fill(Number.NaN);
        return false;
      }
      last[i] = word;
    }
    return true;
  }

  /** A word that is not as before: its numbers are read, its other bytes must be those of the layout. */
  #readWord(view: DataView, at: number, offset: number, counters: Float64Array): boolean {
    let done = 0;
    for (let i = offset; i < offset + WORD_BYTES; i += 1) {
      const number = this.#numberOf[i]!;
      if (number === 0) {
        if (view.getUint8(at + i) !== this.#body[i]!) return false;
      } else if (number !== done) {
        const place = this.#numbers[number - 1]!;
        const value = readPadded(view, at + place.at);
        if (value < 0) return false;
        if (place.field >= 0) counters[place.field] = value;
        done = number;
      }
    }
    return true;
  }
}

/** Blanks, then at least one digit, to the end of the eight bytes; else −1. */
function readPadded(view: DataView, at: number): number {
  const end = at + NUMBER_BYTES;
  let i = at;
  while (i < end - 1 && view.getUint8(i) === SPACE) i += 1;
  let value = 0;
  for (; i < end; i += 1) {
    const digit = view.getUint8(i) - DIGIT_0;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Learns the layout of a block body: a run of `Name: number[ kB]` lines without damage and, where the kernel
 * prints it, `VmFlags:`. Undefined where there is none to learn: other lines, a field twice.
 */
export function learnLayout(body: Uint8Array): BlockLayout | undefined {
  const numbers: NumberPlace[] = [];
  const seen = new Set<string>();
  let start = 0;
  while (start < body.length) {
    const end = body.indexOf(NEWLINE, start);
    const colon = body.indexOf(COLON, start);
    if (colon < start || numbers.length === MAX_FIELDS) return undefined;
    const name = String.fromCharCode(...body.subarray(start, Math.min(colon, start + 40)));
    if (name === 'VmFlags') break;
    const numberEnd = end < 0 ? -1 : endOfNumber(body, colon, end);
    if (numberEnd < 0 || seen.has(name)) return undefined;
    seen.add(name);
    numbers.push({ at: numberEnd - NUMBER_BYTES, field: smapsFieldIndex(name) });
    start = end + 1;
  }
  const length = start < body.length ? start + FLAGS_NAME_BYTES : start;
  if (numbers.length === 0 || length > body.length || length < WORD_BYTES) return undefined;
  return new BlockLayout(body.subarray(0, length), numbers, start < body.length);
}

/** End of the digits of a line, if eight bytes of blanks and digits lie between the colon and it; else −1. */
function endOfNumber(body: Uint8Array, colon: number, lineEnd: number): number {
  let at = lineEnd;
  while (at > colon && !isDigit(body[at - 1]!)) at -= 1;
  const start = at - NUMBER_BYTES;
  if (start <= colon || (body[start - 1] !== SPACE && start - 1 !== colon)) return -1;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_0 + 9;
}
