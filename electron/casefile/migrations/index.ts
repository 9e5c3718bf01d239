/**
 * What makes a case file of each schema version; the n-th migration leads to version n. Files are
 * numbered by tens so that their order shows; a released one is never edited.
 */
import type { Database } from 'better-sqlite3';
import { initial } from './0010-initial.ts';
import { stagedDumps } from './0020-staged-dumps.ts';

export const migrations: readonly string[] = [initial, stagedDumps];

/** The version that this program writes. */
export const SCHEMA_VERSION = migrations.length;

/** Brings an open database from its version to ours; runs inside the caller's transaction. */
export function migrate(database: Database, from: number): void {
  if (from === SCHEMA_VERSION) return;
  for (const sql of migrations.slice(from)) database.exec(sql);
  database.pragma(`user_version = ${SCHEMA_VERSION}`);
}
