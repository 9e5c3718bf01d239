/** Sizes that bound what a case file may ask of us. A value beyond its limit is `casefile.corrupt`. */
import { KiB, MiB } from '#shared/units/bytes.ts';

/** 'MEMC', big-endian, at offset 68 of the file. */
export const APPLICATION_ID = 0x4d454d43;

export const PAGE_BYTES = 4096;

/** Artifacts are cut into pieces of this size; the last one is shorter. */
export const CHUNK_BYTES = 256 * KiB;

/** Decoded chunks that stay in memory: 8 MiB. */
export const CACHED_CHUNKS = 32;

/** New chunks of one import are committed in groups of this many raw bytes. */
export const BATCH_BYTES = 16 * MiB;

/** The write-ahead log is folded into the file when it has grown beyond this. */
export const LOG_BYTES = 64 * MiB;

/** A case that keeps no more than this is written anew to give free pages back: in memory, and within a second. */
export const SHRINK_BYTES = 64 * MiB;

/** Free pages that are not worth it. */
export const SPARE_BYTES = 1 * MiB;

/** Longest stored text, in bytes of UTF-8. */
export const TEXT_BYTES = 256 * KiB;

/** Longest canonical JSON: the detail of a journal entry, the measures of a process. */
export const JSON_BYTES = 1 * MiB;
