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

/** What happened to which file, and what to do; `{path}` is the file, `{cause}` the system's code. */
const sentences: Partial<Record<ErrorCode, string>> = {
  'casefile.not-found': 'There is no file {path}; check the name, or make a case with memcase new.',
  'casefile.exists': '{path} exists already; choose another name.',
  'casefile.not-regular': '{path} is no regular file; name the case file itself.',
  'casefile.read-only':
    '{path} or its folder may not be read or written by this account ({cause}); check the rights, or work on a copy.',
  'casefile.disk-full':
    'The disk of {path} is full; free some space and try again. What was acknowledged before is kept.',
  'casefile.locked': '{path} is open elsewhere; close it there first.',
  'casefile.corrupt': '{path} is damaged ({cause}); use another copy.',
  'casefile.io': '{path} could not be read or written ({cause}); copy it to a local disk and try again.',
};

function sentenceOf(code: ErrorCode, path: string, cause: string): string {
  const form = sentences[code] ?? '{path} failed ({cause}).';
  return form.replace('{path}', () => path).replace('{cause}', () => cause);
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** An `AppError` stays, but for the path that it may lack; what SQLite or the system reports gets its code; anything else is a defect and stays. */
export function toCaseError(error: unknown, path: string): unknown {
  if (isAppError(error)) return withPath(error, path);
  const raw = codeOf(error);
  const code = byOsCode[raw] ?? bySqliteCode.find(([prefix]) => raw.startsWith(prefix))?.[1];
  if (code === undefined) return error;
  return new AppError(code, sentenceOf(code, path, raw), { path, cause: raw }, error);
}

/** What is found deep in a case knows nothing of its file. */
function withPath(error: AppError, path: string): AppError {
  const { code, message, data } = error;
  if (!code.startsWith('casefile.') || data['path'] !== undefined) return error;
  return new AppError(code, `${path}: ${message}`, { ...data, path }, error);
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
