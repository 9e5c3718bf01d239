/** What the bytes of a dump look like, counted over the pages that were read. */
import type { Bytes } from '#shared/units/bytes.ts';

/** The dump in so many stretches of equal length, at most. */
export const ENTROPY_CELLS = 512;

/** Classes that every byte is in exactly one of. */
export const byteClasses = ['zero', 'printable', 'blank', 'ones', 'control', 'high'] as const;
export type ByteClass = (typeof byteClasses)[number];

export interface RepeatedPage {
  /** Of the first, from the start of the dump. */
  readonly offset: number;
  /** Pages with these very bytes. */
  readonly count: number;
}

export interface DumpStats {
  readonly pageBytes: Bytes;
  readonly pages: {
    readonly total: number;
    /** Their bytes were read. */
    readonly known: number;
    /** Of those: nothing but zeros. */
    readonly zero: number;
    /** One byte, not zero, over and over. */
    readonly uniform: number;
    /** As an earlier page, which is not all zeros. */
    readonly duplicate: number;
  };
  /** Of the known pages. */
  readonly bytes: Readonly<Record<ByteClass, Bytes>>;
  /** Bits per byte over all known bytes (Shannon); null where none is known. */
  readonly entropy: number | null;
  /** The same for each stretch. */
  readonly entropies: readonly (number | null)[];
  /** The most frequent pages that are not all zeros. */
  readonly repeated: readonly RepeatedPage[];
}
