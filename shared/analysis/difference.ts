import type { Bytes } from '#shared/units/bytes.ts';

/** A minus B; an unknown side counts as nothing, two unknown sides give no difference. */
export function difference(a: Bytes | null, b: Bytes | null): Bytes | null {
  return a === null && b === null ? null : (a ?? 0) - (b ?? 0);
}

/** Sum of what is known; null where nothing is. */
export function sumKnown(amounts: readonly (Bytes | null)[]): Bytes | null {
  const known = amounts.filter((bytes) => bytes !== null);
  return known.length === 0 ? null : known.reduce((sum, bytes) => sum + bytes, 0);
}
