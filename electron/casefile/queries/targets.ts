import type { Database } from 'better-sqlite3';
import type { Target } from '#shared/domain/evidence.ts';
import type { JournalDetail } from '../journal.ts';
import { capped, natural, text, type RawRow } from '../rows.ts';

export type TargetQueries = ReturnType<typeof targetQueries>;

export function targetQueries(database: Database) {
  const columns = `id, ${capped('name')}`;
  const select = database.prepare(`SELECT ${columns} FROM target ORDER BY id`).raw();
  const byName = database.prepare(`SELECT ${columns} FROM target WHERE name = ?`).raw();
  const insert = database.prepare('INSERT INTO target (name) VALUES (?)');
  return {
    list: (): Target[] => (select.all() as RawRow[]).map(toTarget),
    find: (name: string): Target | undefined => {
      const row = byName.get(name) as RawRow | undefined;
      return row === undefined ? undefined : toTarget(row);
    },
    insert: (name: string): Target => ({ id: Number(insert.run(name).lastInsertRowid), name }),
  };
}

/** The row as the journal tells it. */
export function targetDetail(target: Target): JournalDetail {
  return { id: target.id, name: target.name };
}

function toTarget(row: RawRow): Target {
  return { id: natural(row[0], 'target.id'), name: text(row[1], 'target.name') };
}
