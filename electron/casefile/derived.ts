/** The derived rows of a snapshot: made from what analysis assembled, replaced as a whole, digested. */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { AssembledProcess, AssembledSnapshot } from '#shared/domain/assembled.ts';
import {
  digestRows,
  prepareDelete,
  prepareInsert,
  prepareLines,
  prepareSelect,
  type DerivedRow,
  type DerivedRows,
  type SnapshotRange,
} from './derived-table.ts';
import { classTotalTable, toClassTotalRows } from './queries/class-totals.ts';
import { eventTable, toEventRow } from './queries/events.ts';
import { meminfoTable, toMeminfoRow } from './queries/meminfo.ts';
import { problemTable, toProblemRow } from './queries/problems.ts';
import { processTable, toProcessRow } from './queries/processes.ts';
import { regionTable, sortRegions, toRegionRow } from './queries/regions.ts';
import { socketTable, toSocketRow } from './queries/sockets.ts';

/** In this order they are digested and inserted: owners before what they own. */
const tables = [
  meminfoTable,
  processTable,
  regionTable,
  classTotalTable,
  socketTable,
  eventTable,
  problemTable,
];

/** The rows as they will be stored, in the order of `tables`. O(n) over all regions, all in memory. */
export function toDerivedRows(assembled: AssembledSnapshot): DerivedRows {
  const regions: DerivedRow[] = [];
  const totals: DerivedRow[] = [];
  assembled.processes.forEach((process, i) => addRegionRows(process, i + 1, regions, totals));
  return new Map<string, readonly DerivedRow[]>([
    [meminfoTable.name, assembled.meminfo.map(toMeminfoRow)],
    [processTable.name, assembled.processes.map(({ process }, i) => toProcessRow(process, i + 1))],
    [regionTable.name, regions],
    [classTotalTable.name, totals],
    [socketTable.name, assembled.sockets.map(toSocketRow)],
    [eventTable.name, assembled.events.map(toEventRow)],
    [problemTable.name, assembled.problems.map(toProblemRow)],
  ]);
}

function addRegionRows(
  { process, regions }: AssembledProcess,
  number: number,
  rows: DerivedRow[],
  totals: DerivedRow[],
): void {
  const sorted = sortRegions(regions);
  sorted.forEach((region, ordinal) => rows.push(toRegionRow(region, number, ordinal)));
  if (process.regionArtifact !== null)
    totals.push(...toClassTotalRows(sorted, number, process.regionArtifact));
}

/**
 * The digest that `derivedDigest()` of a case gives when exactly this is stored: what a check against
 * a fresh reading of the artifacts compares.
 */
export function digestAssembled(assembled: AssembledSnapshot): string {
  return digestRows(toDerivedRows(assembled));
}

/** What the journal keeps of a snapshot's derived rows. */
export interface DerivedDigests {
  /** Over all rows. */
  readonly digest: string;
  /** Over all rows but regions, which are most of them. */
  readonly tables: string;
  /** Base64 of 16 bytes per process, in their order: the beginning of the SHA-256 over its region rows. */
  readonly regions: string;
}

export function digestDerived(rows: DerivedRows): DerivedDigests {
  const byProcess = Map.groupBy(rows.get(regionTable.name) ?? [], ([process]) => Number(process));
  const count = rows.get(processTable.name)?.length ?? 0;
  const regions = Buffer.alloc(count * REGION_DIGEST_BYTES);
  for (const [process, own] of byProcess) {
    const lines = own.map(toLine).join('');
    sha256(lines).copy(regions, (process - 1) * REGION_DIGEST_BYTES, 0, REGION_DIGEST_BYTES);
  }
  return {
    digest: digestRows(rows),
    tables: digestRows([...rows].filter(([name]) => name !== regionTable.name)),
    regions: regions.toString('base64'),
  };
}

const REGION_DIGEST_BYTES = 16;

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export type DerivedQueries = ReturnType<typeof derivedQueries>;

export function derivedQueries(database: Database) {
  const statements = tables.map((table) => ({
    name: table.name,
    insert: prepareInsert(database, table),
    remove: prepareDelete(database, table),
    select: prepareSelect(database, table),
    lines: prepareLines(database, table),
  }));
  const withoutRegions = statements.filter(({ name }) => name !== regionTable.name);
  const regionLines = prepareLines(database, regionTable);
  const regionRows = prepareSelect(database, regionTable);
  return {
    /** Of a snapshot that has no derived rows. */
    emptyDigest: digestRows(tables.map(({ name }) => [name, []])),
    remove: (range: SnapshotRange): void => {
      for (const { remove } of statements.toReversed()) remove(range);
    },
    insert: (range: SnapshotRange, rows: DerivedRows): void => {
      for (const { name, insert } of statements) {
        for (const row of rows.get(name) ?? []) insert(range, row);
      }
    },
    /** Over the rows as stored. */
    digest: (range: SnapshotRange): string => digestRows(storedRows(statements, range)),
    /** The same, usually: made by SQLite in the order in which it finds the rows. */
    quickDigest: (range: SnapshotRange): string => quickDigest(statements, range),
    /** Whether the rows are those of a digest: by the quick way, and where that says no by the sure one. */
    isWhole: (range: SnapshotRange, digest: string): boolean =>
      quickDigest(statements, range) === digest || digestRows(storedRows(statements, range)) === digest,
    /** The same, of all tables but regions. */
    areTables: (range: SnapshotRange, digest: string): boolean =>
      quickDigest(withoutRegions, range) === digest ||
      digestRows(storedRows(withoutRegions, range)) === digest,
    /** The same, of the regions of one process. @param regions `DerivedDigests.regions`, decoded */
    areRegions: (range: SnapshotRange, process: number, regions: Buffer): boolean => {
      const at = (process - range.first) * REGION_DIGEST_BYTES;
      const told = regions.subarray(at, at + REGION_DIGEST_BYTES);
      if (told.length < REGION_DIGEST_BYTES) return false;
      const own = { ...range, first: process, last: process };
      const isTold = (text: string): boolean =>
        told.equals(
          text === '' ? Buffer.alloc(REGION_DIGEST_BYTES) : sha256(text).subarray(0, REGION_DIGEST_BYTES),
        );
      // Rows count processes from the first of the snapshot.
      const quick = [...regionLines(own, range.first)].join('');
      return isTold(quick) || isTold([...regionRows(own, range.first)].map(toLine).join(''));
    },
  };
}

function quickDigest(
  statements: readonly { name: string; lines: ReturnType<typeof prepareLines> }[],
  range: SnapshotRange,
): string {
  const hash = createHash('sha256');
  for (const { name, lines } of statements) {
    hash.update(`${name}\n`);
    for (const text of lines(range)) hash.update(text);
  }
  return hash.digest('hex');
}

function toLine(row: DerivedRow): string {
  return `${JSON.stringify(row)}\n`;
}

/** One query at a time: one that was begun and never ended would keep the file from being closed. */
function* storedRows(
  statements: readonly { name: string; select: ReturnType<typeof prepareSelect> }[],
  range: SnapshotRange,
): Generator<[table: string, rows: Iterable<DerivedRow>]> {
  for (const { name, select } of statements) yield [name, select(range)];
}
