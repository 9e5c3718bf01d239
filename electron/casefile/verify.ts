/**
 * Proves that nothing in a case file was changed, or names what was. Five checks: `database` (SQLite's
 * structure), `chunks` and `artifacts` (every byte of evidence against its hash), `records` (every row
 * against the journal), `journal` (its chain). Whether derived rows are what the artifacts give today
 * is asked elsewhere: that needs the parsers.
 */
import type { Progress, VerifyCheck } from '#shared/contract/cases.ts';
import { storeOf } from './read-case.ts';
import type { ReadableCase } from './types.ts';
import { verifyContent } from './verify/content.ts';
import { verifyDatabase } from './verify/database.ts';
import { verifyJournal } from './verify/journal.ts';
import { verifyRecords } from './verify/records.ts';

/** Reads the whole file. Damage is a finding, never an exception. @throws casefile.closed, casefile.io */
export function* verifyCaseFile(file: ReadableCase): Generator<Progress, VerifyCheck[]> {
  const store = storeOf(file);
  yield { phase: 'database', done: 0, unit: 'items' };
  const database = verifyDatabase(store);
  const [chunks, artifacts] = yield* verifyContent(store);
  const records = yield* verifyRecords(store);
  yield { phase: 'journal', done: 0, unit: 'items' };
  return [database, chunks, artifacts, records, verifyJournal(store)];
}
