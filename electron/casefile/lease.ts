/**
 * What this program remembers about a case that it has open for writing, kept in its private state
 * folder and never beside the case: only with it is a write-ahead log that a killed process left
 * behind known to be ours. One small SQLite file per case path, because SQLite brings the two things
 * that are needed: a lock that ends with the process, and records that survive a kill.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import type { Platform } from '#electron/platform/platform.ts';
import { codeOf, withCaseErrors } from './errors.ts';
import { sameFile, type FileIdentity } from './file-identity.ts';
import { locked } from './open-files.ts';

export interface LeaseRecord {
  /** `opening`: the log holds nothing that matters yet; `open`: `salt` tells our log. */
  readonly state: 'opening' | 'open';
  /** First salt of the log's header as last seen; the next log of this connection has one more. */
  readonly salt: number;
}

/** Held from before a case is opened for writing until after it is closed. */
export interface Lease {
  /** The record about this very file (path, device, inode), or null. */
  read(): LeaseRecord | null;
  /** On disk when it returns. */
  write(record: LeaseRecord): void;
  clear(): void;
  release(): void;
}

const TABLE = `CREATE TABLE IF NOT EXISTS lease (
  id INTEGER PRIMARY KEY CHECK (id = 1), path TEXT, device TEXT, inode TEXT, state TEXT, salt INTEGER
) STRICT`;

/** @throws casefile.locked where another process of this account holds it */
export function acquireLease(platform: Platform, identity: FileIdentity): Lease {
  const folder = join(platform.stateDir, 'leases');
  const name = createHash('sha256').update(identity.path).digest('hex').slice(0, 32);
  const path = join(folder, `${name}.lease`);
  return withCaseErrors(path, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return leaseOver(openLeaseFile(path, identity.path), identity);
  });
}

function openLeaseFile(path: string, casePath: string): Database {
  try {
    return connectLease(path);
  } catch (error) {
    if (codeOf(error).startsWith('SQLITE_BUSY')) throw locked(casePath);
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))) throw error;
    // A damaged lease proves nothing: begin anew.
    for (const suffix of ['', '-journal']) rmSync(path + suffix, { force: true });
    return connectLease(path);
  }
}

function connectLease(path: string): Database {
  const database = new Sqlite(path, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('page_size = 512');
    database.pragma('synchronous = FULL');
    database.exec(`BEGIN EXCLUSIVE; ${TABLE}; COMMIT`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function leaseOver(database: Database, identity: FileIdentity): Lease {
  const select = database.prepare('SELECT path, device, inode, state, salt FROM lease');
  const replace = database.prepare('INSERT OR REPLACE INTO lease VALUES (1, ?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM lease');
  return {
    read: () => {
      const row = select.get() as (FileIdentity & LeaseRecord) | undefined;
      return row !== undefined && sameFile(row, identity) ? { state: row.state, salt: row.salt } : null;
    },
    write: ({ state, salt }) => {
      replace.run(identity.path, identity.device, identity.inode, state, salt);
    },
    clear: () => void remove.run(),
    release: () => void database.close(),
  };
}
