/** Makes and opens case files. Everything else that this room offers is behind the two interfaces. */
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { storedText } from './derived-table.ts';
import { codeOf, withCaseErrors } from './errors.ts';
import { identifyNewFile } from './file-identity.ts';
import { GENESIS_HASH, nextEntry, rowActions } from './journal.ts';
import { buildEmptyFile } from './pragmas.ts';
import { caseInfoQueries } from './queries/case-info.ts';
import { journalQueries } from './queries/journal.ts';
import { ReadCase } from './read-case.ts';
import { openReadSession, openWriteSession } from './sessions.ts';
import { findSidecars, foreignSidecars } from './sidecars.ts';
import type { ReadableCase, WritableCase } from './types.ts';
import { WriteCase, type WriteOptions } from './write-case.ts';

/**
 * A new case, open for writing. It is built under another name and gets its own when it is whole.
 * @throws casefile.exists, casefile.not-found (the folder), casefile.read-only, casefile.disk-full,
 * casefile.foreign-sidecar
 */
export function createCaseFile(
  path: string,
  options: { readonly title: string } & WriteOptions,
  platform: Platform,
): WritableCase {
  const target = identifyNewFile(path);
  return withCaseErrors(target, () => {
    if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) throw exists(target);
    const sidecars = findSidecars(target);
    if (sidecars.length > 0) throw foreignSidecars(target, sidecars);
    const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.new`);
    try {
      buildCase(draft, options.title, platform);
      giveName(draft, target);
    } finally {
      rmSync(draft, { force: true });
    }
    return openCaseForWriting(target, platform, options);
  });
}

/**
 * Never writes to the file or its folder, with one exception: a log that a killed process of this
 * account provably left is folded in first, or what that process acknowledged could not be read.
 * @throws casefile.not-found, not-regular, not-a-case, newer-version, truncated, corrupt,
 * foreign-schema, foreign-sidecar, locked (all `casefile.`)
 */
export function openCaseForReading(path: string, platform: Platform): ReadableCase {
  return new ReadCase(openReadSession(path, platform));
}

/** One at a time, and no reader beside it. @throws as `openCaseForReading`, and casefile.read-only */
export function openCaseForWriting(
  path: string,
  platform: Platform,
  options: WriteOptions = {},
): WritableCase {
  const session = openWriteSession(path, platform);
  try {
    return new WriteCase(session, platform, options);
  } catch (error) {
    session.close();
    throw error;
  }
}

function buildCase(path: string, title: string, platform: Platform): void {
  const row = { caseId: randomUUID(), title: storedText(title), createdAt: Math.round(platform.now()) };
  buildEmptyFile(path, (database) => {
    const genesis = { sequence: 0, hash: GENESIS_HASH };
    const who = { actor: platform.actor, at: row.createdAt };
    const entry = nextEntry(genesis, who, rowActions.create, row);
    journalQueries(database).insert(entry);
    caseInfoQueries(database).insert({ ...row, journalSequence: entry.sequence, journalHead: entry.hash });
  });
}

/** Never over another file. Without hard links (FAT) the look and the renaming are two steps. */
function giveName(draft: string, target: string): void {
  try {
    linkSync(draft, target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw exists(target);
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) throw error;
    if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) throw exists(target);
    renameSync(draft, target);
  }
  syncFolder(dirname(target));
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function exists(path: string): AppError {
  return new AppError(
    'casefile.exists',
    `${path} exists already; choose another name. Nothing was overwritten.`,
    { path },
  );
}
