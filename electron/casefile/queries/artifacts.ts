import type { Database } from 'better-sqlite3';
import { artifactKinds, textEncodings, type Artifact, type ArtifactId } from '#shared/domain/evidence.ts';
import { toAddressText } from '#shared/units/address.ts';
import type { JournalDetail } from '../journal.ts';
import * as rows from '../rows.ts';
import { capped, integer, natural, nullable, oneOf, text, type RawRow } from '../rows.ts';

/** What is inserted: an artifact without what the case file adds itself. */
export type ArtifactRow = Omit<Artifact, 'id' | 'targetName' | 'problemCount'>;

export type ArtifactQueries = ReturnType<typeof artifactQueries>;

const COLUMNS = `
  a.id, a.snapshot, ${capped('t.name')}, ${capped('a.kind')}, ${capped('a.name')}, a.source, a.first_line, a.last_line,
  ${capped('a.sha256')}, a.size, ${capped('a.encoding')}, ${capped('a.command')}, a.exit_code, a.pid, ${capped('a.process_name')},
  ${rows.splitAddress('a.base_address')}, a.captured_at, a.imported_at,
  (SELECT count(*) FROM problem p WHERE p.artifact = a.id)`;
const TABLES = 'artifact a JOIN snapshot s ON s.id = a.snapshot JOIN target t ON t.id = s.target';

export function artifactQueries(database: Database) {
  const all = database.prepare(`SELECT ${COLUMNS} FROM ${TABLES} ORDER BY a.id`).raw();
  const ofSnapshot = database
    .prepare(`SELECT ${COLUMNS} FROM ${TABLES} WHERE a.snapshot = ? ORDER BY a.id`)
    .raw();
  const ofTarget = database
    .prepare(`SELECT ${COLUMNS} FROM ${TABLES} WHERE s.target = ? ORDER BY s.taken_at, s.id, a.id`)
    .raw();
  const holdsSize = database
    .prepare(`SELECT EXISTS (SELECT 1 FROM ${TABLES} WHERE s.target = ? AND a.size = ? AND a.source IS NULL)`)
    .pluck();
  const withHash = database
    .prepare(
      `SELECT ${COLUMNS} FROM ${TABLES} WHERE s.target = ? AND a.sha256 = ? AND a.source IS NULL ORDER BY a.id`,
    )
    .raw();
  const one = database.prepare(`SELECT ${COLUMNS} FROM ${TABLES} WHERE a.id = ?`).raw();
  const twin = database
    .prepare(
      `SELECT ${COLUMNS} FROM ${TABLES}
       WHERE a.snapshot = ? AND a.kind = ? AND a.pid IS ? AND a.process_name IS ? AND a.base_address IS ?
         AND a.sha256 = ? AND a.source IS NULL
       ORDER BY a.id`,
    )
    .raw();
  const insert = database.prepare(
    `INSERT INTO artifact (snapshot, kind, name, source, first_line, last_line, sha256, size, encoding,
                           command, exit_code, pid, process_name, base_address, captured_at, imported_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const count = database.prepare('SELECT count(*) FROM artifact').pluck();
  return {
    list: (): Artifact[] => (all.all() as RawRow[]).map(toArtifact),
    listOf: (snapshotId: number): Artifact[] => (ofSnapshot.all(snapshotId) as RawRow[]).map(toArtifact),
    /** In the order of the target's snapshots. */
    listOfTarget: (targetId: number): Artifact[] => (ofTarget.all(targetId) as RawRow[]).map(toArtifact),
    /** Whole ones only: a part has the size and the hash of its source. */
    holdsSize: (targetId: number, sizeBytes: number): boolean => holdsSize.get(targetId, sizeBytes) === 1,
    listWithHash: (targetId: number, sha256: string): Artifact[] =>
      (withHash.all(targetId, sha256) as RawRow[]).map(toArtifact),
    /** All rows of the table, whether or not the rows that they belong to are there. */
    count: (): number => natural(count.get(), 'count'),
    find: (id: ArtifactId): Artifact | undefined => first(one.get(id)),
    /** A whole artifact of the same snapshot, kind, process and base address with the same bytes. */
    findTwin: (row: ArtifactRow): Artifact | undefined =>
      first(twin.get(row.snapshotId, row.kind, row.pid, row.process, toAddressColumn(row), row.sha256)),
    insert: (row: ArtifactRow): ArtifactId => Number(insert.run(...toColumns(row)).lastInsertRowid),
  };
}

/** The row as the journal tells it. */
export function artifactDetail(artifact: Artifact): JournalDetail {
  const { targetName: _name, problemCount: _count, lines, ...columns } = artifact;
  return { ...columns, firstLine: lines?.first ?? null, lastLine: lines?.last ?? null };
}

function toColumns(row: ArtifactRow): unknown[] {
  return [
    row.snapshotId,
    row.kind,
    row.name,
    row.sourceId,
    row.lines?.first ?? null,
    row.lines?.last ?? null,
    row.sha256,
    row.sizeBytes,
    row.encoding,
    row.command,
    row.exitCode,
    row.pid,
    row.process,
    toAddressColumn(row),
    row.capturedAt,
    row.importedAt,
  ];
}

function toAddressColumn({ baseAddress }: ArtifactRow): bigint | null {
  return baseAddress === null ? null : rows.toStoredAddress(BigInt(baseAddress));
}

function first(row: unknown): Artifact | undefined {
  return row === undefined ? undefined : toArtifact(row as RawRow);
}

function toArtifact(row: RawRow): Artifact {
  const firstLine = nullable(natural, row[6], 'artifact.first_line');
  const lastLine = nullable(natural, row[7], 'artifact.last_line');
  return {
    id: natural(row[0], 'artifact.id'),
    snapshotId: natural(row[1], 'artifact.snapshot'),
    targetName: text(row[2], 'target.name'),
    kind: oneOf(artifactKinds, row[3], 'artifact.kind'),
    name: text(row[4], 'artifact.name'),
    sourceId: nullable(natural, row[5], 'artifact.source'),
    lines: firstLine === null || lastLine === null ? null : { first: firstLine, last: lastLine },
    sha256: text(row[8], 'artifact.sha256'),
    sizeBytes: natural(row[9], 'artifact.size'),
    encoding: oneOf(textEncodings, row[10], 'artifact.encoding'),
    command: nullable(text, row[11], 'artifact.command'),
    exitCode: nullable(integer, row[12], 'artifact.exit_code'),
    pid: nullable(integer, row[13], 'artifact.pid'),
    process: nullable(text, row[14], 'artifact.process_name'),
    baseAddress:
      row[15] === null ? null : toAddressText(rows.joinAddress(row[15], row[16], 'artifact.base_address')),
    capturedAt: integer(row[17], 'artifact.captured_at'),
    importedAt: integer(row[18], 'artifact.imported_at'),
    problemCount: natural(row[19], 'count'),
  };
}
