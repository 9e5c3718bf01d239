/**
 * Files that SQLite would pick up beside a case. A crafted `-journal` makes it delete any file that
 * we may write, a `-wal` changes what is read: nothing is opened beside one that is not proven ours.
 * We never leave a `-journal` (the only change in rollback mode keeps its journal in memory) nor a
 * `-shm` (exclusive locking keeps the index in memory), so these two are never ours.
 */
import { lstatSync } from 'node:fs';
import { AppError } from '#shared/errors/app-error.ts';
import type { FileIdentity } from './file-identity.ts';
import type { CaseHeader } from './header.ts';
import type { LeaseRecord } from './lease.ts';
import { isEmptyCommit, logBytes, readLogSalt } from './log-file.ts';
import { locked } from './open-files.ts';
import { isLockedElsewhere } from './other-locks.ts';

const SUFFIXES = ['-journal', '-wal', '-shm'] as const;
type Suffix = (typeof SUFFIXES)[number];

export function findSidecars(casePath: string): Suffix[] {
  return SUFFIXES.filter((suffix) => lstatSync(casePath + suffix, { throwIfNoEntry: false }) !== undefined);
}

/**
 * Whether a killed process of ours left this file to be recovered.
 * @throws casefile.foreign-sidecar, casefile.locked; casefile.truncated for a file that was copied without its log
 */
export function needsRecovery(
  identity: FileIdentity,
  descriptor: number,
  header: CaseHeader,
  record: LeaseRecord | null,
): boolean {
  const sidecars = findSidecars(identity.path);
  if (sidecars.length === 0) {
    if (header.needsLog && record === null) throw incomplete(identity.path);
    return header.needsLog;
  }
  if (isLockedElsewhere(identity)) throw locked(identity.path);
  if (sidecars.some((suffix) => suffix !== '-wal') || record === null)
    throw foreignSidecars(identity.path, sidecars);
  if (!isOwnLog(identity.path, descriptor, header, record)) throw foreignSidecars(identity.path, sidecars);
  return true;
}

function isOwnLog(path: string, descriptor: number, header: CaseHeader, record: LeaseRecord): boolean {
  if (!lstatSync(`${path}-wal`).isFile()) return false;
  if (logBytes(path) === 0) return true;
  if (record.state === 'opening') return isEmptyCommit(path, descriptor, header.pageBytes);
  const salt = readLogSalt(path);
  return salt === null || salt === record.salt || salt === (record.salt + 1) >>> 0;
}

export function foreignSidecars(path: string, sidecars: readonly Suffix[]): AppError {
  return new AppError(
    'casefile.foreign-sidecar',
    `Beside ${path} lies a file that no Memcase of this account left (${sidecars.join(', ')}). Either another account, container or machine has the case open: close it there. Or the file is a stranger's, which could change or delete data: copy the case file alone to another folder and open the copy. Nothing was opened.`,
    { path, sidecars: sidecars.join(' ') },
  );
}

function incomplete(path: string): AppError {
  return new AppError(
    'casefile.truncated',
    `${path} was copied while it was open, so its newest part is missing; close the original and copy it again.`,
    { path },
  );
}
