/** SQLite's own checks: every page is used once, rows have their types, indexes fit their tables. */
import type { VerifyCheck } from '#shared/contract/cases.ts';
import type { CaseStore } from '../store.ts';
import { Findings } from './findings.ts';

/** One call without pause: SQLite cannot be interrupted. Reads the whole file. */
export function verifyDatabase({ database }: CaseStore): VerifyCheck {
  const findings = new Findings('database');
  findings.attempt('integrity', () => {
    findings.checked = Number(database.pragma('page_count', { simple: true }));
    for (const line of database.prepare('PRAGMA integrity_check(100)').pluck().all()) {
      if (line !== 'ok') findings.add(String(line));
    }
  });
  findings.attempt('references', () => {
    for (const row of database.prepare('PRAGMA foreign_key_check').raw().all() as unknown[][]) {
      findings.add(`a row of ${String(row[0])} points to a row of ${String(row[2])} that is not there`);
    }
  });
  return findings.result();
}
