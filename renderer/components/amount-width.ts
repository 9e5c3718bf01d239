import type { ByteUnit } from '#shared/units/byte-unit.ts';

/** Pixels that hold 999 GiB in each unit with its separators; nothing of a number is ever cut off. */
const widths: Record<ByteUnit, { readonly amount: number; readonly delta: number }> = {
  MiB: { amount: 80, delta: 98 },
  KiB: { amount: 106, delta: 124 },
  B: { amount: 134, delta: 152 },
};

/** Pixels that hold VmallocTotal of x86-64 with five levels of page tables, 12,800 TiB: meminfo's largest number. */
export const meminfoWidths: Readonly<Record<ByteUnit, number>> = { MiB: 118, KiB: 132, B: 158 };

/** Track of a column of amounts, as wide as its header needs at least. */
export function amountWidth(unit: ByteUnit, headerPx = 0): string {
  return `${Math.max(headerPx, widths[unit].amount)}px`;
}

/** Track of a column of differences, with room for arrow and sign. */
export function deltaWidth(unit: ByteUnit, headerPx = 0): string {
  return `${Math.max(headerPx, widths[unit].delta)}px`;
}
