/** From the cursor to the next hit, in either direction and around the ends. */

export interface Hit {
  readonly offset: number;
  readonly length: number;
}

/**
 * @param hits sorted by offset
 * @returns its index, or −1 where there is none
 */
export function nextHit(hits: readonly Hit[], from: number, step: 1 | -1): number {
  if (hits.length === 0) return -1;
  if (step === 1) {
    const index = hits.findIndex(({ offset }) => offset > from);
    return index < 0 ? 0 : index;
  }
  const index = hits.findLastIndex(({ offset }) => offset < from);
  return index < 0 ? hits.length - 1 : index;
}
