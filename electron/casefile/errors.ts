/** The one place where SQLite's and the operating system's codes become ours. */
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { ErrorCode } from '#shared/errors/codes.ts';

const byOsCode: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'casefile.not-found',
  ENOTDIR: 'casefile.not-found',
  EEXIST: 'casefile.exists',
  EISDIR: 'casefile.not-regular',
  ELOOP: 'casefile.not-regular',
  ENXIO: 'casefile.not-regular',
  EACCES: 'casefile.read-only',
  EPERM: 'casefile.read-only',
  EROFS: 'casefile.read-only',
  ENOSPC: 'casefile.disk-full',
  EDQUOT: 'casefile.disk-full',
  EFBIG: 'casefile.disk-full',
};

/** Primary result codes (https://sqlite.org/rescode.html); extended ones begin with these. */
const bySqliteCode: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_BUSY', 'casefile.locked'],
  ['SQLITE_LOCKED', 'casefile.locked'],
  ['SQLITE_CORRUPT', 'casefile.corrupt'],
  ['SQLITE_NOTADB', 'casefile.corrupt'],
  ['SQLITE_FORMAT', 'casefile.corrupt'],
  ['SQLITE_TOOBIG', 'casefile.corrupt'],
  ['SQLITE_MISMATCH', 'casefile.corrupt'],
  ['SQLITE_FULL', 'casefile.disk-full'],
  ['SQLITE_READONLY', 'casefile.read-only'],
  ['SQLITE_PERM', 'casefile.read-only'],
  ['SQLITE_CANTOPEN', 'casefile.io'],
  ['SQLITE_IOERR', 'casefile.io'],
];

const sentences: Partial<Record<ErrorCode, string>> = {
  'casefile.not-found': 'There is no such file.',
  'casefile.exists': 'The file exists already.',
  'casefile.not-regular': 'This is not a regular file.',
  'casefile.read-only': 'The case file or its folder cannot be written.',
  'casefile.disk-full': 'The disk is full; everything that was acknowledged before is kept.',
  'casefile.locked': 'The case is open elsewhere; close it there first.',
  'casefile.corrupt': 'The case file is damaged.',
  'casefile.io': 'The case file could not be read or written.',
};

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** An `AppError` stays; what SQLite or the system reports gets its code; anything else is a defect and stays. */
export function toCaseError(error: unknown, path: string): unknown {
  if (isAppError(error)) return error;
  const raw = codeOf(error);
  const code = byOsCode[raw] ?? bySqliteCode.find(([prefix]) => raw.startsWith(prefix))?.[1];
  if (code === undefined) return error;
  return new AppError(code, sentences[code] ?? 'The case file failed.', { path, cause: raw }, error);
}

/** Runs `work`; what it throws leaves as an `AppError` wherever the cause is known. */
export function withCaseErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toCaseError(error, path);
  }
}

/** @returns the error for a value that no writer of ours can have stored. */
export function corrupt(what: string): AppError {
  return new AppError('casefile.corrupt', `The case file is damaged: ${what}.`, { what });
}
