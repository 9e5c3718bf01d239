import type { Database } from 'better-sqlite3';
import type { ProcessId } from '#shared/domain/evidence.ts';
import { regionClasses, type ClassTotal, type Region, type RegionClass } from '#shared/domain/memory.ts';
import { storedText, toEvidence, type DerivedRow, type DerivedTable } from '../derived-table.ts';
import { capped, integer, natural, nullable, oneOf, text, type RawRow } from '../rows.ts';

export const classTotalTable: DerivedTable = {
  name: 'class_total',
  owner: 'process',
  columns: [
    ['class', 'text'],
    ['rule', 'text'],
    ['count', 'integer'],
    ['size', 'integer'],
    ['rss', 'integer'],
    ['pss', 'integer'],
    ['anonymous', 'integer'],
    ['swap', 'integer'],
    ['evidence', 'integer'],
    ['evidence_at', 'integer'],
  ],
};

interface Sum {
  readonly class: RegionClass;
  readonly rule: string;
  count: number;
  size: number;
  rss: number | null;
  pss: number | null;
  anonymous: number | null;
  swap: number | null;
  largest: number;
  line: number;
}

/** Sums per class and rule, in the order in which they first appear. */
export function toClassTotalRows(
  regions: readonly Region[],
  process: number,
  artifact: number,
): DerivedRow[] {
  const sums = new Map<string, Sum>();
  for (const region of regions) addRegion(sums, region);
  return [...sums.values()].map((sum, ordinal) => [
    process,
    ordinal,
    sum.class,
    storedText(sum.rule),
    sum.count,
    sum.size,
    sum.rss,
    sum.pss,
    sum.anonymous,
    sum.swap,
    artifact,
    sum.line,
  ]);
}

function addRegion(sums: Map<string, Sum>, region: Region): void {
  const key = `${region.class} ${region.rule}`;
  let sum = sums.get(key);
  if (sum === undefined) {
    const { class: regionClass, rule, line } = region;
    sum = {
      class: regionClass,
      rule,
      count: 0,
      size: 0,
      rss: null,
      pss: null,
      anonymous: null,
      swap: null,
      largest: -1,
      line,
    };
    sums.set(key, sum);
  }
  sum.count += 1;
  sum.size += region.sizeBytes;
  sum.rss = add(sum.rss, region.rssBytes);
  sum.pss = add(sum.pss, region.pssBytes);
  sum.anonymous = add(sum.anonymous, region.anonymousBytes);
  sum.swap = add(sum.swap, region.swapBytes);
  const weight = region.rssBytes ?? region.sizeBytes;
  if (weight <= sum.largest) return;
  sum.largest = weight;
  sum.line = region.line;
}

/** Null only where no region of the class knows it. */
function add(sum: number | null, bytes: number | null): number | null {
  return bytes === null ? sum : (sum ?? 0) + bytes;
}

export type ClassTotalQueries = ReturnType<typeof classTotalQueries>;

export function classTotalQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT process, ${capped('class')}, ${capped('rule')}, count, size, rss, pss, anonymous, swap,
              evidence, evidence_at
       FROM class_total WHERE process BETWEEN ? AND ? ORDER BY process, ordinal`,
    )
    .raw();
  return {
    list: (first: ProcessId, last: ProcessId): ClassTotal[] =>
      (select.all(first, last) as RawRow[]).map(toClassTotal),
  };
}

function toClassTotal(row: RawRow): ClassTotal {
  return {
    processId: natural(row[0], 'class_total.process'),
    class: oneOf(regionClasses, row[1], 'class_total.class'),
    rule: text(row[2], 'class_total.rule'),
    count: natural(row[3], 'class_total.count'),
    sizeBytes: integer(row[4], 'class_total.size'),
    rssBytes: nullable(integer, row[5], 'class_total.rss'),
    pssBytes: nullable(integer, row[6], 'class_total.pss'),
    anonymousBytes: nullable(integer, row[7], 'class_total.anonymous'),
    swapBytes: nullable(integer, row[8], 'class_total.swap'),
    evidence: toEvidence(row[9], row[10], null),
  };
}
