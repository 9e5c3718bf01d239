/**
 * Case files that this process has open. POSIX drops all locks of a process on a file as soon as it
 * closes any descriptor of it (fcntl(2), F_SETLK), those of SQLite too: so a second opening is refused
 * here before a descriptor exists, and descriptors of ours are closed only with the last user.
 */
import { closeSync } from 'node:fs';
import { AppError } from '#shared/errors/app-error.ts';
import type { FileIdentity } from './file-identity.ts';

export type OpenMode = 'read' | 'write';

interface OpenFile {
  readonly mode: OpenMode;
  readonly descriptors: number[];
  users: number;
}

/** A right to open one file in one mode until `release`. */
export interface Claim {
  /** Hands over a descriptor of the file: closed when that can no longer harm a lock. */
  keep(descriptor: number): void;
  /** To be called after SQLite has closed the file; further calls do nothing. */
  release(): void;
}

const openFiles = new Map<string, OpenFile>();

/** Many may read, or one may write. @throws casefile.locked */
export function claimFile(identity: FileIdentity, mode: OpenMode): Claim {
  const key = `${identity.device}:${identity.inode}`;
  const open = openFiles.get(key) ?? { mode, descriptors: [], users: 0 };
  if (open.users > 0 && (mode === 'write' || open.mode === 'write')) throw locked(identity.path);
  open.users += 1;
  openFiles.set(key, open);
  let released = false;
  return {
    keep: (descriptor) => void open.descriptors.push(descriptor),
    release: () => {
      if (released) return;
      released = true;
      open.users -= 1;
      if (open.users > 0) return;
      openFiles.delete(key);
      for (const descriptor of open.descriptors) closeSync(descriptor);
    },
  };
}

export function locked(path: string): AppError {
  return new AppError('casefile.locked', `${path} is open elsewhere; close it there first.`, { path });
}
