/**
 * From a path to a connection that may be trusted, and back to a single closed file.
 *
 * Order matters: identity, claim (this process), lease (this account), header by hand, sidecars, and
 * only then SQLite. While a case is open for writing its lease says how to tell our log from another.
 */
import { closeSync, openSync, unlinkSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/errors/app-error.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { withCaseErrors } from './errors.ts';
import { identifyFile, sameFile, type FileIdentity } from './file-identity.ts';
import { openChecked, readHeader, requireWhole, type CaseHeader } from './header.ts';
import { acquireLease, type Lease } from './lease.ts';
import { logBytes, logPathOf, readLogSalt } from './log-file.ts';
import { LOG_BYTES } from './limits.ts';
import { migrate } from './migrations/index.ts';
import { claimFile, type Claim, type OpenMode } from './open-files.ts';
import { connect, endLog, foldLog, lockForWriting, startLog } from './pragmas.ts';
import { requireOwnSchema } from './schema.ts';
import { findSidecars, needsRecovery } from './sidecars.ts';

export interface Session {
  readonly path: string;
  readonly mode: OpenMode;
  readonly database: Database;
  /** To be called between transactions: keeps the log short. */
  foldIfLong(): void;
  /** Writes the file anew without its free pages. Not within a transaction. */
  shrink(): void;
  /** Leaves a single file. The session is over even if it throws. */
  close(): void;
}

/** Writes nothing, unless a killed process of ours left a log: that is folded in first. */
export function openReadSession(path: string, platform: Platform): Session {
  const identity = identifyFile(path);
  return withClaim(identity, 'read', (claim) => {
    const descriptor = openChecked(identity, claim);
    let header = readHeader(descriptor, identity.path);
    if (header.needsLog || findSidecars(identity.path).length > 0) {
      header = recoverLeftover(identity, descriptor, header, platform);
    }
    requireWhole(header, identity.path);
    const database = connectChecked(identity, 'read', header.schemaVersion);
    const close = () => {
      database.close();
      claim.release();
    };
    return {
      path: identity.path,
      mode: 'read',
      database,
      foldIfLong: () => undefined,
      shrink: () => undefined,
      close,
    };
  });
}

export function openWriteSession(path: string, platform: Platform): Session {
  const identity = identifyFile(path);
  return withClaim(identity, 'write', (claim) => {
    const descriptor = openChecked(identity, claim);
    const lease = acquireLease(platform, identity);
    try {
      let header = readHeader(descriptor, identity.path);
      if (needsRecovery(identity, descriptor, header, lease.read())) {
        recover(identity);
        header = readHeader(descriptor, identity.path);
      }
      requireWhole(header, identity.path);
      return beginWriting(identity, header, lease, claim);
    } catch (error) {
      lease.release();
      throw error;
    }
  });
}

function withClaim(identity: FileIdentity, mode: OpenMode, open: (claim: Claim) => Session): Session {
  const claim = claimFile(identity, mode);
  try {
    return withCaseErrors(identity.path, () => open(claim));
  } catch (error) {
    claim.release();
    throw error;
  }
}

function recoverLeftover(
  identity: FileIdentity,
  descriptor: number,
  header: CaseHeader,
  platform: Platform,
): CaseHeader {
  const lease = acquireLease(platform, identity);
  try {
    if (!needsRecovery(identity, descriptor, header, lease.read())) return header;
    platform.log('info', 'folding in the log of a case that was not closed', { path: identity.path });
    recover(identity);
    return readHeader(descriptor, identity.path);
  } finally {
    lease.release();
  }
}

/** Folds in the log of a killed process; what it had acknowledged is in the file then. */
function recover({ path }: FileIdentity): void {
  const database = connect(path, 'write');
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    endLog(database);
  } finally {
    database.close();
  }
  // SQLite takes an empty log for none, and leaves it.
  if (findSidecars(path).includes('-wal') && logBytes(path) === 0) unlinkSync(logPathOf(path));
}

function connectChecked(identity: FileIdentity, mode: OpenMode, schemaVersion: number): Database {
  const database = connect(identity.path, mode);
  try {
    if (!sameFile(identifyFile(identity.path), identity)) {
      throw new AppError(
        'casefile.not-regular',
        `${identity.path} was replaced while it was opened; try again.`,
        {
          path: identity.path,
        },
      );
    }
    if (mode === 'write') lockForWriting(database);
    requireOwnSchema(database, schemaVersion);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function beginWriting(identity: FileIdentity, header: CaseHeader, lease: Lease, claim: Claim): Session {
  const { path } = identity;
  const database = connectChecked(identity, 'write', header.schemaVersion);
  try {
    lease.write({ state: 'opening', salt: 0 });
    // Made by us before SQLite would: a folder that takes no log is found before the file is changed.
    closeSync(openSync(logPathOf(path), 'wx', 0o600));
    startLog(database, header.schemaVersion);
    rememberSalt(path, lease);
    database.transaction(() => migrate(database, header.schemaVersion))();
  } catch (error) {
    abandon(identity, database, lease);
    throw error;
  }
  return writeSession(path, database, lease, claim);
}

function writeSession(path: string, database: Database, lease: Lease, claim: Claim): Session {
  const fold = (work: (database: Database) => void) => {
    rememberSalt(path, lease);
    work(database);
  };
  return {
    path,
    mode: 'write',
    database,
    foldIfLong: () => {
      if (logBytes(path) > LOG_BYTES) fold(foldLog);
    },
    shrink: () => {
      database.exec('VACUUM');
      fold(foldLog);
    },
    close: () => {
      try {
        fold(endLog);
        database.close();
        lease.clear();
      } finally {
        // Where folding failed (a full disk), the log stays, and the lease with it, for the next opening.
        database.close();
        lease.release();
        claim.release();
      }
    },
  };
}

/** The log restarts with salt + 1 after each fold; the lease must know the salt before that. */
function rememberSalt(path: string, lease: Lease): void {
  const salt = readLogSalt(path);
  const known = lease.read();
  if (salt === null || (known?.state === 'open' && known.salt === salt)) return;
  lease.write({ state: 'open', salt });
}

/**
 * Nothing was acknowledged yet: back to a single file, if the disk still lets us. Where it does not, the
 * lease stays, and the next opening does the same.
 */
function abandon(identity: FileIdentity, database: Database, lease: Lease): void {
  try {
    database.close();
    recover(identity);
    lease.clear();
  } catch {
    // What made the opening fail is told by the caller.
  }
}
