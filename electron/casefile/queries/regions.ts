import type { Database } from 'better-sqlite3';
import type { ProcessId } from '#shared/domain/evidence.ts';
import { regionClasses, type Region } from '#shared/domain/memory.ts';
import { storedText, type DerivedRow, type DerivedTable } from '../derived-table.ts';
import {
  capped,
  integer,
  joinAddress,
  natural,
  nullable,
  oneOf,
  splitAddress,
  text,
  toStoredAddress,
  type RawRow,
} from '../rows.ts';

export const regionTable: DerivedTable = {
  name: 'region',
  owner: 'process',
  columns: [
    ['start', 'address'],
    ['end', 'address'],
    ['permissions', 'text'],
    ['path', 'text'],
    ['size', 'integer'],
    ['rss', 'integer'],
    ['pss', 'integer'],
    ['anonymous', 'integer'],
    ['dirty', 'integer'],
    ['swap', 'integer'],
    ['class', 'text'],
    ['rule', 'text'],
    ['arena', 'integer'],
    ['estimated', 'integer'],
    ['line', 'integer'],
  ],
};

/** By address, the top half last. A copy only where the order is another. */
export function sortRegions(regions: readonly Region[]): readonly Region[] {
  const sorted = regions.every((region, i) => i === 0 || (regions[i - 1]?.start ?? 0n) <= region.start);
  return sorted ? regions : regions.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

export function toRegionRow(region: Region, process: number, ordinal: number): DerivedRow {
  return [
    process,
    ordinal,
    toStoredAddress(region.start).toString(),
    toStoredAddress(region.end).toString(),
    storedText(region.permissions),
    storedText(region.path),
    region.sizeBytes,
    region.rssBytes,
    region.pssBytes,
    region.anonymousBytes,
    region.dirtyBytes,
    region.swapBytes,
    region.class,
    storedText(region.rule),
    region.arena,
    region.estimated ? 1 : 0,
    region.line,
  ];
}

export type RegionQueries = ReturnType<typeof regionQueries>;

export function regionQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT ${splitAddress('start')}, ${splitAddress('end')}, ${capped('permissions')}, ${capped('path')},
              size, rss, pss, anonymous, dirty, swap, ${capped('class')}, ${capped('rule')}, arena, estimated, line
       FROM region WHERE process = ? ORDER BY ordinal`,
    )
    .raw();
  return {
    list: (process: ProcessId): Region[] => (select.all(process) as RawRow[]).map(toRegion),
  };
}

function toRegion(row: RawRow): Region {
  return {
    start: joinAddress(row[0], row[1], 'region.start'),
    end: joinAddress(row[2], row[3], 'region.end'),
    permissions: text(row[4], 'region.permissions'),
    path: text(row[5], 'region.path'),
    sizeBytes: integer(row[6], 'region.size'),
    rssBytes: nullable(integer, row[7], 'region.rss'),
    pssBytes: nullable(integer, row[8], 'region.pss'),
    anonymousBytes: nullable(integer, row[9], 'region.anonymous'),
    dirtyBytes: nullable(integer, row[10], 'region.dirty'),
    swapBytes: nullable(integer, row[11], 'region.swap'),
    class: oneOf(regionClasses, row[12], 'region.class'),
    rule: text(row[13], 'region.rule'),
    arena: nullable(natural, row[14], 'region.arena'),
    estimated: integer(row[15], 'region.estimated') === 1,
    line: natural(row[16], 'region.line'),
  };
}
