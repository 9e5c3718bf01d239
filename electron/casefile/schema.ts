/**
 * The schema allow-list. A file whose sqlite_schema holds anything but what our migrations make for
 * its version (another table, a view, a trigger, another default) is refused: names of ours in a
 * hostile schema could be endless queries (research: recursive views cannot be interrupted).
 */
import Sqlite, { type Database } from 'better-sqlite3';
import { AppError } from '#shared/errors/app-error.ts';
import { migrations } from './migrations/index.ts';
import { capped, type RawRow } from './rows.ts';

const MOST_OBJECTS = 200;
const known = new Map<number, string>();

/** @throws casefile.foreign-schema */
export function requireOwnSchema(database: Database, version: number): void {
  const expected = expectedSchema(version);
  const found = readSchema(database);
  if (found === expected) return;
  throw new AppError(
    'casefile.foreign-schema',
    'The file holds tables, views or triggers that are not ours; do not trust it before its sender has explained this.',
    {
      version,
    },
  );
}

function expectedSchema(version: number): string {
  const kept = known.get(version);
  if (kept !== undefined) return kept;
  const model = new Sqlite(':memory:');
  for (const sql of migrations.slice(0, version)) model.exec(sql);
  const schema = readSchema(model);
  model.close();
  known.set(version, schema);
  return schema;
}

function readSchema(database: Database): string {
  const rows = database
    .prepare(`SELECT type, name, tbl_name, ${capped('sql')} FROM sqlite_schema LIMIT ${MOST_OBJECTS}`)
    .raw()
    .all() as RawRow[];
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join('\n');
}
