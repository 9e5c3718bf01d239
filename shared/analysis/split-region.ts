/** Cuts a VMA at multiples of a boundary; amounts are shared out by size so that they sum to the whole. */
import type { ParsedMapping } from '#shared/domain/parsed.ts';

const amounts = [
  'rssBytes',
  'pssBytes',
  'anonymousBytes',
  'dirtyBytes',
  'privateDirtyBytes',
  'swapBytes',
  'hugetlbBytes',
] as const;
type Amount = (typeof amounts)[number];
type Amounts = Partial<Record<Amount, number>>;

export interface RegionPart {
  readonly mapping: ParsedMapping;
  /** The amounts were guessed by size; false for one part, and where all or nothing of the whole is resident. */
  readonly estimated: boolean;
}

export function splitByBoundary(mapping: ParsedMapping, boundary: bigint): RegionPart[] {
  const starts = [mapping.start];
  const next = mapping.start - (mapping.start % boundary) + boundary;
  for (let at = next; at < mapping.end; at += boundary) starts.push(at);
  if (starts.length === 1) return [{ mapping, estimated: false }];

  const whole = Number(mapping.end - mapping.start);
  const estimated = amounts.some((key) => (mapping[key] ?? 0) !== 0 && mapping[key] !== whole);
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? mapping.end;
    const until = (address: bigint) => Number(address - mapping.start) / whole;
    return { mapping: { ...mapping, start, end, ...shareOf(mapping, until(start), until(end)) }, estimated };
  });
}

/** Amounts between two fractions of the whole; neighbours use the same rounded border, so that all parts sum up. */
function shareOf(mapping: ParsedMapping, from: number, to: number): Amounts {
  const share: Amounts = {};
  for (const key of amounts) {
    const total = mapping[key];
    if (total !== undefined) share[key] = Math.round(total * to) - Math.round(total * from);
  }
  return share;
}
