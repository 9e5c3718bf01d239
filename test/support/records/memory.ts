/** Memory out of pieces, and what the scanner finds in it. */
import { findRecords } from '#shared/analysis/records/find-records.ts';
import { scanRecords, type ScanOptions } from '#shared/analysis/records/scan-records.ts';
import type { MemoryReader } from '#shared/domain/heap.ts';
import { wholenesses } from '#shared/domain/records.ts';

export function memoryOf(...pieces: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}

/** Hands out copies, so that nothing may rely on an earlier window. */
export function readerOf(bytes: Uint8Array): MemoryReader {
  return {
    ...{ start: 0x7f00_0000_0000n, sizeBytes: bytes.length },
    read: (offset, length) => Uint8Array.from(bytes.subarray(offset, offset + length)),
  };
}

/** `whole 12 {"a":1}` */
export function found(bytes: Uint8Array, options?: ScanOptions): string[] {
  const lines: string[] = [];
  scanRecords(
    readerOf(bytes),
    (record) => {
      const text = Buffer.from(record.bytes.subarray(record.start, record.end)).toString('latin1');
      lines.push(`${wholenesses[record.wholeness]} ${record.base + record.start} ${text}`);
    },
    options,
  );
  return lines;
}

export function summaryOf(bytes: Uint8Array): ReturnType<typeof findRecords> {
  return findRecords(readerOf(bytes), null);
}

/** Numbers in [0, 1) that are the same in every run. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
