import type { TextSource } from './text-source.ts';

/** Slots; a power of two. A word that meets another one in its slot takes its place. */
const SLOTS = 1024;

/**
 * Decodes byte ranges that come again and again (paths, modes, devices, flags) once each. Bounded: a slot keeps
 * the last word that fell into it.
 */
export class WordPool {
  readonly #source: TextSource;
  readonly #starts = new Float64Array(SLOTS);
  readonly #lengths = new Int32Array(SLOTS).fill(-1);
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '');

  constructor(source: TextSource) {
    this.#source = source;
  }

  /** Text of `bytes[start, end)`. */
  get(start: number, end: number): string {
    const { bytes } = this.#source;
    let hash = end - start;
    for (let i = start; i < end; i += 1) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    if (this.#lengths[slot] === end - start && this.#isSame(this.#starts[slot]!, start, end)) {
      return this.#texts[slot]!;
    }
    const text = this.#source.decode(bytes.subarray(start, end));
    this.#starts[slot] = start;
    this.#lengths[slot] = end - start;
    this.#texts[slot] = text;
    return text;
  }

  #isSame(other: number, start: number, end: number): boolean {
    const { bytes } = this.#source;
    for (let i = start, j = other; i < end; i += 1, j += 1) {
      if (bytes[i] !== bytes[j]) return false;
    }
    return true;
  }
}
