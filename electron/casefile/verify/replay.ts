/** What the tables must hold, told by the journal from its first entry to its last. */
import { canonicalJson } from '../canonical-json.ts';
import { corrupt } from '../errors.ts';
import { rowActions, type JournalDetail } from '../journal.ts';
import { integer, natural, nullable, text } from '../rows.ts';
import type { JournalEntry } from '../types.ts';

export interface ExpectedDerived {
  readonly digest: string | null;
  /** Null where artifacts came since, or nothing was ever derived. */
  readonly parserVersion: number | null;
}

/** Rows by number, as canonical JSON of what their entry tells. */
export interface Expected {
  created: string | null;
  readonly targets: Map<number, string>;
  readonly snapshots: Map<number, string>;
  readonly artifacts: Map<number, string>;
  readonly derived: Map<number, ExpectedDerived>;
}

/** @throws casefile.corrupt where an entry does not have the form of its action */
export function replay(entries: Iterable<JournalEntry>): Expected {
  const expected: Expected = {
    created: null,
    targets: new Map(),
    snapshots: new Map(),
    artifacts: new Map(),
    derived: new Map(),
  };
  for (const { action, detail } of entries) applyEntry(expected, action, detail);
  return expected;
}

function applyEntry(expected: Expected, action: string, detail: JournalDetail): void {
  if (action === rowActions.create) {
    if (expected.created !== null) throw corrupt('the case was created twice');
    expected.created = canonicalJson(detail);
  } else if (action === rowActions.target) {
    addOnce(expected.targets, detail);
  } else if (action === rowActions.snapshot) {
    addOnce(expected.snapshots, detail);
  } else if (action === rowActions.artifact) {
    addOnce(expected.artifacts, detail);
    const snapshot = natural(detail.snapshotId, 'journal detail');
    const digest = expected.derived.get(snapshot)?.digest ?? null;
    expected.derived.set(snapshot, { digest, parserVersion: null });
  } else if (action === rowActions.derive) {
    expected.derived.set(natural(detail.snapshot, 'journal detail'), {
      digest: nullable(text, detail.digest, 'journal detail'),
      parserVersion: integer(detail.parserVersion, 'journal detail'),
    });
  }
}

function addOnce(rows: Map<number, string>, detail: JournalDetail): void {
  const id = natural(detail.id, 'journal detail');
  if (rows.has(id)) throw corrupt(`row ${id} was added twice`);
  rows.set(id, canonicalJson(detail));
}
