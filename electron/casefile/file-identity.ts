/** Which file a path means: device and inode after links were followed, and nothing but a regular file. */
import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import { codeOf, withCaseErrors } from './errors.ts';

export interface FileIdentity {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Decimal text: 64 bits on some file systems. */
  readonly device: string;
  readonly inode: string;
}

/** @throws casefile.not-found, casefile.not-regular (folder, FIFO, socket, device) */
export function identifyFile(path: string): FileIdentity {
  return withCaseErrors(path, () => {
    const real = realpathSync.native(requirePlainName(resolve(path)));
    const stat = lstatSync(real, { bigint: true });
    if (!stat.isFile()) {
      throw new AppError('casefile.not-regular', `${path} is no regular file; name the case file itself.`, {
        path,
      });
    }
    return { path: real, device: stat.dev.toString(), inode: stat.ino.toString() };
  });
}

export function sameFile(a: FileIdentity, b: FileIdentity): boolean {
  return a.path === b.path && a.device === b.device && a.inode === b.inode;
}

/** Absolute path for a file that is to be made; its folder must be there. @throws casefile.not-found */
export function identifyNewFile(path: string): string {
  const absolute = requirePlainName(resolve(path));
  const folder = dirname(absolute);
  return withCaseErrors(folder, () => {
    try {
      return join(realpathSync.native(folder), basename(absolute));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      const message = `There is no folder ${folder}; make it first, then the case in it.`;
      throw new AppError('casefile.not-found', message, { path: absolute, folder }, error);
    }
  });
}

/** better-sqlite3 trims names, and would open a file other than the one that was checked. */
function requirePlainName(path: string): string {
  if (path.trim() === path && !path.includes('\0')) return path;
  throw new AppError('input.bad-option', 'The name of a case must not begin or end with white space.', {
    path,
  });
}
