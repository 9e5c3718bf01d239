/**
 * Places as people type them: `0x7f21b8001040` (an address), `4096` (an offset), `+64`, `-0x40` (from the cursor),
 * `start+0x10`, `end`, `end-16`, `50%`, and sums of these.
 */

export interface GoToContext {
  /** Address of offset 0. */
  readonly start: bigint;
  readonly sizeBytes: number;
  /** Offset of the cursor. */
  readonly cursor: number;
}

export type GoTo =
  | { readonly kind: 'offset'; readonly offset: number }
  /** An address that is not in the dump. */
  | { readonly kind: 'outside'; readonly address: bigint }
  | { readonly kind: 'unclear' };

const unclear: GoTo = { kind: 'unclear' };
const LAST_ADDRESS = (1n << 64n) - 1n;

export function parseGoTo(text: string, { start, sizeBytes, cursor }: GoToContext): GoTo {
  const typed = text.replaceAll(/[\s_,]/g, '').toLowerCase();
  if (typed === '') return unclear;
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(typed)?.[1];
  if (percent !== undefined) {
    const share = Number(percent) / 100;
    if (share > 1) return unclear;
    return { kind: 'offset', offset: Math.min(sizeBytes - 1, Math.floor(share * sizeBytes)) };
  }
  const terms = [...typed.matchAll(/([+-]?)(0x[0-9a-f]{1,16}|\d{1,19}|start|end)/gy)];
  if (terms.map(([term]) => term).join('') !== typed) return unclear;
  let address = 0n;
  for (const [index, [, sign = '', word = '']] of terms.entries()) {
    if (index > 0 && sign === '') return unclear;
    // A sign in front counts from the cursor.
    if (index === 0 && sign !== '') address = start + BigInt(cursor);
    const value = valueOf(word, index === 0 && sign === '', start, sizeBytes);
    if (value === undefined) return unclear;
    address += sign === '-' ? -value : value;
  }
  if (address < 0n || address > LAST_ADDRESS) return unclear;
  // `end` is the last byte, but `end-16` is 16 before the end, as a size is taken off.
  if (typed === 'end') address -= 1n;
  const offset = address - start;
  if (offset < 0n || offset >= BigInt(sizeBytes)) return { kind: 'outside', address };
  return { kind: 'offset', offset: Number(offset) };
}

/** The first term is a place, the others are lengths. */
function valueOf(word: string, isPlace: boolean, start: bigint, sizeBytes: number): bigint | undefined {
  if (word === 'start') return isPlace ? start : undefined;
  if (word === 'end') return isPlace ? start + BigInt(sizeBytes) : undefined;
  if (word.startsWith('0x')) return BigInt(word);
  return isPlace ? start + BigInt(word) : BigInt(word);
}
