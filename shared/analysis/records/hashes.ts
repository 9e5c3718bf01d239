/** Quick hashes of bytes for grouping; not against an attacker. Two of them together are told apart by 53 bits. */

export const SEED = 0x811c9dc5 | 0;

/** One hash into another; the order counts. */
export function fold(into: number, hash: number): number {
  const mixed = Math.imul(into ^ (into >>> 15), 0x2c1b3c6d) ^ hash;
  return Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39);
}

/** A key for a Map out of two hashes. */
export function joined(hash1: number, hash2: number): number {
  return (hash1 >>> 0) * 0x20_0000 + (hash2 >>> 11);
}

/** Of `[start, end)`. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let one = SEED;
  let two = SEED ^ (end - start);
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    one = Math.imul(one ^ byte, 0x01000193);
    two = Math.imul((two << 5) ^ (two >>> 27) ^ byte, 0x2c1b3c6d);
  }
  return joined(one, two);
}
