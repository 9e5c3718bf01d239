/** Every row of the tables against what the journal tells: none is missing, added or changed. */
import type { Progress, VerifyCheck } from '#shared/contract/cases.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { JournalDetail } from '../journal.ts';
import { artifactDetail } from '../queries/artifacts.ts';
import { snapshotDetail, type SnapshotRow } from '../queries/snapshots.ts';
import { targetDetail } from '../queries/targets.ts';
import type { CaseStore } from '../store.ts';
import { Findings } from './findings.ts';
import { replay, type Expected, type ExpectedDerived } from './replay.ts';

export function* verifyRecords(store: CaseStore): Generator<Progress, VerifyCheck> {
  const findings = new Findings('records');
  let expected: Expected;
  let snapshots: SnapshotRow[];
  try {
    expected = replay(store.journal.iterate());
    snapshots = store.snapshots.rows();
    compareTables(store, expected, snapshots, findings);
  } catch (error) {
    findings.addError('the journal cannot be replayed', error);
    return findings.result();
  }
  for (const [done, row] of snapshots.entries()) {
    yield { phase: 'records', done, total: snapshots.length, unit: 'items' };
    findings.checked += 1;
    const derived = expected.derived.get(row.id) ?? { digest: null, parserVersion: null };
    findings.attempt(`derived rows of snapshot ${row.id}`, () =>
      compareDerived(store, row, derived, findings),
    );
  }
  return findings.result();
}

function compareTables(
  store: CaseStore,
  expected: Expected,
  snapshots: readonly SnapshotRow[],
  findings: Findings,
): void {
  const { caseId, title, createdAt } = store.caseInfo.read();
  if (canonicalJson({ caseId, title, createdAt }) !== expected.created) {
    findings.add('the case is not the one that the journal begins with');
  }
  const artifacts = store.artifacts.list();
  if (artifacts.length !== store.artifacts.count()) findings.add('there are artifacts of no target');
  compare('target', store.targets.list().map(targetDetail), expected.targets, findings);
  compare('snapshot', snapshots.map(snapshotDetail), expected.snapshots, findings);
  compare('artifact', artifacts.map(artifactDetail), expected.artifacts, findings);
}

function compare(
  table: string,
  rows: readonly JournalDetail[],
  expected: ReadonlyMap<number, string>,
  findings: Findings,
): void {
  const missing = new Map(expected);
  for (const row of rows) {
    const id = Number(row.id);
    const told = missing.get(id);
    findings.checked += 1;
    missing.delete(id);
    if (told === undefined) findings.add(`${table} ${id} is not in the journal`);
    else if (told !== canonicalJson(row)) findings.add(`${table} ${id} is not what the journal says`);
  }
  for (const id of missing.keys()) findings.add(`${table} ${id} is missing`);
}

function compareDerived(
  { derived, processes }: CaseStore,
  row: SnapshotRow,
  expected: ExpectedDerived,
  findings: Findings,
): void {
  const subject = `derived rows of snapshot ${row.id}`;
  if (row.derivedVersion !== expected.parserVersion)
    findings.add(`${subject}: another version than journaled`);
  const found = derived.digest({ snapshot: row.id, ...processes.range(row.id) });
  if (found !== (expected.digest ?? derived.emptyDigest))
    findings.add(`${subject} are not those that were stored`);
}
