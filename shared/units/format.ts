/** The only formatters of amounts. Memory is shown in IEC units (1024), always with the unit. */
import { GiB, KiB, MiB, type Bytes } from './bytes.ts';

/**
 * At least four digits, so that a difference of two amounts can be told from the amounts: `1,634 MiB` up to 10 GiB,
 * `291.0 MiB`, `2,148 KiB` up to 10 MiB, `1,536 B` up to 10 KiB. Whole KiB are the kernel's own figures, and exact.
 * The sign is kept; a true minus sign is used.
 */
export function formatBytes(bytes: Bytes): string {
  const size = Math.abs(bytes);
  const sign = bytes < 0 ? '\u2212' : '';
  if (size >= 10 * GiB) return `${sign}${fourDigits(size / GiB)} GiB`;
  if (size >= 10 * MiB) return `${sign}${fourDigits(size / MiB)} MiB`;
  if (size >= KiB && size % KiB === 0) return `${sign}${formatCount(size / KiB)} KiB`;
  if (size >= 10 * KiB) return `${sign}${fourDigits(size / KiB)} KiB`;
  return `${sign}${formatCount(size)} B`;
}

/** Of a number from 10 on: `12.35`, `123.5`, `1,235`. */
function fourDigits(value: number): string {
  if (value < 100) return value.toFixed(2);
  if (value < 1000) return value.toFixed(1);
  return formatCount(Math.round(value));
}

/** As `formatBytes`, with a plus sign for growth; zero is `0 B`. */
export function formatDelta(bytes: Bytes): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes);
}

/** `98.6 %` of a share between 0 and 1, to the nearest tenth; but 100 % means all. */
export function formatShare(share: number): string {
  const tenths = Math.round(share * 1000);
  return `${((share < 1 && tenths === 1000 ? 999 : tenths) / 10).toFixed(1)} %`;
}

/** `1,767,116`: whole numbers with separators, the same in every locale, so that reports compare. */
export function formatCount(value: number): string {
  return Math.trunc(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** How evidence is named to people: `E-012`. */
export function formatEvidenceId(artifact: number): string {
  return `E-${artifact.toString().padStart(3, '0')}`;
}
