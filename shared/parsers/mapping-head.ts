/**
 * The line that opens a VMA in maps and smaps, read from bytes:
 * `7f8d9510e000-7f8d98000000 rw-p 00000000 00:00 0                          [heap]`.
 * Source: show_vma_header_prefix of fs/proc/task_mmu.c.
 */
import type { Address } from '#shared/units/address.ts';
import type { TextSource } from './text-source.ts';
import { WordPool } from './word-pool.ts';

const NEWLINE = 10;
const SPACE = 32;
const MINUS = 45;

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
  readonly #words: WordPool;
  readonly #halves = new Uint32Array(2);
  readonly #address = new BigUint64Array(this.#halves.buffer);
  #at = 0;
  #endLow = 0;
  #endHigh = 0;

  constructor(source: TextSource) {
    this.#bytes = source.bytes;
    this.#words = new WordPool(source);
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
    if (!isMode(bytes, mode)) return false;
    this.permissions = this.#words.get(mode, mode + 4);
    this.#at = mode + 5;
    if (!this.#readHex(SPACE)) return false;
    this.offset = this.#halves[0] === 0 && this.#halves[1] === 0 ? 0n : this.#address[0]!;
    return this.#readTail();
  }

  /** Device, inode and path. */
  #readTail(): boolean {
    const bytes = this.#bytes;
    const device = this.#at;
    let at = device;
    while (at < bytes.length && bytes[at]! > SPACE) at += 1;
    if (bytes[at] !== SPACE || at === device || at - device > 16) return false;
    this.device = this.#words.get(device, at);
    at += 1;
    let inode = 0;
    const digits = at;
    while (isDigit(bytes[at]!)) {
      inode = inode * 10 + (bytes[at]! - 48);
      at += 1;
    }
    if (at === digits || at - digits > 15) return false;
    this.inode = inode;
    while (bytes[at] === SPACE) at += 1;
    const path = at;
    // Control characters and bytes above ASCII are for the slow way, which flags or decodes them.
    while (at < bytes.length && bytes[at]! >= SPACE && bytes[at]! < 127) at += 1;
    if (bytes[at] !== NEWLINE) return false;
    if (path > digits && bytes[path - 1] !== SPACE && path !== at) return false;
    this.path = path === at ? '' : this.#words.get(path, at);
    this.next = at + 1;
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
      const byte = bytes[at]!;
      let digit = byte - 48;
      if (digit < 0 || digit > 9) {
        digit = byte - 87;
        if (digit < 10 || digit > 15) break;
      }
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

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isMode(bytes: Uint8Array, at: number): boolean {
  return (
    (bytes[at] === 114 || bytes[at] === MINUS) &&
    (bytes[at + 1] === 119 || bytes[at + 1] === MINUS) &&
    (bytes[at + 2] === 120 || bytes[at + 2] === MINUS) &&
    (bytes[at + 3] === 112 || bytes[at + 3] === 115) &&
    bytes[at + 4] === SPACE
  );
}
