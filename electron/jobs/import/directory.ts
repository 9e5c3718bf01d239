/**
 * Files below a directory in the order of their names. Links are not followed, devices and pipes are not
 * opened: what lies in a capture from elsewhere must not lead out of it.
 */
import { constants } from 'node:fs';
import { open, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import { KiB } from '#shared/units/bytes.ts';
import type { ImportLimits } from '../limits.ts';
import { displayName, refusal } from './items.ts';
import type { Arrival, EvidenceItem, Refusal } from './items.ts';

const READ_BYTES = 512 * KiB;
/** A capture has thousands of small files: a large buffer for each would keep the garbage collector busy. */
const LEAST_READ_BYTES = 16 * KiB;
/** `PROC_SUPER_MAGIC` of linux/magic.h. */
const PROC_MAGIC = 0x9fa0;

/** @throws input.bad-option for a mounted /proc, whose files never end or block */
export async function* walkDirectory(root: string, limits: ImportLimits): AsyncGenerator<Arrival> {
  if ((await statfs(root)).type === PROC_MAGIC) {
    throw new AppError(
      'input.bad-option',
      `${root} is a live /proc; import single files of it or a capture.`,
      {
        path: root,
      },
    );
  }
  yield* walk(root, '', 0, limits);
}

async function* walk(
  root: string,
  below: string,
  depth: number,
  limits: ImportLimits,
): AsyncGenerator<Arrival> {
  if (depth > limits.directoryDepth) {
    yield refusal(
      below,
      'input.too-large',
      `${below} is more than ${limits.directoryDepth} directories deep.`,
    );
    return;
  }
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch((error: unknown) =>
    unreadableItem(below, error),
  );
  if (!Array.isArray(entries)) {
    yield entries;
    return;
  }
  for (const entry of entries.toSorted((x, y) => (x.name < y.name ? -1 : 1))) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, name, depth + 1, limits);
    else if (entry.isFile()) yield await fileItem(join(root, name), name, false);
    else yield { kind: 'passed-over', name: displayName(name) };
  }
}

/** A regular file as an item. `name` is what the case keeps. */
export async function fileItem(path: string, name: string, named: boolean): Promise<EvidenceItem | Refusal> {
  try {
    const handle = await openRegular(path, name);
    const stat = await handle.stat();
    await handle.close();
    return {
      kind: 'item',
      name: displayName(name),
      modified: { at: Math.floor(stat.mtimeMs), source: 'file' },
      named,
      // Files of /proc say that they are empty.
      sizeBytes: stat.size > 0 ? stat.size : null,
      bytes: readFileBytes(path, name),
      reopen: () => readFileBytes(path, name),
    };
  } catch (error) {
    return unreadableItem(name, error);
  }
}

async function* readFileBytes(path: string, name: string): AsyncGenerator<Uint8Array> {
  const handle = await openRegular(path, name);
  try {
    const { size } = await handle.stat();
    const length = Math.min(READ_BYTES, Math.max(LEAST_READ_BYTES, size + 1));
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Neither follows a link nor waits for the other end of a pipe that took the place of a file. */
async function openRegular(path: string, name: string) {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new AppError('input.unreadable', `${displayName(name)} is not a regular file.`, { name });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read (permission denied)',
  EPERM: 'may not be read (operation not permitted)',
  ELOOP: 'is a link, or too many links lead to it',
  EIO: 'could not be read (input/output error)',
  ENAMETOOLONG: 'has a name that is too long',
};

/** What went wrong with a file, in one sentence. */
export function unreadableItem(name: string, error: unknown): Refusal {
  if (error instanceof AppError) return refusal(name, error.code, error.message);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason = reasons[code] ?? `could not be read (${code === '' ? String(error) : code})`;
  const shown = displayName(name === '' ? '.' : name);
  return refusal(shown, code === 'ENOENT' ? 'input.not-found' : 'input.unreadable', `${shown} ${reason}.`);
}
