/** Connections to case files, and the settings that each one has. */
import { closeSync, openSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { AppError } from '#shared/errors/app-error.ts';
import { APPLICATION_ID, PAGE_BYTES, SHRINK_BYTES, SPARE_BYTES } from './limits.ts';
import { migrate } from './migrations/index.ts';
import type { OpenMode } from './open-files.ts';

/**
 * `path` must be absolute and its header and sidecars checked. Exclusive locking from the first
 * access on: a reader keeps its shared lock, a writer its exclusive one, others fail at once.
 */
export function connect(path: string, mode: OpenMode): Database {
  const database = new Sqlite(path, { readonly: mode === 'read', fileMustExist: true, timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    database.pragma('mmap_size = 0');
    database.pragma('foreign_keys = ON');
    database.pragma('temp_store = MEMORY');
    database.pragma('synchronous = FULL');
    database.pragma('wal_autocheckpoint = 0');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Takes the exclusive lock and keeps it. @throws SQLITE_BUSY at once */
export function lockForWriting(database: Database): void {
  setJournalMode(database, 'memory');
  database.exec('BEGIN EXCLUSIVE; COMMIT');
}

/**
 * Switches the file to its write-ahead log and makes a first commit, so that the log has its salts
 * before anything is acknowledged.
 */
export function startLog(database: Database, schemaVersion: number): void {
  setJournalMode(database, 'wal');
  database.pragma(`user_version = ${schemaVersion}`);
}

/** Whether the file holds more free pages than are worth keeping, and little enough else to be copied. */
export function isWorthShrinking(database: Database): boolean {
  const count = (name: string) => Number(database.pragma(name, { simple: true })) * PAGE_BYTES;
  const free = count('freelist_count');
  const kept = count('page_count') - free;
  return free > SPARE_BYTES && free * 4 > kept && kept <= SHRINK_BYTES;
}

/** Copies the log into the file and empties it; the next commit begins a log with the next salt. */
export function foldLog(database: Database): void {
  const [row] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (row?.busy !== 0) throw new AppError('casefile.io', 'The write-ahead log could not be folded in.');
}

/** Folds and removes the log. The last change, two bytes of page 1, needs no journal on disk. */
export function endLog(database: Database): void {
  foldLog(database);
  setJournalMode(database, 'memory');
}

/** Makes a file that holds the newest schema and what `fill` inserts. @throws SQLITE_CANTOPEN, SQLITE_FULL */
export function buildEmptyFile(path: string, fill: (database: Database) => void): void {
  closeSync(openSync(path, 'wx', 0o600));
  const database = new Sqlite(path, { fileMustExist: true, timeout: 0 });
  try {
    database.pragma(`page_size = ${PAGE_BYTES}`);
    database.pragma('auto_vacuum = NONE');
    setJournalMode(database, 'memory');
    database.pragma('synchronous = FULL');
    database
      .transaction(() => {
        database.pragma(`application_id = ${APPLICATION_ID}`);
        migrate(database, 0);
        fill(database);
      })
      .immediate();
  } finally {
    database.close();
  }
}

/** All rows are fetched: the change is committed behind the last one, and only then can it fail. */
function setJournalMode(database: Database, mode: 'memory' | 'wal'): void {
  const [row] = database.pragma(`journal_mode = ${mode}`) as { journal_mode: string }[];
  if (row?.journal_mode === mode) return;
  throw new AppError('casefile.io', `The journal mode is ${String(row?.journal_mode)}, not ${mode}.`);
}
