import type { Database } from 'better-sqlite3';
import type { SnapshotId } from '#shared/domain/evidence.ts';
import { problemReasons } from '#shared/errors/problem.ts';
import { storedOptional, storedText, type DerivedRow, type DerivedTable } from '../derived-table.ts';
import { capped, natural, nullable, oneOf, text, type RawRow } from '../rows.ts';
import type { StoredProblem } from '../types.ts';

export const problemTable: DerivedTable = {
  name: 'problem',
  owner: 'snapshot',
  columns: [
    ['artifact', 'integer'],
    ['line', 'integer'],
    ['reason', 'text'],
    ['text', 'text'],
    ['detail', 'text'],
  ],
};

export function toProblemRow(problem: StoredProblem, ordinal: number): DerivedRow {
  const { artifact, line, reason, detail } = problem;
  return [ordinal, artifact, line, reason, storedText(problem.text), storedOptional(detail)];
}

/** Null means any. */
export interface ProblemFilter {
  readonly snapshots: readonly SnapshotId[] | null;
  readonly artifact: number | null;
}

export type ProblemQueries = ReturnType<typeof problemQueries>;

export function problemQueries(database: Database) {
  const where = `(:snapshots IS NULL OR snapshot IN (SELECT value FROM json_each(:snapshots)))
    AND (:artifact IS NULL OR artifact = :artifact)`;
  const count = database.prepare(`SELECT count(*) FROM problem WHERE ${where}`).pluck();
  const select = database
    .prepare(
      `SELECT artifact, line, ${capped('reason')}, ${capped('text')}, ${capped('detail')}
       FROM problem WHERE ${where} ORDER BY snapshot, ordinal LIMIT :limit`,
    )
    .raw();
  const bind = ({ snapshots, artifact }: ProblemFilter) => ({
    snapshots: snapshots === null ? null : JSON.stringify(snapshots),
    artifact,
  });
  return {
    count: (filter: ProblemFilter): number => natural(count.get(bind(filter)), 'count'),
    list: (filter: ProblemFilter, limit: number): StoredProblem[] =>
      (select.all({ ...bind(filter), limit }) as RawRow[]).map(toProblem),
  };
}

function toProblem(row: RawRow): StoredProblem {
  const detail = nullable(text, row[4], 'problem.detail');
  return {
    artifact: natural(row[0], 'problem.artifact'),
    line: natural(row[1], 'problem.line'),
    reason: oneOf(problemReasons, row[2], 'problem.reason'),
    text: text(row[3], 'problem.text'),
    ...(detail === null ? {} : { detail }),
  };
}
