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

export type DerivedQueries = ReturnType<typeof derivedQueries>;

export function derivedQueries(database: Database) {
  const statements = tables.map((table) => ({
    name: table.name,
    insert: prepareInsert(database, table),
    remove: prepareDelete(database, table),
    select: prepareSelect(database, table),
    lines: prepareLines(database, table),
  }));
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
    /** The same, usually; where it is another one, `digest` decides. */
    quickDigest: (range: SnapshotRange): string => {
      const hash = createHash('sha256');
      for (const { name, lines } of statements) {
        hash.update(`${name}\n`);
        for (const text of lines(range)) hash.update(text);
      }
      return hash.digest('hex');
    },
  };
}

/** One query at a time: one that was begun and never ended would keep the file from being closed. */
function* storedRows(
  statements: readonly { name: string; select: ReturnType<typeof prepareSelect> }[],
  range: SnapshotRange,
): Generator<[table: string, rows: Iterable<DerivedRow>]> {
  for (const { name, select } of statements) yield [name, select(range)];
}
