import type { TextSource } from './text-source.ts';

/** Slots; a power of two. A line end that meets another one in its slot takes its place. */
const SLOTS = 1024;
const NEWLINE = 10;
const FIRST_PRINTABLE = 32;
const LAST_PRINTABLE = 126;

const HIGH_BITS = 0x80808080 | 0;
const ONES = 0x01010101;
const BLANKS = 0x20202020;
const HASH_FACTOR = 0x9e3779b1 | 0;

/**
 * Rests of lines that come again and again (paths, flags), each decoded and read once. Bounded: a slot keeps the last
 * value that fell into it.
 */
export class LinePool<Value> {
  /** Behind the text that was read last. */
  end = 0;
  readonly #source: TextSource;
  readonly #make: (text: string) => Value;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #starts = new Float64Array(SLOTS);
  readonly #lengths = new Int32Array(SLOTS).fill(-1);
  readonly #values: (Value | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

  constructor(source: TextSource, view: DataView, make: (text: string) => Value) {
    this.#source = source;
    this.#bytes = source.bytes;
    this.#view = view;
    this.#make = make;
  }

  /** Value of the text from `start` to the line end; undefined where it is not printable ASCII or has no line end. */
  readLine(start: number): Value | undefined {
    const view = this.#view;
    const bytes = this.#bytes;
    const lastWord = bytes.length - 4;
    let at = start;
    let hash = 0;
    // Four bytes at a time while all of them are printable ASCII: no high bit in them, nor after adding 1 (0x7f),
    // nor after taking 0x20 away (control characters borrow).
    while (at <= lastWord) {
      const word = view.getInt32(at, true);
      if (((word | (word + ONES) | (word - BLANKS)) & HIGH_BITS) !== 0) break;
      hash = Math.imul(hash ^ word, HASH_FACTOR);
      hash ^= hash >>> 15;
      at += 4;
    }
    let byte = bytes[at]!;
    while (byte >= FIRST_PRINTABLE && byte <= LAST_PRINTABLE) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      at += 1;
      byte = bytes[at]!;
    }
    if (byte !== NEWLINE) return undefined;
    this.end = at;
    return this.#valueOf(start, at, (hash ^ (hash >>> 11)) & (SLOTS - 1));
  }

  #valueOf(start: number, end: number, slot: number): Value | undefined {
    if (this.#lengths[slot] === end - start && this.#isSame(this.#starts[slot]!, start, end)) {
      return this.#values[slot];
    }
    const value = this.#make(this.#source.decode(this.#source.bytes.subarray(start, end)));
    this.#starts[slot] = start;
    this.#lengths[slot] = end - start;
    this.#values[slot] = value;
    return value;
  }

  /** Words first, then what is left of them. */
  #isSame(other: number, start: number, end: number): boolean {
    const view = this.#view;
    const shift = other - start;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      if (view.getInt32(at, true) !== view.getInt32(at + shift, true)) return false;
    }
    for (; at < end; at += 1) {
      if (this.#bytes[at] !== this.#bytes[at + shift]) return false;
    }
    return true;
  }
}
