import type { Database } from 'better-sqlite3';
import { capped, integer, natural, text, type RawRow } from '../rows.ts';
import { corrupt } from '../errors.ts';

export interface CaseInfoRow {
  readonly caseId: string;
  readonly title: string;
  readonly createdAt: number;
  readonly journalSequence: number;
  readonly journalHead: string;
}

export interface CaseCounts {
  readonly targets: number;
  readonly snapshots: number;
  readonly artifacts: number;
  readonly problems: number;
}

export type CaseInfoQueries = ReturnType<typeof caseInfoQueries>;

export function caseInfoQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT ${capped('case_id')}, ${capped('title')}, created_at, journal_sequence, ${capped('journal_head')}
       FROM case_info`,
    )
    .raw();
  const count = database
    .prepare(
      `SELECT (SELECT count(*) FROM target), (SELECT count(*) FROM snapshot),
              (SELECT count(*) FROM artifact), (SELECT count(*) FROM problem)`,
    )
    .raw();
  const insert = database.prepare('INSERT INTO case_info VALUES (1, ?, ?, ?, ?, ?)');
  const setHead = database.prepare('UPDATE case_info SET journal_sequence = ?, journal_head = ?');
  return {
    read: (): CaseInfoRow => {
      const rows = select.all() as RawRow[];
      const [row] = rows;
      if (rows.length !== 1 || row === undefined) throw corrupt('it does not say which case it is');
      return {
        caseId: text(row[0], 'case_info.case_id'),
        title: text(row[1], 'case_info.title'),
        createdAt: integer(row[2], 'case_info.created_at'),
        journalSequence: natural(row[3], 'case_info.journal_sequence'),
        journalHead: text(row[4], 'case_info.journal_head'),
      };
    },
    counts: (): CaseCounts => {
      const row = count.get() as RawRow;
      const [targets, snapshots, artifacts, problems] = row.map((value) => natural(value, 'count'));
      return { targets, snapshots, artifacts, problems } as CaseCounts;
    },
    insert: (row: CaseInfoRow): void => {
      insert.run(row.caseId, row.title, row.createdAt, row.journalSequence, row.journalHead);
    },
    setHead: (sequence: number, hash: string): void => void setHead.run(sequence, hash),
  };
}
