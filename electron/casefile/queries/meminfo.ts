import type { Database } from 'better-sqlite3';
import type { SnapshotId } from '#shared/domain/evidence.ts';
import type { MeminfoReading } from '#shared/domain/memory.ts';
import {
  fromEvidence,
  storedText,
  toEvidence,
  type DerivedRow,
  type DerivedTable,
} from '../derived-table.ts';
import { capped, integer, oneOf, text, type RawRow } from '../rows.ts';

export const meminfoTable: DerivedTable = {
  name: 'meminfo',
  owner: 'snapshot',
  columns: [
    ['field', 'text'],
    ['value', 'integer'],
    ['unit', 'text'],
    ['evidence', 'integer'],
    ['evidence_at', 'integer'],
    ['evidence_length', 'integer'],
  ],
};

export function toMeminfoRow(reading: MeminfoReading, ordinal: number): DerivedRow {
  return [ordinal, storedText(reading.field), reading.value, reading.unit, ...fromEvidence(reading.evidence)];
}

export type MeminfoQueries = ReturnType<typeof meminfoQueries>;

export function meminfoQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT ${capped('field')}, value, ${capped('unit')}, evidence, evidence_at, evidence_length
       FROM meminfo WHERE snapshot = ? ORDER BY ordinal`,
    )
    .raw();
  return {
    list: (snapshot: SnapshotId): MeminfoReading[] => (select.all(snapshot) as RawRow[]).map(toReading),
  };
}

function toReading(row: RawRow): MeminfoReading {
  return {
    field: text(row[0], 'meminfo.field'),
    value: integer(row[1], 'meminfo.value'),
    unit: oneOf(['bytes', 'count'], row[2], 'meminfo.unit'),
    evidence: toEvidence(row[3], row[4], row[5]),
  };
}
