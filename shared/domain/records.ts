/** Records that were found in memory: JSON objects, where they lie, and what shape they have. */
import type { Bytes } from '#shared/units/bytes.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { Liveness } from './heap.ts';

export const wholenesses = [
  'whole',
  /** Its beginning was overwritten or was never in the dump; it ends as an object does. */
  'no-head',
  /** It begins as an object does and breaks off. */
  'no-tail',
] as const;
export type Wholeness = (typeof wholenesses)[number];

/** Records of one dump in the order of their offsets, column by column; they do not overlap. */
export interface RecordTable {
  readonly count: number;
  /** From the start of the dump. */
  readonly offsets: Float64Array;
  /** Bytes. */
  readonly lengths: Uint32Array;
  /** Indexes into `wholenesses`. */
  readonly wholeness: Uint8Array;
  /** Index of the shape, or −1 for one that belongs to no shape alone. */
  readonly shapes: Int32Array;
  /** Row of the chunk table that it begins in, or −1. */
  readonly chunks: Int32Array;
}

/** Records of one shape and one liveness, together. */
export interface RecordTotal {
  readonly count: number;
  readonly wholes: number;
  readonly payloadBytes: Bytes;
  /** Of the chunks that they lie in, each chunk once. */
  readonly chunkBytes: Bytes;
  readonly meanBytes: number;
  readonly p50Bytes: Bytes;
  readonly p95Bytes: Bytes;
  readonly maxBytes: Bytes;
}

export const timeUnits = ['iso-8601', 'seconds', 'milliseconds', 'microseconds'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** One field of a shape over its whole records. */
export interface FieldSummary {
  /** `tls.version`, `items[].id`. */
  readonly path: string;
  readonly count: number;
  /** The most frequent values, as they are written, made printable; none where hardly one comes twice. */
  readonly top: readonly { readonly text: string; readonly count: number }[];
  /** Different values that were told apart; where `isCapped`, there are more. */
  readonly distinct: number;
  readonly isCapped: boolean;
  /** Values that are not in `top`; objects and arrays are none. */
  readonly others: number;
  readonly numbers: {
    readonly count: number;
    readonly min: number;
    readonly max: number;
    readonly mean: number;
  } | null;
  /** Where at least nine in ten values are a time. */
  readonly times: { readonly unit: TimeUnit; readonly firstMs: EpochMs; readonly lastMs: EpochMs } | null;
}

export interface RecordSide {
  readonly total: RecordTotal;
  readonly fields: readonly FieldSummary[];
  /** Offsets of some records, whole ones first. */
  readonly samples: readonly number[];
}

/** Records with the same keys, whatever their order, counted by whether their chunk lives. */
export interface RecordShape {
  readonly id: number;
  /** Paths in the order in which the first record had them. */
  readonly keys: readonly string[];
  readonly sides: Readonly<Record<Liveness, RecordSide | null>>;
}

export interface RecordSummary {
  readonly table: RecordTable;
  /** By payload, the largest first. */
  readonly shapes: readonly RecordShape[];
  /** Cut records that more than one shape, or none, would explain; and those beyond the number of shapes that are told apart. */
  readonly unassigned: Readonly<Record<Liveness, RecordTotal>>;
}
