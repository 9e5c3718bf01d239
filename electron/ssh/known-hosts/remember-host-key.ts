/** Adds one line to the person's known_hosts; nothing that stands there is touched. */
import { createHmac, randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import { typeOfBlob } from './key-field.ts';

/** How much of a file is looked at to tell whether its names are hashed. */
const LOOKED_AT_BYTES = 64 * 1024;

/** `name` as knownHostsName() gives it. The name is hashed where `hash` says so or the file's last lines are. @throws ssh.known-hosts */
export function rememberHostKey(path: string, name: string, key: Buffer, hash: boolean): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const descriptor = openSync(
      path,
      constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK,
      0o600,
    );
    try {
      if (!fstatSync(descriptor).isFile()) throw new Error('it is no regular file');
      const tail = readTail(descriptor);
      const start = tail === '' || tail.endsWith('\n') ? '' : '\n';
      const names = hash || /(^|\n)\|1\|/.test(tail) ? hashedName(name) : name;
      // One write: two of us at the same time make two whole lines.
      writeSync(descriptor, `${start}${names} ${typeOfBlob(key) ?? ''} ${key.toString('base64')}\n`);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const reason = (error as Error).message;
    throw new AppError('ssh.known-hosts', `${path} cannot be written: ${reason}`, { path, reason }, error);
  }
}

function readTail(descriptor: number): string {
  const { size } = fstatSync(descriptor);
  const bytes = Buffer.alloc(Math.min(size, LOOKED_AT_BYTES));
  readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
  return bytes.toString('latin1');
}

function hashedName(name: string): string {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}
