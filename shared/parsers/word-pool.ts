import type { TextSource } from './text-source.ts';

/** Slots; a power of two. A line end that meets another one in its slot takes its place. */
const SLOTS = 1024;
const WORD_BYTES = 8;
const NEWLINE = 10;
const FIRST_PRINTABLE = 32;
const LAST_PRINTABLE = 126;

/**
 * Decodes rests of lines that come again and again (paths, devices, flags) once each. Bounded: a slot keeps the last
 * text that fell into it.
 */
export class WordPool {
  /** Behind the text that was read last. */
  end = 0;
  readonly #source: TextSource;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #starts = new Float64Array(SLOTS);
  readonly #lengths = new Int32Array(SLOTS).fill(-1);
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '');

  constructor(source: TextSource) {
    this.#source = source;
    this.#bytes = source.bytes;
    this.#view = new DataView(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength);
  }

  /** Text from `start` to the line end; undefined where it is not printable ASCII or has no line end. */
  readLine(start: number): string | undefined {
    const bytes = this.#bytes;
    let hash = 0;
    let at = start;
    let byte = bytes[at]!;
    while (byte >= FIRST_PRINTABLE && byte <= LAST_PRINTABLE) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      at += 1;
      byte = bytes[at]!;
    }
    if (byte !== NEWLINE) return undefined;
    this.end = at;
    return this.#textOf(start, at, hash);
  }

  #textOf(start: number, end: number, hash: number): string {
    const slot = (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (SLOTS - 1);
    if (this.#lengths[slot] === end - start && this.#isSame(this.#starts[slot]!, start, end)) {
      return this.#texts[slot]!;
    }
    const text = this.#source.decode(this.#bytes.subarray(start, end));
    this.#starts[slot] = start;
    this.#lengths[slot] = end - start;
    this.#texts[slot] = text;
    return text;
  }

  /** Words first, then what is left of them. Text holds no NaN and no signed zero. */
  #isSame(other: number, start: number, end: number): boolean {
    const view = this.#view;
    const shift = other - start;
    let at = start;
    for (; at + WORD_BYTES <= end; at += WORD_BYTES) {
      if (view.getFloat64(at, true) !== view.getFloat64(at + shift, true)) return false;
    }
    for (; at < end; at += 1) {
      if (this.#bytes[at] !== this.#bytes[at + shift]) return false;
    }
    return true;
  }
}
