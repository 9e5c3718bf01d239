/** The write-ahead log beside a case (https://sqlite.org/fileformat2.html, section 4), read by hand. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { HEADER_BYTES } from './header.ts';

const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

export function logPathOf(casePath: string): string {
  return `${casePath}-wal`;
}

/** Size in bytes; 0 where there is none. */
export function logBytes(casePath: string): number {
  return statSync(logPathOf(casePath), { throwIfNoEntry: false })?.size ?? 0;
}

/** The first salt of the log's header, or null where the log is too short to have one. */
export function readLogSalt(casePath: string): number | null {
  const header = readLog(casePath, LOG_HEADER_BYTES);
  return header.length < LOG_HEADER_BYTES ? null : header.readUInt32BE(16);
}

/**
 * Whether a log changes nothing: no whole frame, or page 1 once, equal to that of the file but for
 * what SQLite itself counts there (format version, change counter, valid-for, library version). This
 * is what opening leaves when it is killed before the lease knows the salt.
 */
export function isEmptyCommit(casePath: string, descriptor: number, pageBytes: number): boolean {
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const log = readLog(casePath, LOG_HEADER_BYTES + frameBytes + 1);
  if (log.length < LOG_HEADER_BYTES + frameBytes) return true;
  if (log.length > LOG_HEADER_BYTES + frameBytes || log.readUInt32BE(LOG_HEADER_BYTES) !== 1) return false;
  const logged = log.subarray(LOG_HEADER_BYTES + FRAME_HEADER_BYTES);
  const page = Buffer.alloc(pageBytes);
  if (readSync(descriptor, page, 0, pageBytes, 0) < pageBytes) return false;
  return maskCounters(page).equals(maskCounters(logged));
}

function maskCounters(page: Buffer): Buffer {
  const copy = Buffer.from(page);
  copy.fill(0, 18, 20);
  copy.fill(0, 24, 28);
  copy.fill(0, 92, HEADER_BYTES);
  return copy;
}

function readLog(casePath: string, length: number): Buffer {
  const descriptor = openSync(logPathOf(casePath), 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}
