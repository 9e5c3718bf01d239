/**
 * The first 100 bytes of a case file, checked by hand before SQLite sees the file
 * (https://sqlite.org/fileformat2.html, section 1.3). Everything that can have one value only in a
 * file of ours must have it.
 */
import { constants, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '#shared/errors/app-error.ts';
import type { ErrorCode } from '#shared/errors/codes.ts';
import { withCaseErrors } from './errors.ts';
import type { FileIdentity } from './file-identity.ts';
import { APPLICATION_ID } from './limits.ts';
import { SCHEMA_VERSION } from './migrations/index.ts';
import type { Claim } from './open-files.ts';

export const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

export interface CaseHeader {
  readonly schemaVersion: number;
  readonly pageBytes: number;
  readonly pages: number;
  /** Size of the file as found. */
  readonly fileBytes: number;
  /** The file says that a write-ahead log belongs to it: it is open, was not closed, or was copied meanwhile. */
  readonly needsLog: boolean;
}

/** Opens the file for reading, without following a link; the claim closes the descriptor. */
export function openChecked(identity: FileIdentity, claim: Claim): number {
  return withCaseErrors(identity.path, () => {
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const descriptor = openSync(identity.path, flags);
    claim.keep(descriptor);
    const stat = fstatSync(descriptor, { bigint: true });
    if (stat.isFile() && stat.ino.toString() === identity.inode) return descriptor;
    throw new AppError(
      'casefile.not-regular',
      `${identity.path} was replaced while it was opened; try again.`,
      {
        path: identity.path,
      },
    );
  });
}

/** @throws casefile.not-a-case, casefile.newer-version, casefile.truncated, casefile.corrupt */
export function readHeader(descriptor: number, path: string): CaseHeader {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const length = withCaseErrors(path, () => readSync(descriptor, bytes, 0, HEADER_BYTES, 0));
  const refuse = (code: ErrorCode, message: string) => new AppError(code, `${path} ${message}`, { path });
  if (length < MAGIC.length || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw refuse('casefile.not-a-case', 'is not a Memcase case; if it is evidence, import it into one.');
  }
  if (length < HEADER_BYTES)
    throw refuse('casefile.truncated', 'ends within its header; get the file again and compare sizes.');
  if (bytes.readUInt32BE(68) !== APPLICATION_ID) {
    throw refuse('casefile.not-a-case', 'is a database of another program.');
  }
  const schemaVersion = bytes.readUInt32BE(60);
  if (schemaVersion > SCHEMA_VERSION) {
    throw newerVersion(path, schemaVersion);
  }
  const fault = findFault(bytes, schemaVersion);
  if (fault !== undefined)
    throw refuse('casefile.corrupt', `has a damaged header (${fault}); use another copy.`);
  return {
    schemaVersion,
    pageBytes: pageBytesOf(bytes),
    pages: bytes.readUInt32BE(28),
    fileBytes: fstatSync(descriptor).size,
    needsLog: bytes.readUInt8(18) === 2,
  };
}

function newerVersion(path: string, found: number): AppError {
  return new AppError(
    'casefile.newer-version',
    `${path} has version ${found} of the file format, this Memcase knows up to ${SCHEMA_VERSION}; update Memcase. The file was not touched.`,
    { path, foundVersion: found, knownVersion: SCHEMA_VERSION },
  );
}

/** The size must be what the header says; not to be asked while a log has yet to be folded in. */
export function requireWhole(header: CaseHeader, path: string): void {
  const expected = header.pages * header.pageBytes;
  if (header.fileBytes < expected) {
    throw new AppError(
      'casefile.truncated',
      `${path} is cut off: it has ${header.fileBytes} of ${expected} bytes; get the file again.`,
      {
        path,
        expectedBytes: expected,
        foundBytes: header.fileBytes,
      },
    );
  }
  if (header.fileBytes > expected) {
    throw new AppError(
      'casefile.corrupt',
      `${path} has ${header.fileBytes - expected} bytes behind its end; use another copy.`,
      {
        path,
        expectedBytes: expected,
        foundBytes: header.fileBytes,
      },
    );
  }
}

function pageBytesOf(bytes: Buffer): number {
  const stored = bytes.readUInt16BE(16);
  return stored === 1 ? 65_536 : stored;
}

function findFault(bytes: Buffer, schemaVersion: number): string | undefined {
  const page = pageBytesOf(bytes);
  const format = bytes.readUInt8(18);
  const checks: readonly (readonly [ok: boolean, fault: string])[] = [
    [schemaVersion >= 1, 'no schema version'],
    [page >= 512 && page <= 65_536 && (page & (page - 1)) === 0, 'impossible page size'],
    [(format === 1 || format === 2) && bytes.readUInt8(19) === format, 'unknown file format version'],
    [bytes.readUInt8(20) === 0, 'reserved space in pages'],
    [bytes.readUInt32BE(20) === 0x00_40_20_20, 'unknown payload fractions'],
    [bytes.readUInt32BE(28) > 0, 'no pages'],
    [bytes.readUInt32BE(44) === 4, 'unknown schema format'],
    [bytes.readUInt32BE(52) === 0 && bytes.readUInt32BE(64) === 0, 'automatic vacuum'],
    [bytes.readUInt32BE(56) === 1, 'a text encoding other than UTF-8'],
    [bytes.subarray(72, 92).every((byte) => byte === 0), 'reserved bytes that are not zero'],
    [bytes.readUInt32BE(24) === bytes.readUInt32BE(92), 'a page count that is not valid'],
  ];
  return checks.find(([ok]) => !ok)?.[1];
}
