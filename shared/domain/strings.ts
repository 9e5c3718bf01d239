/** Text that was found in memory. */
import type { Bytes } from '#shared/units/bytes.ts';
import type { Liveness } from './heap.ts';

export const stringEncodings = ['ascii', 'utf-8', 'utf-16le', 'utf-16be', 'gbk'] as const;
export type StringEncoding = (typeof stringEncodings)[number];

/** Strings column by column. Of each encoding in order of offset; of different ones in any order. */
export interface StringBatch {
  readonly count: number;
  /** From the start of the dump. */
  readonly offsets: Float64Array;
  /** In bytes. */
  readonly lengths: Uint32Array;
  /** Indexes into `stringEncodings`. */
  readonly encodings: Uint8Array;
}

/** With the chunk that holds each string's first byte. */
export interface OwnedStrings extends StringBatch {
  /** Rows of the chunk table; −1 where no chunk is. */
  readonly chunks: Int32Array;
}

export interface StringTotal {
  readonly count: number;
  readonly bytes: Bytes;
}

/** Per encoding, for the ASCII part of a UTF-8 string is a string of ASCII too: these are never added together. */
export type StringTotals = Readonly<Record<StringEncoding, Readonly<Record<Liveness, StringTotal>>>>;
