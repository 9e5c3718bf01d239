/** What is looked for in memory, and where it was found. */
import type { Address } from '#shared/units/address.ts';
import { stringEncodings } from './strings.ts';

/** As what a hit reads: text in an encoding, plain bytes (hex, regex), or of an address: its place, a pointer to it. */
export const hitEncodings = [...stringEncodings, 'bytes', 'place', 'pointer'] as const;
export type HitEncoding = (typeof hitEncodings)[number];

/** Bytes of which a mask's ones count: `(memory & mask) === (bytes & mask)`, byte by byte. */
export interface SearchPattern {
  readonly bytes: Uint8Array;
  /** As long as `bytes`; null where every bit counts. */
  readonly mask: Uint8Array | null;
  readonly encoding: HitEncoding;
}

export interface SearchHit {
  /** From the start of the dump. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
  readonly address: Address;
  readonly encoding: HitEncoding;
}
