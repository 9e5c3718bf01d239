/**
 * Reads one JSON object, whole or cut, out of bytes that may be anything, and notes its members. Every byte is looked
 * at once; nothing is decoded.
 */
import { COLON, COMMA, QUOTE, isSpace, skipBare, skipSpace, skipString } from './json-bytes.ts';
import { fold, SEED } from './hashes.ts';

/** Objects and arrays in one another. */
export const MOST_DEPTH = 64;
/** Bytes of one record; what is longer is cut there. */
export const MOST_RECORD = 256 * 1024;
/** Members of one record that are noted; more are skipped. */
export const MOST_MEMBERS = 4096;
const MOST_KEY = 1024;

/** What a member's value is. */
export const valueKinds = { none: 0, string: 1, bare: 2, nested: 3 } as const;

/** Members as they came, nested ones too. Offsets are those of the bytes that were parsed. */
export class Members {
  count = 0;
  readonly keyStarts = new Int32Array(MOST_MEMBERS);
  readonly keyEnds = new Int32Array(MOST_MEMBERS);
  readonly valueStarts = new Int32Array(MOST_MEMBERS);
  readonly valueEnds = new Int32Array(MOST_MEMBERS);
  readonly kinds = new Uint8Array(MOST_MEMBERS);
  /** The member whose value holds it, or −1. */
  readonly parents = new Int32Array(MOST_MEMBERS);
  /** 1 where an array lies between it and its parent. */
  readonly listed = new Uint8Array(MOST_MEMBERS);
  /** How many objects that began before the piece have ended before it: 0 in the innermost. */
  readonly levels = new Int32Array(MOST_MEMBERS);
}

export class ObjectParser {
  readonly members = new Members();
  /** Of the keys with their depths, in their order. */
  hash1 = SEED;
  hash2 = SEED;
  /** Behind the last byte that belongs to the object. */
  end = 0;
  /** Objects that began before the piece and ended in it. */
  level = 0;
  #depth = 0;
  /** Member that the open object or array is the value of, by depth. */
  readonly #owners = new Int32Array(MOST_DEPTH + 1);
  readonly #isArray = new Uint8Array(MOST_DEPTH + 1);

  /**
   * @param at of the `{`
   * @returns whether it is whole; without a single member it is no object: see `members.count`
   */
  parseObject(bytes: Uint8Array, at: number, limit: number): boolean {
    this.#reset();
    this.#owners[1] = -1;
    this.#isArray[1] = 0;
    this.#depth = 1;
    return this.#run(bytes, at + 1, limit, false);
  }

  /**
   * Members of an object whose beginning is not there.
   * @param at of the quote of a key, or of the colon behind half a key
   * @returns whether an end of an object was found; `end` is then behind the last one that belongs to it
   */
  parsePiece(bytes: Uint8Array, at: number, limit: number): boolean {
    this.#reset();
    if (bytes[at] !== COLON) return this.#run(bytes, at, limit, true);
    const start = skipSpace(bytes, at + 1, limit);
    const next = start < limit ? this.#value(bytes, start, limit, -1) : -1 - start;
    if (next < 0) {
      this.end = -1 - next;
      return false;
    }
    return this.#run(bytes, next, limit, true, true);
  }

