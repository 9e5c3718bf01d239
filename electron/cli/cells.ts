/** Cells that several tables share. */
import type { DiffRow } from '#shared/domain/diff.ts';
import { placesOf, type EvidenceRef } from '#shared/domain/evidence.ts';
import { formatBytes, formatCount, formatDelta, formatEvidenceId } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { toAddressText } from '#shared/units/address.ts';

const SHOWN_EVIDENCE = 2;
const BAR_CELLS = 10;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** What is not known, which is not zero and not nothing. */
export const UNKNOWN = '\u2013';

export function bytesCell(bytes: number | null): string {
  return bytes === null ? '' : formatBytes(bytes);
}

export function deltaCell(bytes: number | null): string {
  return bytes === null ? '' : formatDelta(bytes);
}

export function countCell(count: number | null): string {
  return count === null ? '' : formatCount(count);
}

/** A value of meminfo, which may be a plain count (`HugePages_Total`). */
export function valueCell(value: number | null, unit: 'bytes' | 'count'): string {
  return unit === 'bytes' ? bytesCell(value) : countCell(value);
}

/** `E-012:3`, for a dump `E-031+0x1000`. */
export function evidenceCell(evidence: readonly EvidenceRef[]): string {
  const shown = evidence.slice(0, SHOWN_EVIDENCE).map(formatReference);
  const more = placesOf(evidence) - shown.length;
  return [...shown, ...(more > 0 ? [`+${more}`] : [])].join(' ');
}

export function formatReference(reference: EvidenceRef): string {
  if ('dump' in reference) {
    return `${formatEvidenceId(reference.dump)}+${toAddressText(BigInt(reference.offset))}`;
  }
  return reference.line === 0
    ? formatEvidenceId(reference.artifact)
    : `${formatEvidenceId(reference.artifact)}:${reference.line}`;
}

/** First references of both sides, so that either number can be looked up. */
export function sidesEvidence({ aEvidence, bEvidence }: DiffRow): string {
  return evidenceCell([...aEvidence.slice(0, 1), ...bEvidence.slice(0, 1)]);
}

/** A bar of up to ten cells; a share above one fills it. */
export function barCell(share: number): string {
  const eighths = Math.round(Math.min(1, Math.abs(share)) * BAR_CELLS * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** To the second: tables are for people. */
export function timeCell(at: number): string {
  return formatUtc(at)
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
