/**
 * The fast way through smaps. One kernel prints every block alike: the same names, padded to the same columns
 * (fs/proc/task_mmu.c, seq_put_decimal_ull_width). So the first block is read line by line and its layout
 * learnt; every later one is compared with the block before it, eight bytes at a time, and only the numbers
 * that changed are read again. A block that differs in any byte beside its numbers is refused and read
 * line by line, so that what comes out is the same either way.
 */
import { readPaddedNumber } from './padded-number.ts';
import { ABSENT, FIELD_COUNT, smapsFieldIndex } from './smaps-fields.ts';

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
  /** In kB, by `smapsFields`, of the last block that was read; `ABSENT` where the layout has no such field. */
  readonly counters = new Float64Array(FIELD_COUNT).fill(ABSENT);
  readonly #view: DataView;
  /** Body of the last block that was read. */
  #previous: number;
  readonly #numberAt: Int32Array;
  readonly #field: Int8Array;
  /** By word of the body: the number that reaches into it, or −1. Numbers lie too far apart for two. */
  readonly #number: Int8Array;
  /** Two for each word, by its halves: ones where the bytes belong to no number. */
  readonly #masks: Int32Array;
  /** Words that differ from those of the last block. */
  readonly #changed: Uint16Array;

  /** `at` is the body of the block that was learnt from. */
  constructor(
    view: DataView,
    at: number,
    length: number,
    numbers: readonly NumberPlace[],
    hasFlags: boolean,
  ) {
    this.length = length;
    this.lines = numbers.length;
    this.hasFlags = hasFlags;
    this.#view = view;
    this.#previous = at;
    this.#numberAt = Int32Array.from(numbers, (place) => place.at);
    this.#field = Int8Array.from(numbers, (place) => place.field);
    const places = new Int8Array(length).fill(-1);
    numbers.forEach((place, i) => places.fill(i, place.at, place.at + NUMBER_BYTES));
    const words = Array.from({ length: Math.ceil(length / WORD_BYTES) }, (_, i) => {
      const offset = this.#offsetOf(i);
      return [...places.subarray(offset, offset + WORD_BYTES)];
    });
    this.#number = Int8Array.from(words, (word) => Math.max(...word));
    const masks = new DataView(Uint8Array.from(words.flat(), (place) => (place < 0 ? 0xff : 0)).buffer);
    this.#masks = Int32Array.from({ length: 2 * words.length }, (_, i) => masks.getInt32(4 * i, true));
    this.#changed = new Uint16Array(words.length);
    this.#readAllNumbers();
  }

  /** Reads the block body at `at` into `counters`. False where it is laid out differently. */
  read(at: number): boolean {
    if (at + this.length > this.#view.byteLength) return false;
    const count = this.#findChanged(this.#view, at, this.#previous);
    let done = -1;
    for (let k = 0; k < count; k += 1) {
      const word = this.#changed[k]!;
      const number = this.#number[word]!;
      const isRead = number < 0 || number === done || this.#readNumber(at, number);
      if (!isRead || !this.#isAlike(at, word)) {
        // Some counters are of this block now: bring back those of the last one that was read.
        this.#readAllNumbers();
        return false;
      }
      done = number;
    }
    this.#previous = at;
    return true;
  }

  /**
   * Writes the words that are not as in the last block to `#changed`, and gives their count. Words are compared as
   * doubles: eight bytes that are equal only to themselves, for text has neither the bytes of a NaN nor those of a
   * signed zero. (A NaN in the evidence equals nothing and is looked at closer.) Kept free of calls: this loop
   * runs over nearly every byte of an smaps.
   */
  #findChanged(view: DataView, at: number, previous: number): number {
    const changed = this.#changed;
    const length = this.length;
    let count = 0;
    let offset = 0;
    for (; offset + WORD_BYTES <= length; offset += WORD_BYTES) {
      if (view.getFloat64(at + offset, true) === view.getFloat64(previous + offset, true)) continue;
      changed[count] = offset / WORD_BYTES;
      count += 1;
    }
    const last = length - WORD_BYTES;
    if (offset < length && view.getFloat64(at + last, true) !== view.getFloat64(previous + last, true)) {
      changed[count] = offset / WORD_BYTES;
      count += 1;
    }
    return count;
  }

  /** The last word overlaps the one before it, where the length is no multiple of eight. */
  #offsetOf(word: number): number {
    return Math.min(word * WORD_BYTES, this.length - WORD_BYTES);
  }

  #readNumber(at: number, number: number): boolean {
    const value = readPaddedNumber(this.#view, at + this.#numberAt[number]!);
    const field = this.#field[number]!;
    if (field >= 0) this.counters[field] = value;
    return value >= 0;
  }

  #readAllNumbers(): void {
    for (let i = 0; i < this.#numberAt.length; i += 1) this.#readNumber(this.#previous, i);
  }

  /** The bytes of the word that belong to no number are those of the last block. */
  #isAlike(at: number, word: number): boolean {
    const view = this.#view;
    const offset = this.#offsetOf(word);
    const here = at + offset;
    const there = this.#previous + offset;
    const low = view.getInt32(here, true) ^ view.getInt32(there, true);
    const high = view.getInt32(here + 4, true) ^ view.getInt32(there + 4, true);
    return ((low & this.#masks[2 * word]!) | (high & this.#masks[2 * word + 1]!)) === 0;
  }
}

/**
 * Learns the layout of the block body `bytes[start, end)`: a run of `Name: number[ kB]` lines without damage and, where
 * the kernel prints it, `VmFlags:`. Undefined where there is none to learn: other lines, a field twice.
 */
export function learnLayout(view: DataView, start: number, end: number): BlockLayout | undefined {
  const body = new Uint8Array(view.buffer, view.byteOffset + start, end - start);
  const numbers: NumberPlace[] = [];
  const seen = new Set<string>();
  let at = 0;
  let free = 0;
  while (at < body.length) {
    const lineEnd = body.indexOf(NEWLINE, at);
    const colon = body.indexOf(COLON, at);
    if (colon < at || numbers.length === MAX_FIELDS) return undefined;
    const name = String.fromCharCode(...body.subarray(at, Math.min(colon, at + 40)));
    if (name === 'VmFlags') break;
    const numberAt = lineEnd < 0 ? -1 : startOfNumber(body, colon, lineEnd);
    if (numberAt < free + WORD_BYTES || seen.has(name)) return undefined;
    seen.add(name);
    numbers.push({ at: numberAt, field: smapsFieldIndex(name) });
    free = numberAt + NUMBER_BYTES;
    at = lineEnd + 1;
  }
  const hasFlags = at < body.length;
  const length = hasFlags ? at + FLAGS_NAME_BYTES : at;
  if (numbers.length === 0 || length > body.length) return undefined;
  return numbers.every((place) => readPaddedNumber(view, start + place.at) >= 0)
    ? new BlockLayout(view, start, length, numbers, hasFlags)
    : undefined;
}

/** Start of the eight bytes that end with the digits of a line; −1 where the colon lies among them. */
function startOfNumber(body: Uint8Array, colon: number, lineEnd: number): number {
  let at = lineEnd;
  while (at > colon && !isDigit(body[at - 1]!)) at -= 1;
  const start = at - NUMBER_BYTES;
  return start > colon && (body[start - 1] === SPACE || start - 1 === colon) ? start : -1;
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_0 + 9;
}