  #reset(): void {
    this.members.count = 0;
    this.hash1 = SEED;
    this.hash2 = SEED;
    this.level = 0;
    this.#depth = 0;
    this.#owners[0] = -1;
    this.#isArray[0] = 0;
  }

  /** Until the object ends, breaks off, or the limit. Values in arrays and members in objects take turns here. */
  #run(bytes: Uint8Array, from: number, limit: number, isPiece: boolean, isAfterValue = false): boolean {
    let at = from;
    let hasValue = isAfterValue;
    let closedAt = -1;
    let mayClose = true;
    for (;;) {
      if (at < limit && isSpace(bytes[at])) at = skipSpace(bytes, at, limit);
      if (at >= limit) return this.#broken(limit, closedAt);
      const byte = bytes[at] as number;
      const depth = this.#depth;
      if ((byte === 0x7d || byte === 0x5d) && mayClose) {
        if (depth === 0) {
          if (!isPiece) return this.#broken(at, closedAt);
          if (byte === 0x7d) {
            closedAt = at + 1;
            this.level += 1;
          } else if (closedAt < 0) return this.#broken(at, closedAt);
        } else {
          if (this.#isArray[depth] !== (byte === 0x5d ? 1 : 0)) return this.#broken(at, closedAt);
          const owner = this.#owners[depth] as number;
          if (owner >= 0) this.members.valueEnds[owner] = at + 1;
          this.#depth = depth - 1;
          if (depth === 1 && !isPiece) {
            this.end = at + 1;
            return this.members.count > 0;
          }
        }
        at += 1;
        hasValue = true;
        continue;
      }
      if (hasValue) {
        if (byte !== COMMA) return this.#broken(at, closedAt);
        at += 1;
        hasValue = false;
        mayClose = false;
        continue;
      }
      const isInArray = this.#isArray[depth] === 1;
      const next = isInArray
        ? this.#value(bytes, at, limit, this.#owners[depth] as number)
        : this.#member(bytes, at, limit);
      if (next < 0) return this.#broken(-1 - next, closedAt);
      // A new object or array has no value yet, and may end at once.
      hasValue = this.#depth === depth;
      mayClose = true;
      at = next;
    }
  }

  #broken(at: number, closedAt: number): boolean {
    this.end = closedAt >= 0 ? closedAt : at;
    return closedAt >= 0;
  }

  /** Key, colon and value. */
  #member(bytes: Uint8Array, at: number, limit: number): number {
    if (bytes[at] !== QUOTE) return -1 - at;
    const start = at + 1;
    const behind = skipString(bytes, start, Math.min(limit, start + MOST_KEY));
    if (behind < 0) return behind;
    let colon = behind;
    if (colon < limit && bytes[colon] !== COLON) colon = skipSpace(bytes, colon, limit);
    if (colon >= limit) return -1 - limit;
    if (bytes[colon] !== COLON) return -1 - beforeObject(bytes, behind, colon, start);
    const member = this.#note(bytes, start, behind - 1);
    let value = colon + 1;
    if (value < limit && isSpace(bytes[value])) value = skipSpace(bytes, value, limit);
    if (value >= limit) return -1 - limit;
    return this.#value(bytes, value, limit, member);
  }

  /** A string, a number, a word; of an object or array its beginning. */
  #value(bytes: Uint8Array, at: number, limit: number, member: number): number {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const behind = skipString(bytes, at + 1, limit);
      if (behind < 0) return behind;
      const next = behind < limit ? (bytes[behind] as number) : 0;
      if (next !== COMMA && next !== 0x7d && bytes[behind - 2] === 0x7b && !isEnd(bytes, behind, limit)) {
        return -1 - (behind - 2);
      }
      this.#endValue(member, at, behind, valueKinds.string);
      return behind;
    }
    if (byte === 0x7b || byte === 0x5b) {
      const depth = this.#depth + 1;
      if (depth > MOST_DEPTH) return -1 - at;
      this.#depth = depth;
      this.#owners[depth] = member;
      this.#isArray[depth] = byte === 0x5b ? 1 : 0;
      this.#endValue(member, at, at + 1, valueKinds.nested);
      return at + 1;
    }
    const behind = skipBare(bytes, at, limit);
    if (behind === at) return -1 - at;
    this.#endValue(member, at, behind, valueKinds.bare);
    return behind;
  }

  /** In an array the member keeps the value that opened it. */
  #endValue(member: number, start: number, end: number, kind: number): void {
    const { members } = this;
    if (member < 0 || members.kinds[member] === valueKinds.nested) return;
    members.valueStarts[member] = start;
    members.valueEnds[member] = end;
    members.kinds[member] = kind;
  }

  #note(bytes: Uint8Array, start: number, end: number): number {
    const depth = this.#depth;
    let hash = SEED ^ (depth - this.level);
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    this.hash1 = fold(this.hash1, hash);
    this.hash2 = fold(this.hash2, hash ^ (end - start) ^ (hash >>> 15));
    const { members } = this;
    const { count } = members;
    if (count === MOST_MEMBERS) return -1;
    members.keyStarts[count] = start;
    members.keyEnds[count] = end;
    members.kinds[count] = valueKinds.none;
    members.valueStarts[count] = end;
    members.valueEnds[count] = end;
    members.parents[count] = this.#owners[depth] as number;
    members.listed[count] = depth > 1 && this.#isArray[depth - 1] === 1 ? 1 : 0;
    members.levels[count] = this.level;
    members.count = count + 1;
    return count;
  }
}

function isEnd(bytes: Uint8Array, at: number, limit: number): boolean {
  const next = skipSpace(bytes, at, limit);
  return next >= limit || bytes[next] === COMMA || bytes[next] === 0x7d || bytes[next] === 0x5d;
}

/** Where a string that breaks off ran into the beginning of another object, that one's `{`; else `otherwise`. */
function beforeObject(bytes: Uint8Array, behind: number, otherwise: number, start: number): number {
  return behind - 2 >= start && bytes[behind - 2] === 0x7b ? behind - 2 : otherwise;
}
