/** Words of a dump, little-endian, by offset: what a 64-bit process keeps, in numbers that are exact below 2⁵³. */
import type { MemoryReader } from '#shared/domain/heap.ts';

/** Large, because lists lead anywhere: a smaller one would be read again for each step of a damaged list. */
const WINDOW = 1024 * 1024 * 1024;
/** Numbers from here on are not exact; no address and no size of a heap is as large. */
const HIGH_LIMIT = 0x20_0000;
const HIGH = 0x1_0000_0000;

export class Words {
  readonly #reader: MemoryReader;
  readonly #size: number;
  #from = 0;
  #to = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  constructor(reader: MemoryReader) {
    this.#reader = reader;
    this.#size = reader.sizeBytes;
  }

  /** Unsigned 64 bits; NaN where they are 2⁵³ or more, or beyond the dump. */
  at(offset: number): number {
    if (!(offset >= this.#from && offset + 8 <= this.#to) && !this.#load(offset)) return NaN;
    const at = offset - this.#from;
    const high = this.#view.getUint32(at + 4, true);
    return high < HIGH_LIMIT ? high * HIGH + this.#view.getUint32(at, true) : NaN;
  }

  /** Any 64 bits, for comparing; undefined beyond the dump. */
  bits(offset: number): bigint | undefined {
    if (!(offset >= this.#from && offset + 8 <= this.#to) && !this.#load(offset)) return undefined;
    return this.#view.getBigUint64(offset - this.#from, true);
  }

  /**
   * The pointer at `offset` as safe-linking keeps it (glibc 2.32, malloc.c PROTECT_PTR): shifted address of the field,
   * xor pointer. NaN where that is no address.
   * @param address of the field
   */
  revealed(offset: number, address: number): number {
    if (!(offset >= this.#from && offset + 8 <= this.#to) && !this.#load(offset)) return NaN;
    const at = offset - this.#from;
    const shifted = Math.floor(address / 4096);
    const high = (this.#view.getUint32(at + 4, true) ^ Math.floor(shifted / HIGH)) >>> 0;
    const low = (this.#view.getUint32(at, true) ^ shifted) >>> 0;
    return high < HIGH_LIMIT ? high * HIGH + low : NaN;
  }

  /** Whether the 64 bits are these. */
  isAt(offset: number, low: number, high: number): boolean {
    if (!(offset >= this.#from && offset + 8 <= this.#to) && !this.#load(offset)) return false;
    const at = offset - this.#from;
    return this.#view.getUint32(at, true) === low && this.#view.getUint32(at + 4, true) === high;
  }

  u32(offset: number): number {
    if (!(offset >= this.#from && offset + 8 <= this.#to) && !this.#load(offset)) return NaN;
    return this.#view.getUint32(offset - this.#from, true);
  }

  #load(offset: number): boolean {
    // NaN too is nowhere.
    if (!(offset >= 0 && offset + 8 <= this.#size)) return false;
    const from = Math.max(0, Math.min(offset - 4096, this.#size - WINDOW));
    const bytes = this.#reader.read(from, Math.min(WINDOW, this.#size - from));
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#from = from;
    this.#to = from + bytes.byteLength;
    return offset + 8 <= this.#to;
  }
}
