/** Amounts of a column whose unit stands in its header: the same unit and places in every row. */
import { KiB, MiB, type Bytes } from './bytes.ts';
import { formatCount } from './format.ts';

export const byteUnits = ['MiB', 'KiB', 'B'] as const;
export type ByteUnit = (typeof byteUnits)[number];

const sizes: Record<ByteUnit, number> = { MiB, KiB, B: 1 };
const places: Record<ByteUnit, number> = { MiB: 1, KiB: 0, B: 0 };

/**
 * `1,725.7` for MiB, whole numbers for KiB and bytes, without the unit. What is not zero but would
 * round to it is `<0.1` or `<1`; a true minus sign leads negative amounts.
 */
export function formatBytesIn(bytes: Bytes, unit: ByteUnit): string {
  const sign = bytes < 0 ? '\u2212' : '';
  const fixed = (Math.abs(bytes) / sizes[unit]).toFixed(places[unit]);
  if (bytes !== 0 && Number(fixed) === 0) return `${sign}<${places[unit] === 0 ? '1' : '0.1'}`;
  const [whole = '0', fraction] = fixed.split('.');
  const digits = formatCount(Number(whole));
  return sign + (fraction === undefined ? digits : `${digits}.${fraction}`);
}

/** As `formatBytesIn`, with a plus sign for growth. */
export function formatDeltaIn(bytes: Bytes, unit: ByteUnit): string {
  return bytes > 0 ? `+${formatBytesIn(bytes, unit)}` : formatBytesIn(bytes, unit);
}
