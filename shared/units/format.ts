/** The only formatters of amounts. Memory is shown in IEC units (1024), always with the unit. */
import { GiB, KiB, MiB, type Bytes } from './bytes.ts';

/** `1.5 MiB`, `12 KiB`, `0 B`; the sign is kept, a true minus sign is used. */
export function formatBytes(bytes: Bytes): string {
  const size = Math.abs(bytes);
  const sign = bytes < 0 ? '\u2212' : '';
  if (size >= GiB) return `${sign}${(size / GiB).toFixed(2)} GiB`;
  if (size >= MiB) return `${sign}${(size / MiB).toFixed(1)} MiB`;
  if (size >= KiB) return `${sign}${(size / KiB).toFixed(size >= 10 * KiB ? 0 : 1)} KiB`;
  return `${sign}${size} B`;
}

/** As `formatBytes`, with a plus sign for growth; zero is `0 B`. */
export function formatDelta(bytes: Bytes): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes);
}

/** `98.6 %` of a share between 0 and 1. Rounded down, so that 100 % means all. */
export function formatShare(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
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
