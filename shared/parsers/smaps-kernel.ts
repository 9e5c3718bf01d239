/**
 * The fast way through smaps: blocks that are laid out alike, compared and read sixteen bytes at a time by WebAssembly
 * (build/smaps-kernel/assembly says what it takes). The text passes through a window of its memory.
 */
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import { ABSENT, FIELD_COUNT } from './smaps-fields.ts';
import type { KernelExports } from './smaps-kernel-instance.ts';
import { type BlockLayout, NUMBER_BYTES } from './smaps-layout.ts';
import { type MappingRemarks, toFlags, toMapping } from './smaps-mapping.ts';
import type { TextSource } from './text-source.ts';

/** What is refused so near to the end of the window may only be cut by it: no block and header are longer. */
const RESERVE_BYTES = 16 * 1024;
/** Behind the text in the window, and behind the mask. No line that is taken holds a zero. */
const ZEROS = new Uint8Array(16);

/** Places in a row, counted in 64-bit words, and from `mode` on in 32-bit ones (assembly/memory.ts). */
const Row = {
  start: 0,
  end: 1,
  offset: 2,
  inode: 3,
  mode: 8,
  device: 9,
  path: 10,
  flags: 11,
  counters: 12,
  remarks: 22,
  block: 23,
};

/** All sixteen permissions by the bits r, w, x, s. */
const MODES = Array.from({ length: 16 }, (_, bits) =>
  [bits & 8 ? 'r' : '-', bits & 4 ? 'w' : '-', bits & 2 ? 'x' : '-', bits & 1 ? 's' : 'p'].join(''),
);

export class SmapsKernel {
  /** Offset in the text of the first block that the last `read` did not take. */
  stoppedAt = 0;
  readonly #exports: KernelExports;
  readonly #memory: Uint8Array;
  /** Rows, in three ways. */
  readonly #words: Int32Array;
  readonly #addresses: BigUint64Array;
  readonly #doubles: Float64Array;
  /** 64-bit words of a row. */
  readonly #rowLength: number;
  readonly #source: TextSource;
  /** The part of the text that is in the window. */
  #from = 0;
  #until = 0;
  #hasFlags = false;
  /** Texts by the numbers that the kernel gave them, and those that were taken for flags. */
  #texts: string[] = [];
  #flags: (readonly string[])[] = [];
  #timesForgotten = 0;
  /** End of the last mapping, and its two halves. */
  #end = 0n;
  #endLow = 0;
  #endHigh = 0;

  /** There is one kernel: who makes a second one of these over it ends the use of the first. */
  constructor(exports: KernelExports, source: TextSource) {
    const { buffer } = exports.memory;
    const rows = exports.ROWS.value;
    const bytes = exports.ROW_BYTES.value * (exports.MAX_ROWS.value + 1);
    this.#exports = exports;
    this.#memory = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer, rows, bytes / 4);
    this.#addresses = new BigUint64Array(buffer, rows, bytes / 8);
    this.#doubles = new Float64Array(buffer, rows, bytes / 8);
    this.#rowLength = exports.ROW_BYTES.value / 8;
    this.#source = source;
    exports.forgetTexts();
    this.#timesForgotten = exports.timesForgotten.value;
  }

  /** From now on takes blocks that are laid out so. */
  learn(layout: BlockLayout): void {
    const { TEMPLATE, MASK, NUMBERS, bodyBytes, numberCount, hasFlags } = this.#exports;
    const { body, numbers } = layout;
    const memory = this.#memory;
    memory.set(body, TEMPLATE.value);
    memory.fill(0xff, MASK.value, MASK.value + body.length);
    memory.set(ZEROS, MASK.value + body.length);
    // Two numbers are read at a time: the last one twice where they are odd.
    const pairs = numbers.length % 2 === 0 ? numbers : [...numbers, ...numbers.slice(-1)];
    const places = new DataView(memory.buffer, NUMBERS.value);
    pairs.forEach(({ at, field }, i) => {
      memory.fill(0, MASK.value + at, MASK.value + at + NUMBER_BYTES);
      places.setUint32(8 * i, at, true);
      places.setUint32(8 * i + 4, 4 * (field < 0 ? FIELD_COUNT : field), true);
    });
    bodyBytes.value = body.length;
    numberCount.value = pairs.length;
    this.#hasFlags = layout.hasFlags;
    hasFlags.value = layout.hasFlags ? 1 : 0;
    // Counters that this layout lacks are never written.
    this.#words.fill(ABSENT);
  }

