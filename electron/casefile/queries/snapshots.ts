import type { Database } from 'better-sqlite3';
import { artifactKinds, timeSources, type Snapshot, type SnapshotId } from '#shared/domain/evidence.ts';
import type { ArtifactKind, TimeSource } from '#shared/domain/evidence.ts';
import type { JournalDetail } from '../journal.ts';
import { capped, integer, natural, nullable, oneOf, text, type RawRow } from '../rows.ts';

/** A row as stored; `Snapshot` adds what is counted. */
export interface SnapshotRow {
  readonly id: SnapshotId;
  readonly targetId: number;
  readonly takenAt: number;
  readonly timeSource: TimeSource;
  /** `PARSER_VERSION` of its derived rows; null where they do not belong to its artifacts. */
  readonly derivedVersion: number | null;
}

export type SnapshotQueries = ReturnType<typeof snapshotQueries>;

const TIMES = `id, target, taken_at, ${capped('time_source')}, derived_version`;

const COUNTS = `
         (SELECT count(*) FROM artifact a WHERE a.snapshot = s.id),
         (SELECT ${capped('group_concat(DISTINCT a.kind)')} FROM artifact a WHERE a.snapshot = s.id),
         (SELECT count(*) FROM problem p WHERE p.snapshot = s.id)`;

/** One snapshot: its ordinal is counted, not made by numbering all. */
const ONE_WITH_COUNTS = `
  SELECT s.id, s.target, ${capped('t.name')},
         (SELECT count(*) FROM snapshot o WHERE o.target = s.target AND (o.taken_at, o.id) <= (s.taken_at, s.id)),
         s.taken_at, ${capped('s.time_source')}, ${COUNTS}
  FROM snapshot s JOIN target t ON t.id = s.target
  WHERE s.id = ?`;

const WITH_COUNTS = `
  SELECT s.id, s.target, ${capped('t.name')}, s.ordinal, s.taken_at, ${capped('s.time_source')}, ${COUNTS}
  FROM (SELECT *, row_number() OVER (PARTITION BY target ORDER BY taken_at, id) AS ordinal FROM snapshot) s
  JOIN target t ON t.id = s.target
  ORDER BY s.target, s.ordinal`;

export function snapshotQueries(database: Database) {
  const withCounts = database.prepare(WITH_COUNTS).raw();
  const oneWithCounts = database.prepare(ONE_WITH_COUNTS).raw();
  const rows = database.prepare(`SELECT ${TIMES} FROM snapshot ORDER BY id`).raw();
  const near = database
    .prepare(
      `SELECT ${TIMES} FROM snapshot WHERE target = ? AND taken_at BETWEEN ? AND ? ORDER BY taken_at, id`,
    )
    .raw();
  const derivedVersion = database.prepare('SELECT derived_version FROM snapshot WHERE id = ?').pluck();
  const exists = database.prepare('SELECT 1 FROM snapshot WHERE id = ?').pluck();
  const stale = database
    .prepare('SELECT id FROM snapshot WHERE derived_version IS NOT ? ORDER BY id')
    .pluck();
  const insert = database.prepare('INSERT INTO snapshot (target, taken_at, time_source) VALUES (?, ?, ?)');
  const setDerived = database.prepare('UPDATE snapshot SET derived_version = ? WHERE id = ?');
  return {
    /** In the order of target and time. */
    list: (): Snapshot[] => (withCounts.all() as RawRow[]).map(toSnapshot),
    find: (id: SnapshotId): Snapshot | undefined => {
      const row = oneWithCounts.get(id) as RawRow | undefined;
      return row === undefined ? undefined : toSnapshot(row);
    },
    rows: (): SnapshotRow[] => (rows.all() as RawRow[]).map(toRow),
    /** Those of a target from one time to another, both inclusive, in the order of time. */
    near: (targetId: number, from: number, to: number): SnapshotRow[] =>
      (near.all(targetId, Math.floor(from), Math.ceil(to)) as RawRow[]).map(toRow),
    /** Null where its tables do not belong to its artifacts, or there is no such snapshot. */
    derivedVersion: (id: SnapshotId): number | null =>
      nullable(integer, derivedVersion.get(id) ?? null, 'snapshot.derived_version'),
    exists: (id: SnapshotId): boolean => exists.get(id) === 1,
    stale: (parserVersion: number): SnapshotId[] =>
      stale.all(parserVersion).map((id) => natural(id, 'snapshot.id')),
    insert: (targetId: number, takenAt: number, timeSource: TimeSource): SnapshotRow => {
      const id = Number(insert.run(targetId, takenAt, timeSource).lastInsertRowid);
      return { id, targetId, takenAt, timeSource, derivedVersion: null };
    },
    setDerivedVersion: (id: SnapshotId, version: number | null): void => void setDerived.run(version, id),
  };
}

/** The row as the journal tells it; what is derived is told by the entries that derive it. */
export function snapshotDetail(row: SnapshotRow): JournalDetail {
  return { id: row.id, target: row.targetId, takenAt: row.takenAt, timeSource: row.timeSource };
}

function toRow(row: RawRow): SnapshotRow {
  return {
    id: natural(row[0], 'snapshot.id'),
    targetId: natural(row[1], 'snapshot.target'),
    takenAt: integer(row[2], 'snapshot.taken_at'),
    timeSource: oneOf(timeSources, row[3], 'snapshot.time_source'),
    derivedVersion: nullable(integer, row[4], 'snapshot.derived_version'),
  };
}

function toSnapshot(row: RawRow): Snapshot {
  return {
    id: natural(row[0], 'snapshot.id'),
    targetId: natural(row[1], 'snapshot.target'),
    targetName: text(row[2], 'target.name'),
    ordinal: natural(row[3], 'ordinal'),
    takenAt: integer(row[4], 'snapshot.taken_at'),
    timeSource: oneOf(timeSources, row[5], 'snapshot.time_source'),
    artifactCount: natural(row[6], 'count'),
    kinds: toKinds(nullable(text, row[7], 'artifact.kind')),
    problemCount: natural(row[8], 'count'),
  };
}

function toKinds(list: string | null): ArtifactKind[] {
  const found = new Set((list ?? '').split(',').filter((kind) => kind !== ''));
  for (const kind of found) oneOf(artifactKinds, kind, 'artifact.kind');
  return artifactKinds.filter((kind) => found.has(kind));
}
