/**
 * Whether any process holds a lock on a file, asked without touching the file: a case that is open for
 * writing in another account has a log that looks like a stranger's, and deserves another sentence.
 */
import { readFileSync } from 'node:fs';
import type { FileIdentity } from './file-identity.ts';

/** Linux only (proc(5), /proc/locks); elsewhere, and where devices are numbered otherwise, false. */
export function isLockedElsewhere(identity: FileIdentity): boolean {
  let locks: string;
  try {
    locks = readFileSync('/proc/locks', 'latin1');
  } catch {
    return false;
  }
  // 1: POSIX  ADVISORY  WRITE 27863 fd:00:1234567 1073741826 1073742335
  const file = ` ${deviceText(BigInt(identity.device))}:${identity.inode} `;
  return locks.split('\n').some((line) => line.includes(' POSIX ') && line.includes(file));
}

/** `major:minor` in hex as the kernel prints it; the packing is that of gnu_dev_major(3). */
function deviceText(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
  return `${hex(major)}:${hex(minor)}`;
}

function hex(value: bigint): string {
  return value.toString(16).padStart(2, '0');
}
