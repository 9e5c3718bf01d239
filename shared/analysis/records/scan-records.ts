/**
 * Finds JSON objects in memory. Windows overlap so that the answer does not depend on where they lie; an object in
 * another one is part of it. Time grows with the bytes, whatever they are.
 */
import type { MemoryReader } from '#shared/domain/heap.ts';
import { wholenesses } from '#shared/domain/records.ts';
import { MiB } from '#shared/units/bytes.ts';
import {
  BACKSLASH,
  COLON,
  COMMA,
  QUOTE,
  isNumeric,
  isSpace,
  skipSpace,
  skipString,
  utf8Width,
} from './json-bytes.ts';
import { MOST_RECORD, ObjectParser } from './object-parser.ts';

const WHOLE = wholenesses.indexOf('whole');
const NO_HEAD = wholenesses.indexOf('no-head');
const NO_TAIL = wholenesses.indexOf('no-tail');
const WINDOW = 8 * MiB;
/** White space between a brace and its first key, and around commas outside of an object that is being read. */
const MOST_SPACE = 64;
/** What is kept of a value whose beginning is lost. */
const MOST_FRAGMENT = 4096;
/** Keys outside of an object that is being read. */
const MOST_KEY = 256;
/** What may be looked at before and behind a place where a record may begin. */
const BEFORE = MOST_FRAGMENT + MOST_SPACE;
const BEHIND = MOST_RECORD + MOST_KEY + 4 * MOST_SPACE;

/** A record in its window; valid until the scan goes on. */
export interface FoundRecord {
  /** In the window. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  /** Of the window in the dump. */
  readonly base: number;
  /** Index into `wholenesses`. */
  readonly wholeness: number;
  readonly parser: ObjectParser;
}

export interface ScanOptions {
  /** Bytes that are read at a time; at least twice `MOST_RECORD`. */
  readonly windowBytes?: number;
  /** Called between windows with the offset that everything before was looked at. */
  readonly onWindow?: (offset: number) => void;
}

/** Calls `onRecord` for each in the order of offsets. */
export function scanRecords(
  reader: MemoryReader,
  onRecord: (record: FoundRecord) => void,
  { windowBytes = WINDOW, onWindow }: ScanOptions = {},
): void {
  const parser = new ObjectParser();
  const size = reader.sizeBytes;
  let from = 0;
  /** Behind the last record, and behind the last piece that turned out to be none. */
  let floor = 0;
  let dead = 0;
  while (from < size) {
    const base = Math.max(0, from - BEFORE);
    const bytes = reader.read(base, Math.min(windowBytes + BEFORE + BEHIND, size - base));
    const isLast = base + bytes.length >= size;
    const stop = isLast ? bytes.length : bytes.length - BEHIND;
    const scan = new WindowScan(
      bytes,
      base,
      parser,
      onRecord,
      Math.max(0, floor - base),
      Math.max(0, dead - base),
    );
    scan.run(from - base, stop);
    from = base + scan.at;
    floor = base + scan.floor;
    dead = base + scan.dead;
    onWindow?.(from);
    if (isLast) return;
  }
}

class WindowScan {
  at = 0;
  floor: number;
  dead: number;
  readonly #bytes: Uint8Array;
  readonly #base: number;
  readonly #parser: ObjectParser;
  readonly #onRecord: (record: FoundRecord) => void;

  constructor(
    bytes: Uint8Array,
    base: number,
    parser: ObjectParser,
    onRecord: (record: FoundRecord) => void,
    floor: number,
    dead: number,
  ) {
    this.#bytes = bytes;
    this.#base = base;
    this.#parser = parser;
    this.#onRecord = onRecord;
    this.floor = floor;
    this.dead = dead;
  }

  /** Looks at every quote in `[from, stop)`; `at` is then where to go on. */
  run(from: number, stop: number): void {
    const bytes = this.#bytes;
    let at = from;
    while (at < stop) {
      const quote = bytes.indexOf(QUOTE, at);
      if (quote < 0 || quote >= stop) break;
      at = this.#atQuote(quote);
    }
    this.at = Math.max(at, stop);
  }

