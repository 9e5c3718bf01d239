/**
 * Values from a case file are checked before they are believed: a file from elsewhere can hold any
 * type and any length in any column, whatever the schema says.
 */
import { TEXT_BYTES } from './limits.ts';
import { corrupt } from './errors.ts';

/** One row as better-sqlite3 gives it with `raw()`. */
export type RawRow = readonly unknown[];

/**
 * SQL for a text or blob column that gives an empty blob in place of a value longer than `limit`
 * bytes, so that it is never loaded; `text()` then refuses it. `octet_length` reads the header only.
 */
export function capped(column: string, limit: number = TEXT_BYTES): string {
  return `iif(octet_length(${column}) > ${limit}, x'', ${column})`;
}

export function integer(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw corrupt(`${what} is no whole number`);
}

export function natural(value: unknown, what: string): number {
  const number = integer(value, what);
  if (number >= 0) return number;
  throw corrupt(`${what} is negative`);
}

export function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw corrupt(`${what} is no text, or too long`);
}

export function blob(value: unknown, what: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw corrupt(`${what} is no blob`);
}

export function oneOf<T extends string>(list: readonly T[], value: unknown, what: string): T {
  if ((list as readonly unknown[]).includes(value)) return value as T;
  throw corrupt(`${what} is none of the known words`);
}

export function nullable<T>(
  check: (value: unknown, what: string) => T,
  value: unknown,
  what: string,
): T | null {
  return value === null ? null : check(value, what);
}

/** A 64-bit column as two: better-sqlite3 gives a number for each, and no bigint for other columns. */
export function splitAddress(column: string): string {
  return `${column} >> 32, ${column} & 0xffffffff`;
}

export function joinAddress(high: unknown, low: unknown, what: string): bigint {
  const upper = integer(high, what);
  const lower = natural(low, what);
  // Below 2^52 one conversion does; above, the sign of the stored integer is taken off.
  if (upper >= 0 && upper < 0x100000) return BigInt(upper * 0x100000000 + lower);
  return BigInt.asUintN(64, (BigInt(upper) << 32n) | BigInt(lower));
}

/** SQLite's integers are signed: addresses of the top half become negative. */
export function toStoredAddress(address: bigint): bigint {
  return BigInt.asIntN(64, address);
}