  /**
   * Reads blocks from `at` on and gives their count, which may be limited by the window: 0 where the first is none of
   * those that are taken. `lastEnd` is the highest end of a mapping so far.
   */
  read(at: number, lastEnd: bigint): number {
    if (at < this.#from || at >= this.#until) this.#fill(at);
    this.#exports.lastEnd.value = BigInt.asIntN(64, lastEnd);
    let count = this.#readWindow(at);
    const isNearEnd = this.#until - at < RESERVE_BYTES && this.#until < this.#source.bytes.length;
    if (count === 0 && isNearEnd && this.#from < at) {
      this.#fill(at);
      count = this.#readWindow(at);
    }
    return count;
  }

  /** Highest end of a mapping so far. */
  get lastEnd(): bigint {
    return BigInt.asUintN(64, this.#exports.lastEnd.value);
  }

  /** The `i`-th mapping of the last `read`. */
  mapping(i: number, line: number): ParsedMapping {
    const words = this.#words;
    const row = i * this.#rowLength;
    const half = 2 * row;
    const offset = 2 * (row + Row.offset);
    const start = this.#isLastEnd(2 * (row + Row.start)) ? this.#end : this.#addresses[row + Row.start]!;
    this.#end = this.#addresses[row + Row.end]!;
    this.#endLow = words[2 * (row + Row.end)]!;
    this.#endHigh = words[2 * (row + Row.end) + 1]!;
    const head = {
      start,
      end: this.#end,
      permissions: MODES[words[half + Row.mode]!]!,
      offset: (words[offset]! | words[offset + 1]!) === 0 ? 0n : this.#addresses[row + Row.offset]!,
      device: this.#text(words[half + Row.device]!),
      inode: this.#doubles[row + Row.inode]!,
      path: this.#text(words[half + Row.path]!),
    };
    const flags = this.#hasFlags ? this.#flagsOf(words[half + Row.flags]!) : undefined;
    return toMapping(head, words, half + Row.counters, flags, line);
  }

  /** What there is to say of the `i`-th mapping; null, which is the rule, for nothing. */
  remarks(i: number): MappingRemarks | null {
    const half = 2 * i * this.#rowLength;
    const bits = this.#words[half + Row.remarks]!;
    if (bits === 0) return null;
    const start = this.#from + this.#words[half + Row.block]!;
    return { start, isImpossible: (bits & 1) !== 0, isIncoherent: (bits & 2) !== 0 };
  }

  /** Mostly a mapping starts where the one before it ends; one number is then enough for both. */
  #isLastEnd(word: number): boolean {
    return this.#words[word] === this.#endLow && this.#words[word + 1] === this.#endHigh;
  }

  #readWindow(at: number): number {
    const exports = this.#exports;
    const count = exports.readBlocks(at - this.#from);
    this.stoppedAt = this.#from + exports.stoppedAt.value;
    if (exports.timesForgotten.value !== this.#timesForgotten) {
      this.#timesForgotten = exports.timesForgotten.value;
      this.#texts = [];
      this.#flags = [];
    }
    return count;
  }

  /** Copies the text from `at` on into the window. */
  #fill(at: number): void {
    const { WINDOW, WINDOW_BYTES } = this.#exports;
    const part = this.#source.bytes.subarray(at, at + WINDOW_BYTES.value);
    this.#memory.set(part, WINDOW.value);
    this.#memory.set(ZEROS, WINDOW.value + part.length);
    this.#from = at;
    this.#until = at + part.length;
  }

  #text(number: number): string {
    return (this.#texts[number] ??= this.#decode(number));
  }

  #flagsOf(number: number): readonly string[] {
    return (this.#flags[number] ??= toFlags(this.#text(number)));
  }

  #decode(number: number): string {
    const place = this.#exports.TEXT_PLACES.value + 8 * number;
    const [start = 0, length = 0] = new Uint32Array(this.#memory.buffer, place, 2);
    return this.#source.decode(this.#memory.subarray(start, start + length));
  }
}