  /** @returns where to go on */
  #atQuote(quote: number): number {
    const brace = this.#braceBefore(quote);
    if (brace >= 0) {
      const end = this.#object(brace);
      if (end >= 0) return end;
    }
    if (quote < this.dead) return quote + 1;
    return this.#piece(quote) ?? quote + 1;
  }

  /** Of the `{` that this quote follows, or −1. */
  #braceBefore(quote: number): number {
    const bytes = this.#bytes;
    let at = quote - 1;
    const lowest = Math.max(this.floor, quote - MOST_SPACE);
    while (at > lowest && isSpace(bytes[at])) at -= 1;
    return at >= this.floor && bytes[at] === 0x7b ? at : -1;
  }

  /** @returns behind it, or −1 where there is no object */
  #object(brace: number): number {
    const parser = this.#parser;
    const bytes = this.#bytes;
    const isWhole = parser.parseObject(bytes, brace, Math.min(bytes.length, brace + MOST_RECORD));
    if (parser.members.count === 0) return -1;
    const end = isWhole ? parser.end : this.#behindSpace(parser.end, brace);
    this.#emit(brace, end, isWhole ? WHOLE : NO_TAIL);
    return end;
  }

  /** A cut object does not end in the white space before what does not belong to it. */
  #behindSpace(end: number, start: number): number {
    let at = end;
    while (at > start + 1 && isSpace(this.#bytes[at - 1])) at -= 1;
    return at;
  }

  /**
   * An object whose beginning is lost: the quote opens or closes a key, or closes a value before one.
   * @returns behind it
   */
  #piece(quote: number): number | undefined {
    const from = this.#membersFrom(quote);
    if (from < 0) return undefined;
    const bytes = this.#bytes;
    const parser = this.#parser;
    const isClosed = parser.parsePiece(bytes, from, Math.min(bytes.length, from + MOST_RECORD));
    if (!isClosed || (parser.members.count === 0 && bytes[from] !== COLON)) {
      // Objects that lie in it may still be found, each of its bytes looked at once more.
      this.dead = Math.max(this.dead, parser.end);
      return undefined;
    }
    const start = this.#pieceStart(quote);
    this.#emit(start, parser.end, NO_HEAD);
    return parser.end;
  }

  /** Of the quote of the first whole key, or of the colon behind a cut one; −1 where this is no piece. */
  #membersFrom(quote: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    const next = skipSpace(bytes, quote + 1, Math.min(length, quote + MOST_SPACE));
    if (bytes[next] === COLON) return next;
    if (bytes[next] === COMMA) {
      const key = skipSpace(bytes, next + 1, Math.min(length, next + MOST_SPACE));
      return this.#isKey(key) ? key : -1;
    }
    return this.#isKey(quote) && bytes[quote - 1] !== BACKSLASH ? quote : -1;
  }

  #isKey(quote: number): boolean {
    const bytes = this.#bytes;
    if (bytes[quote] !== QUOTE) return false;
    const behind = skipString(bytes, quote + 1, Math.min(bytes.length, quote + MOST_KEY));
    if (behind < 0) return false;
    return bytes[skipSpace(bytes, behind, Math.min(bytes.length, behind + MOST_SPACE))] === COLON;
  }

  /** Back over what may belong to a cut value or key. */
  #pieceStart(quote: number): number {
    const bytes = this.#bytes;
    const lowest = Math.max(this.floor, quote - MOST_FRAGMENT);
    let at = quote;
    if (bytes[quote + 1] !== COLON && this.#opens(quote)) {
      // `234,"key":`: a cut number or word before the comma.
      while (at > lowest && isSpace(bytes[at - 1])) at -= 1;
      if (at > lowest && bytes[at - 1] === COMMA) at -= 1;
      else return quote;
      while (at > lowest && isClosing(bytes[at - 1] as number)) at -= 1;
      while (at > lowest && isWordByte(bytes[at - 1] as number)) at -= 1;
      return at;
    }
    while (at > lowest) {
      const width = characterBefore(bytes, at, lowest);
      if (width === 0) break;
      at -= width;
    }
    return at;
  }

  #opens(quote: number): boolean {
    const bytes = this.#bytes;
    const next = bytes[skipSpace(bytes, quote + 1, Math.min(bytes.length, quote + MOST_SPACE))];
    return next !== COLON && next !== COMMA;
  }

  #emit(start: number, end: number, wholeness: number): void {
    const [bytes, base, parser] = [this.#bytes, this.#base, this.#parser];
    this.#onRecord({ start, end, bytes, base, wholeness, parser });
    this.floor = end;
  }
}

/** Bytes of the character that ends at `at`, ASCII or UTF-8; 0 where there is none, or a quote. */
function characterBefore(bytes: Uint8Array, at: number, lowest: number): number {
  const last = bytes[at - 1] as number;
  if (last < 0x80) return last >= 0x20 && last !== 0x7f && last !== QUOTE ? 1 : 0;
  for (let width = 2; width <= 4 && at - width >= lowest; width++) {
    const lead = bytes[at - width] as number;
    if (lead >= 0xc2) return utf8Width(lead) === width ? width : 0;
    if (lead < 0x80) return 0;
  }
  return 0;
}

function isClosing(byte: number): boolean {
  return byte === 0x7d || byte === 0x5d;
}

function isWordByte(byte: number): boolean {
  return isNumeric(byte) || (byte >= 0x61 && byte <= 0x7a);
}
