import type { Database } from 'better-sqlite3';
import { artifactKinds, type SnapshotId } from '#shared/domain/evidence.ts';
import type { MeasureReading, ProcessMemory } from '#shared/domain/memory.ts';
import { processMeasures, type ProcessMeasure } from '#shared/domain/parsed.ts';
import {
  fromEvidence,
  storedInteger,
  storedOptional,
  storedText,
  toEvidence,
  type DerivedRow,
  type DerivedTable,
} from '../derived-table.ts';
import { corrupt } from '../errors.ts';
import { JSON_BYTES } from '../limits.ts';
import { capped, integer, natural, nullable, oneOf, text, type RawRow } from '../rows.ts';

const regionSources = ['smaps', 'pmap', 'maps'] as const;

export const processTable: DerivedTable = {
  name: 'process',
  owner: 'itself',
  columns: [
    ['pid', 'integer'],
    ['parent_pid', 'integer'],
    ['user', 'text'],
    ['name', 'text'],
    ['executable', 'text'],
    ['command_line', 'text'],
    ['start_text', 'text'],
    ['measures', 'text'],
    ['region_artifact', 'integer'],
    ['region_source', 'text'],
    ['evidence', 'integer'],
    ['evidence_at', 'integer'],
    ['evidence_length', 'integer'],
  ],
};

export function toProcessRow(process: ProcessMemory, number: number): DerivedRow {
  return [
    number,
    process.pid,
    process.parentPid,
    storedOptional(process.user),
    storedText(process.name),
    storedText(process.executable),
    storedText(process.commandLine),
    storedOptional(process.startText),
    packMeasures(process.measures),
    process.regionArtifact,
    process.regionSource,
    ...fromEvidence(process.evidence),
  ];
}

export type ProcessQueries = ReturnType<typeof processQueries>;

export function processQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT id, pid, parent_pid, ${capped('user')}, ${capped('name')}, ${capped('executable')},
              ${capped('command_line')}, ${capped('start_text')}, ${capped('measures', JSON_BYTES)},
              region_artifact, ${capped('region_source')}, evidence, evidence_at, evidence_length
       FROM process WHERE snapshot = ? ORDER BY id`,
    )
    .raw();
  const range = database
    .prepare('SELECT coalesce(min(id), 1), coalesce(max(id), 0), count(*) FROM process WHERE snapshot = ?')
    .raw();
  const lastId = database.prepare('SELECT coalesce(max(id), 0) FROM process').pluck();
  return {
    list: (snapshot: SnapshotId): ProcessMemory[] => (select.all(snapshot) as RawRow[]).map(toProcess),
    /** Row numbers of a snapshot's processes are consecutive: `[first, last]`, empty where last < first. */
    range: (snapshot: SnapshotId): { first: number; last: number; count: number } => {
      const [first, last, count] = (range.get(snapshot) as RawRow).map((value) =>
        integer(value, 'process.id'),
      );
      return { first: first ?? 1, last: last ?? 0, count: count ?? 0 };
    },
    lastId: (): number => natural(lastId.get(), 'process.id'),
  };
}

function toProcess(row: RawRow): ProcessMemory {
  return {
    id: natural(row[0], 'process.id'),
    pid: nullable(integer, row[1], 'process.pid'),
    parentPid: nullable(integer, row[2], 'process.parent_pid'),
    user: nullable(text, row[3], 'process.user'),
    name: text(row[4], 'process.name'),
    executable: text(row[5], 'process.executable'),
    commandLine: text(row[6], 'process.command_line'),
    startText: nullable(text, row[7], 'process.start_text'),
    measures: unpackMeasures(text(row[8], 'process.measures')),
    regionArtifact: nullable(natural, row[9], 'process.region_artifact'),
    regionSource: row[10] === null ? null : oneOf(regionSources, row[10], 'process.region_source'),
    evidence: toEvidence(row[11], row[12], row[13]),
  };
}

/** `{"rss":[bytes,"ps",artifact,line]}`, or five members for a range of a dump. */
function packMeasures(measures: ProcessMemory['measures']): string {
  const packed: Record<string, unknown> = {};
  for (const measure of processMeasures) {
    const reading = measures[measure];
    if (reading === undefined) continue;
    const [artifact, at, length] = fromEvidence(reading.evidence);
    const place = length === null ? [artifact, at] : [artifact, at, length];
    packed[measure] = [storedInteger(reading.bytes), reading.source, ...place];
  }
  return JSON.stringify(packed);
}

function unpackMeasures(json: string): ProcessMemory['measures'] {
  const measures: Partial<Record<ProcessMeasure, MeasureReading>> = {};
  for (const [name, value] of Object.entries(parseObject(json))) {
    const measure = oneOf(processMeasures, name, 'process.measures');
    if (!Array.isArray(value) || value.length < 4 || value.length > 5) throw corrupt('process.measures');
    const [bytes, source, artifact, at, length = null] = value as unknown[];
    measures[measure] = {
      bytes: integer(bytes, 'process.measures'),
      source: oneOf(artifactKinds, source, 'process.measures'),
      evidence: toEvidence(artifact, at, length),
    };
  }
  return measures;
}

function parseObject(json: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw corrupt('process.measures is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw corrupt('process.measures');
  return value;
}
