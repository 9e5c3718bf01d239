/**
 * The line that opens a VMA in maps and smaps, read from bytes:
 * `7f8d9510e000-7f8d98000000 rw-p 00000000 00:00 0                          [heap]`.
 * Source: show_vma_header_prefix of fs/proc/task_mmu.c.
 */
import type { Address } from '#shared/units/address.ts';
import { LinePool } from './line-pool.ts';
import type { TextSource } from './text-source.ts';

const NEWLINE = 10;
const SPACE = 32;
const MINUS = 45;
const MAX_DEVICE_BYTES = 16;
const MAX_INODE_DIGITS = 15;

/** Value of each byte as a lower-case hex digit, or 16: a table, for a branch would be guessed wrong. */
const HEX_DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = '0123456789abcdef'.indexOf(String.fromCodePoint(byte));
  return value < 0 ? 16 : value;
});

const NO_DEVICE = '00:00';
const NO_FILE = `00000000 ${NO_DEVICE} 0`;
const NO_FILE_WORDS = wordsOf(NO_FILE);
const FOUR_SPACES = 0x20202020;

/** Holds the last line read; one object is used again for every line. */
export class MappingHead {
  start: Address = 0n;
  end: Address = 0n;
  permissions = '';
  offset = 0n;
  device = '';
  inode = 0;
  path = '';
  /** Behind the line end. */
  next = 0;

  readonly #bytes: Uint8Array;
  readonly #source: TextSource;
  readonly #view: DataView;
  readonly #paths: LinePool<string>;
  readonly #halves = new Uint32Array(2);
  readonly #address = new BigUint64Array(this.#halves.buffer);
  #at = 0;
  #endLow = 0;
  #endHigh = 0;
  #deviceAt = 0;

  constructor(source: TextSource, view: DataView) {
    this.#bytes = source.bytes;
    this.#view = view;
    this.#source = source;
    this.#paths = new LinePool(source, view, (text) => text);
  }

  /** False where the bytes at `at` are no such line, exactly as a kernel prints it; all is as it was or half read. */
  read(at: number): boolean {
    const bytes = this.#bytes;
    this.#at = at;
    if (!this.#readHex(MINUS)) return false;
    this.start = this.#isLastEnd() ? this.end : this.#address[0]!;
    if (!this.#readHex(SPACE)) return false;
    this.#endLow = this.#halves[0]!;
    this.#endHigh = this.#halves[1]!;
    this.end = this.#address[0]!;
    const mode = this.#at;
    const permissions = readMode(bytes, mode);
    if (permissions === undefined) return false;
    this.permissions = permissions;
    this.#at = mode + 5;
    if (this.#isAnonymous()) return this.#readPath();
    if (!this.#readHex(SPACE)) return false;
    this.offset = this.#halves[0] === 0 && this.#halves[1] === 0 ? 0n : this.#address[0]!;
    return this.#readDevice() && this.#readInode() && this.#readPath();
  }

  /** Most mappings are of no file: offset, device and inode are then the same sixteen bytes. */
  #isAnonymous(): boolean {
    const view = this.#view;
    const at = this.#at;
    if (at + NO_FILE.length + 1 > view.byteLength) return false;
    for (let i = 0; i < NO_FILE_WORDS.length; i += 1) {
      if (view.getInt32(at + 4 * i, true) !== NO_FILE_WORDS[i]!) return false;
    }
    // The inode may have more digits than its first, 0, but no kernel prints it so.
    if (isDigit(view.getUint8(at + NO_FILE.length))) return false;
    this.offset = 0n;
    this.device = NO_DEVICE;
    this.#deviceAt = at + 9;
    this.inode = 0;
    this.#at = at + NO_FILE.length;
    return true;
  }

  /** `fe:00 `: compared with the one before, which it mostly is. */
  #readDevice(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    while (at < bytes.length && bytes[at]! > SPACE && bytes[at]! < 127) at += 1;
    if (bytes[at] !== SPACE || at === start || at - start > MAX_DEVICE_BYTES) return false;
    if (!this.#isLastDevice(start, at)) {
      this.device = this.#source.decode(bytes.subarray(start, at));
      this.#deviceAt = start;
    }
    this.#at = at + 1;
    return true;
  }

  #isLastDevice(start: number, end: number): boolean {
    if (end - start !== this.device.length) return false;
    for (let i = start, j = this.#deviceAt; i < end; i += 1, j += 1) {
      if (this.#bytes[i] !== this.#bytes[j]) return false;
    }
    return true;
  }

  #readInode(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let inode = 0;
    for (; isDigit(bytes[at]!); at += 1) inode = inode * 10 + (bytes[at]! - 48);
    this.inode = inode;
    this.#at = at;
    return at > start && at - start <= MAX_INODE_DIGITS;
  }

  /** Padded to column 73, but for long lines. Bytes beyond ASCII are for the slow way, which decodes and flags. */
  #readPath(): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    while (at + 4 <= bytes.length && this.#view.getInt32(at, true) === FOUR_SPACES) at += 4;
    while (bytes[at] === SPACE) at += 1;
    if (bytes[at] === NEWLINE) {
      this.path = '';
      this.next = at + 1;
      return true;
    }
    if (at === this.#at) return false;
    const path = this.#paths.readLine(at);
    if (path === undefined) return false;
    this.path = path;
    this.next = this.#paths.end + 1;
    return true;
  }

  #isLastEnd(): boolean {
    return this.#halves[0] === this.#endLow && this.#halves[1] === this.#endHigh;
  }

  /** Reads 1 to 16 lower-case hex digits up to `stop` into the two halves. */
  #readHex(stop: number): boolean {
    const bytes = this.#bytes;
    let low = 0;
    let high = 0;
    let at = this.#at;
    const limit = at + 17;
    for (; at < limit; at += 1) {
      const digit = HEX_DIGITS[bytes[at]!]!;
      if (!(digit < 16)) break;
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
    }
    if (at === limit || at === this.#at || bytes[at] !== stop) return false;
    this.#halves[0] = low;
    this.#halves[1] = high;
    this.#at = at + 1;
    return true;
  }
}

function wordsOf(text: string): Int32Array {
  const view = new DataView(Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0).buffer);
  return Int32Array.from({ length: text.length / 4 }, (_, i) => view.getInt32(4 * i, true));
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** All sixteen modes, by bits: r, w, x, s. */
const MODES = Array.from({ length: 16 }, (_, bits) =>
  [bits & 8 ? 'r' : '-', bits & 4 ? 'w' : '-', bits & 2 ? 'x' : '-', bits & 1 ? 's' : 'p'].join(''),
);

function readMode(bytes: Uint8Array, at: number): string | undefined {
  const read = bytes[at]!;
  const write = bytes[at + 1]!;
  const execute = bytes[at + 2]!;
  const share = bytes[at + 3]!;
  if (bytes[at + 4] !== SPACE) return undefined;
  if (read !== 114 && read !== MINUS) return undefined;
  if (write !== 119 && write !== MINUS) return undefined;
  if (execute !== 120 && execute !== MINUS) return undefined;
  if (share !== 112 && share !== 115) return undefined;
  const bits = (read === 114 ? 8 : 0) | (write === 119 ? 4 : 0) | (execute === 120 ? 2 : 0);
  return MODES[bits | (share === 115 ? 1 : 0)];
}
