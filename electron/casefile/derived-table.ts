/**
 * Derived tables as data: which columns they have and how their rows become text for the digest.
 * A row that a snapshot owns is `[ordinal, …columns]`; one that a process owns is
 * `[process, ordinal, …columns]`, the process counted from 1 within its snapshot, and the row of a
 * process itself `[process, …columns]`: so the digest does not depend on row numbers of the file.
 */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import { JSON_BYTES, TEXT_BYTES } from './limits.ts';
import { capped, natural } from './rows.ts';

export type Cell = string | number | null;
export type DerivedRow = readonly Cell[];

export interface DerivedTable {
  readonly name: string;
  readonly owner: 'snapshot' | 'process' | 'itself';
  /** Without the owner and the ordinal. Addresses are decimal text here, integers in the file. */
  readonly columns: readonly (readonly [name: string, type: 'integer' | 'text' | 'address'])[];
}

/** All derived rows of one snapshot, by table name, in order. */
export type DerivedRows = ReadonlyMap<string, readonly DerivedRow[]>;

/** SHA-256 over all rows of a snapshot: a line of table name, then a line of JSON per row. */
export function digestRows(rows: Iterable<readonly [table: string, rows: Iterable<DerivedRow>]>): string {
  const hash = createHash('sha256');
  for (const [table, tableRows] of rows) {
    let lines = `${table}\n`;
    for (const row of tableRows) {
      lines += `${JSON.stringify(row)}\n`;
      if (lines.length > 65_536) {
        hash.update(lines);
        lines = '';
      }
    }
    hash.update(lines);
  }
  return hash.digest('hex');
}

const LONE_SURROGATES = /[\uD800-\uDFFF]/gu;

/** Text as it will be read back: well-formed, and no longer than a reader takes. */
export function storedText(value: string): string {
  const formed = value.replace(LONE_SURROGATES, '\uFFFD');
  if (formed.length * 3 <= TEXT_BYTES || Buffer.byteLength(formed) <= TEXT_BYTES) return formed;
  // Cut on a character: what is left of one at the cut decodes to U+FFFD, which is taken off.
  return Buffer.from(formed)
    .subarray(0, TEXT_BYTES)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}

export function storedOptional(value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : storedText(value);
}

/** `[artifact, line, null]`, or `[dump, offset, length]`. */
export function fromEvidence(evidence: EvidenceRef): [number, number, number | null] {
  return 'artifact' in evidence
    ? [evidence.artifact, evidence.line, null]
    : [evidence.dump, evidence.offset, evidence.length];
}

export function toEvidence(artifact: unknown, at: unknown, length: unknown): EvidenceRef {
  const id = natural(artifact, 'evidence');
  const place = natural(at, 'evidence');
  return length === null
    ? { artifact: id, line: place }
    : { dump: id, offset: place, length: natural(length, 'evidence') };
}

/** Where the rows of one snapshot are: the row numbers of its processes, `first` to `last`. */
export interface SnapshotRange {
  readonly snapshot: number;
  readonly first: number;
  readonly last: number;
}

/** Inserts one row of a snapshot whose processes begin at `first`. */
export function prepareInsert(database: Database, table: DerivedTable) {
  const marks = Array(table.columns.length + 2)
    .fill('?')
    .join(', ');
  const insert = database.prepare(`INSERT INTO ${table.name} VALUES (${marks})`);
  return ({ snapshot, first }: SnapshotRange, row: DerivedRow): void => {
    const number = first - 1 + Number(row[0]);
    if (table.owner === 'snapshot') insert.run([snapshot, ...row]);
    else if (table.owner === 'itself') insert.run([number, snapshot, ...row.slice(1)]);
    else insert.run(row.with(0, number));
  };
}

export function prepareDelete(database: Database, table: DerivedTable) {
  const column = table.owner === 'process' ? 'process' : 'snapshot';
  const remove = database.prepare(`DELETE FROM ${table.name} WHERE ${column} BETWEEN ? AND ?`);
  return ({ snapshot, first, last }: SnapshotRange): void =>
    void (table.owner === 'process' ? remove.run(first, last) : remove.run(snapshot, snapshot));
}

/** The stored rows of a range as `DerivedRow`s, unchecked; `base` is the snapshot's first process. */
export function prepareSelect(database: Database, table: DerivedTable) {
  const columns = table.columns
    .map(([name, type]) => {
      if (type === 'address') return `CAST(${name} AS TEXT)`;
      return type === 'text' ? capped(name, JSON_BYTES) : name;
    })
    .join(', ');
  const sql = {
    snapshot: `SELECT ordinal, ${columns} FROM ${table.name} WHERE snapshot = :snapshot ORDER BY ordinal`,
    itself: `SELECT id - :first + 1, ${columns} FROM ${table.name} WHERE snapshot = :snapshot ORDER BY id`,
    process: `SELECT process - :first + 1, ordinal, ${columns} FROM ${table.name}
              WHERE process BETWEEN :from AND :last ORDER BY process, ordinal`,
  };
  const statement = database.prepare(sql[table.owner]).raw();
  return ({ snapshot, first, last }: SnapshotRange, base = first): IterableIterator<DerivedRow> => {
    const binding = {
      snapshot: { snapshot },
      itself: { snapshot, first: base },
      process: { first: base, from: first, last },
    };
    return statement.iterate(binding[table.owner]) as IterableIterator<DerivedRow>;
  };
}

/** Rows that are made into text at once; a string of them stays small. */
const OWNERS_AT_ONCE = 64;

/**
 * The same lines that `digestRows` makes of `prepareSelect`, made by SQLite in the order in which it finds them: about
 * three times as fast. That order is not promised, and JSON.stringify may write a text in another way: a difference is
 * to be looked at again.
 */
export function prepareLines(database: Database, table: DerivedTable) {
  const columns = table.columns.map(([name, type]) => {
    if (type === 'address') return `CAST(${name} AS TEXT)`;
    return type === 'text' ? capped(name, JSON_BYTES) : name;
  });
  // A bound number is a real one to SQLite: without the casts below it would say 1.0.
  const lines = (...lead: string[]) =>
    `group_concat(json_array(${[...lead, ...columns].join(', ')}) || char(10), '')`;
  const sql = {
    snapshot: `SELECT ${lines('ordinal')} FROM ${table.name} WHERE snapshot = :snapshot`,
    itself: `SELECT ${lines('CAST(id - :first + 1 AS INTEGER)')} FROM ${table.name} WHERE snapshot = :snapshot`,
    process: `SELECT ${lines('CAST(process - :first + 1 AS INTEGER)', 'ordinal')} FROM ${table.name}
              WHERE process BETWEEN :from AND :to`,
  };
  const statement = database.prepare(sql[table.owner]).pluck();
  return function* ({ snapshot, first, last }: SnapshotRange, base = first): Generator<string> {
    const whole = { snapshot: { snapshot }, itself: { snapshot, first: base } };
    if (table.owner !== 'process') return yield (statement.get(whole[table.owner]) ?? '') as string;
    for (let from = first; from <= last; from += OWNERS_AT_ONCE) {
      const to = Math.min(last, from + OWNERS_AT_ONCE - 1);
      yield (statement.get({ first: base, from, to }) ?? '') as string;
    }
  };
}

/** @throws a defect: parsers give safe integers only */
export function storedInteger(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new TypeError(`a derived row holds ${value}, which is no safe integer`);
}
