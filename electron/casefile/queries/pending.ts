/**
 * Imports whose chunks are committed in groups before their artifact is. A row says from which chunk
 * on there may be some that belong to nothing; `last` is null while the import runs.
 */
import type { Database } from 'better-sqlite3';
import { hasStaging } from './staged-dumps.ts';
import { natural, nullable, type RawRow } from '../rows.ts';

export interface PendingRow {
  readonly id: number;
  readonly first: number;
  readonly last: number | null;
}

export type PendingQueries = ReturnType<typeof pendingQueries>;

export function pendingQueries(database: Database) {
  const select = database.prepare('SELECT id, first_chunk, last_chunk FROM pending ORDER BY id').raw();
  const insert = database.prepare('INSERT INTO pending (first_chunk) VALUES (?)');
  const end = database.prepare('UPDATE pending SET last_chunk = ? WHERE id = ?');
  const advance = database.prepare('UPDATE pending SET first_chunk = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM pending WHERE id = ?');
  const sweep = database.prepare(
    `DELETE FROM chunk WHERE id BETWEEN :first AND :last
     AND id NOT IN (SELECT chunk FROM artifact_chunk WHERE chunk BETWEEN :first AND :last)
     ${hasStaging(database) ? 'AND id NOT IN (SELECT chunk FROM staged_chunk WHERE chunk BETWEEN :first AND :last)' : ''}`,
  );
  return {
    list: (): PendingRow[] =>
      (select.all() as RawRow[]).map((row) => ({
        id: natural(row[0], 'pending.id'),
        first: natural(row[1], 'pending.first_chunk'),
        last: nullable(natural, row[2], 'pending.last_chunk'),
      })),
    insert: (firstChunk: number): number => Number(insert.run(firstChunk).lastInsertRowid),
    end: (id: number, lastChunk: number): void => void end.run(lastChunk, id),
    advance: (id: number, firstChunk: number): void => void advance.run(firstChunk, id),
    remove: (id: number): void => void remove.run(id),
    /** Deletes the chunks of `[first, last]` that no artifact and no staged dump holds. */
    sweep: (first: number, last: number): void => void sweep.run({ first, last }),
  };
}
