/** The files of known hosts. A missing one says nothing; one that is there and cannot be read ends the connection. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { AppError } from '#shared/errors/app-error.ts';
import { parseKnownHosts, type KnownHostLine } from './parse-known-hosts.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** @throws ssh.known-hosts */
export function readKnownHosts(paths: readonly string[]): KnownHostLine[] {
  return paths.flatMap((path) => parseKnownHosts(readText(path) ?? '', path));
}

function readText(path: string): string | null {
  // A pipe would wait for its writer.
  const descriptor = openIfThere(path);
  if (descriptor === null) return null;
  try {
    const status = fstatSync(descriptor);
    // The usual way to say that there is no file.
    if (status.isCharacterDevice() && path === '/dev/null') return null;
    if (!status.isFile()) throw unreadable(path, 'it is no regular file');
    if (status.size > MAX_FILE_BYTES) throw unreadable(path, 'it is larger than 64 MiB');
    return readFileSync(descriptor, 'latin1');
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unreadable(path, code ?? 'it cannot be opened', error);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): AppError {
  return new AppError('ssh.known-hosts', `${path} cannot be read: ${reason}`, { path, reason }, cause);
}
