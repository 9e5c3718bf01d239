/**
 * The fast way through smaps. One kernel prints every block alike: the same names, padded to the same
 * columns (fs/proc/task_mmu.c, seq_put_decimal_ull_width). So the first block is read line by line and its
 * layout learnt; later blocks are compared with it, four bytes at a time, and only their numbers are read.
 * A block that differs in any byte beside its numbers is refused and read line by line, so that
 * what comes out is the same either way.
 */
import { ABSENT, smapsFieldIndex } from './smaps-fields.ts';

/** Numbers are right-aligned in at least this many bytes; longer ones make another layout. */
const NUMBER_BYTES = 8;
const MAX_FIELDS = 64;
const FLAGS_NAME_BYTES = 'VmFlags:'.length;
const NEWLINE = 10;
const COLON = 58;
const SPACE = 32;
const DIGIT_0 = 48;

export class BlockLayout {
  /** Bytes of a body: from behind the header's line end to behind the last number's line, or `VmFlags:`. */
  readonly length: number;
  /** Lines with a number. */
  readonly lines: number;
  /** True where the body ends behind `VmFlags:`. */
  readonly hasFlags: boolean;
  readonly #wordAt: Int32Array;
  readonly #word: Int32Array;
  readonly #numberAt: Int32Array;
  readonly #field: Int8Array;
  // Numbers repeat from block to block (0 kB, 4 kB): the last one is kept with its bytes.
  readonly #lastLow: Int32Array;
  readonly #lastHigh: Int32Array;
  readonly #lastValue: Int32Array;

  constructor(
    body: Uint8Array,
    numbers: readonly { readonly at: number; readonly field: number }[],
    hasFlags: boolean,
  ) {
    this.length = body.length;
    this.lines = numbers.length;
    this.hasFlags = hasFlags;
    const words = constantWords(
      body,
      numbers.map(({ at }) => at),
    );
    this.#wordAt = Int32Array.from(words);
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.#word = this.#wordAt.map((at) => view.getInt32(at, true));
    this.#numberAt = Int32Array.from(numbers, ({ at }) => at);
    this.#field = Int8Array.from(numbers, ({ field }) => field);
    this.#lastLow = new Int32Array(numbers.length);
    this.#lastHigh = new Int32Array(numbers.length);
    this.#lastValue = new Int32Array(numbers.length).fill(ABSENT);
  }

  /**
   * Reads the block body at `at` into `counters` (in kB, `ABSENT` where there is none).
   * False where it is laid out differently; `counters` then hold nothing of use.
   */
  read(view: DataView, at: number, counters: Float64Array): boolean {
    if (at + this.length > view.byteLength) return false;
    const wordAt = this.#wordAt;
    const word = this.#word;
    for (let i = 0; i < wordAt.length; i += 1) {
      if (view.getInt32(at + wordAt[i]!, true) !== word[i]!) return false;
    }
    for (let i = 0; i < this.#numberAt.length; i += 1) {
      const value = this.#readNumber(view, at + this.#numberAt[i]!, i);
      if (value < 0) return false;
      const field = this.#field[i]!;
      if (field >= 0) counters[field] = value;
    }
    return true;
  }

  #readNumber(view: DataView, at: number, index: number): number {
    const low = view.getInt32(at, true);
    const high = view.getInt32(at + 4, true);
    if (low === this.#lastLow[index]! && high === this.#lastHigh[index]!) return this.#lastValue[index]!;
    const value = readPadded(view, at);
    if (value >= 0) {
      this.#lastLow[index] = low;
      this.#lastHigh[index] = high;
      this.#lastValue[index] = value;
    }
    return value;
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

/** Offsets of words that together cover every byte outside the numbers; the last of each gap overlaps. */
function constantWords(body: Uint8Array, numbers: readonly number[]): number[] {
  const offsets: number[] = [];
  let gapStart = 0;
  for (const numberAt of [...numbers, body.length]) {
    const gapEnd = numberAt;
    for (let at = gapStart; at < gapEnd; at += 4) {
      offsets.push(gapEnd - gapStart >= 4 ? Math.min(at, gapEnd - 4) : at);
    }
    gapStart = numberAt + NUMBER_BYTES;
  }
  return offsets;
}

/**
 * Learns the layout of a block body: a run of `Name: number[ kB]` lines without damage and, where the kernel
 * prints it, `VmFlags:`. Undefined where there is none to learn: other lines, a field twice.
 */
export function learnLayout(body: Uint8Array): BlockLayout | undefined {
  const numbers: { at: number; field: number }[] = [];
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
  const last = numbers.at(-1);
  // Words are four bytes wide: behind the last number they need as many.
  if (last === undefined || length > body.length || last.at + NUMBER_BYTES + 4 > length) return undefined;
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
