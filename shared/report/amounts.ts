/**
 * Amounts in tables are exact. The kernel prints memory in kB (1024 bytes), so a table in KiB shows the very
 * digits that stand in the evidence; where one amount is no whole KiB, its table is in bytes.
 */
import { KiB, type Bytes } from '#shared/units/bytes.ts';
import { formatCount } from '#shared/units/format.ts';

export type AmountUnit = 'KiB' | 'B';

const MINUS = '\u2212';
/** Stands for "not known", which is not zero. */
export const UNKNOWN = '\u2013';

export function chooseUnit(amounts: readonly (Bytes | null)[]): AmountUnit {
  return amounts.every((bytes) => bytes === null || bytes % KiB === 0) ? 'KiB' : 'B';
}

/** `1,767,116`, `−2,304`; without the unit, which the table's heading has. */
export function formatAmount(bytes: Bytes | null, unit: AmountUnit): string {
  if (bytes === null) return UNKNOWN;
  const value = unit === 'KiB' ? bytes / KiB : bytes;
  return `${value < 0 ? MINUS : ''}${formatCount(Math.abs(value))}`;
}

export function formatChange(bytes: Bytes | null, unit: AmountUnit): string {
  return bytes !== null && bytes > 0 ? `+${formatAmount(bytes, unit)}` : formatAmount(bytes, unit);
}

/** `40.1 %`, `−3.0 %` of a whole, to the nearest tenth; `–` where the whole is nothing. */
export function formatPart(part: number, whole: number): string {
  if (whole === 0) return UNKNOWN;
  const tenths = Math.round((part / whole) * 1000);
  return `${tenths < 0 ? MINUS : ''}${(Math.abs(tenths) / 10).toFixed(1)} %`;
}

/** Hex digits in groups of eight: `3f2a9c01 …`. */
export function groupHex(hex: string): string {
  return hex.match(/.{1,8}/g)?.join(' ') ?? '';
}
