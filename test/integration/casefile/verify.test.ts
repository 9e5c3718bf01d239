/**
 * `verify` on damaged files: whatever is flipped, swapped, deleted or cut is found, or provably changes
 * nothing that can be read. How many: MEMCASE_FLIPS (bits) and MEMCASE_EDITS (rows).
 */
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { verifyCaseFile } from '#electron/casefile/verify.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { xorshift } from '#test/support/generated-snapshot.ts';
import { codeOf } from '#test/support/code-of.ts';
import { contentOf, fillCase } from '#test/support/sample-content.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

const FLIPS = Number(process.env.MEMCASE_FLIPS ?? 300);
const EDITS = Number(process.env.MEMCASE_EDITS ?? 200);
const SEED = Number(process.env.MEMCASE_SEED ?? 20_260_101);

let temp: TempCase;
let original: Buffer;
let content: string;
let work: string;

beforeAll(async () => {
  temp = createTempCase();
  await fillCase(temp.file, 3);
  temp.file.close();
  original = readFileSync(temp.path);
  work = join(temp.folder, 'work.memcase');
  writeFileSync(work, original);
  content = examine(work).content ?? '';
  expect(content).not.toBe('');
});
afterAll(() => temp.remove());

interface Verdict {
  /** Code of the refusal, or the names of the checks that found something; empty where all is well. */
  readonly found: string;
  /** What can still be read; undefined where nothing can. */
  readonly content?: string;
}

/** Opens, verifies and reads like a stranger to the file. Anything but a coded error is a crash. */
function examine(path: string): Verdict {
  let file: ReadableCase | undefined;
  try {
    file = openCaseForReading(path, temp.platform);
    const checks = runVerify(file);
    const found = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    // Read even what is known to be damaged: it may be refused, but not crash.
    const content = found.length > 0 ? codeOf(() => file && contentOf(file)) : contentOf(file);
    if (found.length > 0) expect(content).toMatch(/^(none|casefile\.\w+|input\.unknown-\w+)$/);
    return { found: found.join(' '), content: found.length > 0 ? undefined : content };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { found: error.code };
  } finally {
    file?.close();
  }
}

function runVerify(file: ReadableCase) {
  const run = verifyCaseFile(file);
  for (;;) {
    const next = run.next();
    if (next.done === true) return next.value;
  }
}

test('a clean case has no finding, before and after it was written to again', () => {
  const file = openCaseForReading(work, temp.platform);
  const checks = runVerify(file);
  file.close();
  expect(checks.map(({ name }) => name)).toEqual(['database', 'chunks', 'artifacts', 'records', 'journal']);
  expect(checks.flatMap(({ findings }) => findings)).toEqual([]);
  for (const { checked } of checks) expect(checked).toBeGreaterThan(0);
});

test(`${FLIPS} single-bit flips are found, or change nothing`, () => {
  const random = xorshift(SEED);
  const unnoticed: string[] = [];
  let found = 0;
  for (let i = 0; i < FLIPS; i += 1) {
    // Half of them anywhere, half outside of the dumps' noise, where rows and trees are.
    const offset = random(i % 2 === 0 ? original.length : Math.min(original.length, 120_000));
    const bit = random(8);
    flip(work, offset, bit);
    const verdict = examine(work);
    if (verdict.found !== '') found += 1;
    else if (verdict.content !== content) unnoticed.push(`byte ${offset} bit ${bit}`);
    restore(work, offset);
  }
  expect(unnoticed).toEqual([]);
  // Most of the file is content: were nearly all flips harmless, the test would prove nothing.
  expect(found).toBeGreaterThan(FLIPS / 2);
}, 600_000);

test('every bit of the header is found, or changes nothing', () => {
  const unnoticed: string[] = [];
  for (let offset = 0; offset < 100; offset += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      flip(work, offset, bit);
      const verdict = examine(work);
      if (verdict.found === '' && verdict.content !== content) unnoticed.push(`byte ${offset} bit ${bit}`);
      restore(work, offset);
    }
  }
  expect(unnoticed).toEqual([]);
}, 600_000);

test('a file that was cut, anywhere, is refused', () => {
  const random = xorshift(SEED + 1);
  const lengths = [0, 15, 16, 99, 100, 4096, original.length - 1, original.length - 4096];
  for (let i = 0; i < 40; i += 1) lengths.push(random(original.length));
  for (const length of lengths) {
    truncateSync(work, length);
    const { found } = examine(work);
    expect(found, `cut to ${length}`).toBe(length < 16 ? 'casefile.not-a-case' : 'casefile.truncated');
    writeFileSync(work, original);
  }
  writeFileSync(work, Buffer.concat([original, Buffer.alloc(4096)]));
  expect(examine(work).found).toBe('casefile.corrupt');
  writeFileSync(work, original);
});

describe('rows that someone changed with another tool', () => {
  type Row = Record<string, unknown>;
  interface Table {
    readonly name: string;
    readonly key: string;
    readonly columns: string[];
  }

  /**
   * Tables with the columns that tell a row. `pending` is empty in a closed case; what is staged is no evidence yet
   * and is read again from its target when it is doubted.
   */
  function readTables(database: Sqlite.Database): Table[] {
    const names = database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'pending' AND name NOT LIKE 'staged%'",
      )
      .pluck()
      .all() as string[];
    return names.map((name) => {
      const info = database.pragma(`table_info(${name})`) as { name: string; pk: number }[];
      const key = info.filter(({ pk }) => pk > 0).map((column) => column.name);
      return { name, key: key.join(', '), columns: info.map((column) => column.name) };
    });
  }

  function edit(change: (database: Sqlite.Database, tables: Table[]) => string): Verdict & { what: string } {
    writeFileSync(work, original);
    const database = new Sqlite(work);
    database.pragma('foreign_keys = OFF');
    database.pragma('ignore_check_constraints = ON');
    const what = change(database, readTables(database));
    database.close();
    const verdict = examine(work);
    writeFileSync(work, original);
    return { ...verdict, what };
  }

  test('each table: its last row deleted', () => {
    const names = edit((_, tables) => tables.map(({ name }) => name).join(' ')).what.split(' ');
    expect(names).toHaveLength(14);
    for (const name of names) {
      const { found } = edit((database) => {
        const rows = database.prepare(`SELECT count(*) FROM ${name}`).pluck().get() as number;
        expect(rows, name).toBeGreaterThan(0);
        const { key } = readTables(database).find((table) => table.name === name) ?? { key: '' };
        const where = `(${key}) = (SELECT ${key} FROM ${name} ORDER BY ${key} DESC LIMIT 1)`;
        database.exec(`DELETE FROM ${name} WHERE ${where}`);
        return name;
      });
      expect(found, `the last row of ${name}`).not.toBe('');
    }
  });

  test('a row added, of evidence or of a chunk that nothing leads to', () => {
    const additions = [
      "INSERT INTO target (name) VALUES ('planted')",
      "INSERT INTO snapshot (target, taken_at, time_source) VALUES (1, 0, 'given')",
      'INSERT INTO artifact SELECT 99, snapshot, kind, name, NULL, NULL, NULL, sha256, 0, encoding, NULL, NULL, NULL, NULL, NULL, 0, 0 FROM artifact WHERE id = 1',
      'INSERT INTO artifact_chunk VALUES (1, 1, 1)',
      "INSERT INTO chunk (sha256, size, encoding, data) VALUES (x'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', 1, 0, x'61')",
      'INSERT INTO journal SELECT sequence + 100, at, actor, action, detail, previous_hash, hash FROM journal WHERE sequence = 1',
      "INSERT INTO meminfo VALUES (4, 0, 'MemTotal', 1, 'bytes', 1, 1, NULL)",
      'INSERT INTO region SELECT process, 99, start, end, permissions, path, size, rss, pss, anonymous, dirty, swap, class, rule, arena, estimated, line FROM region LIMIT 1',
    ];
    for (const sql of additions) {
      const { found } = edit((database) => {
        database.exec(sql);
        return sql;
      });
      expect(found, sql).toMatch(/^(chunks|artifacts|records|journal)/);
    }
  });

  test(`${EDITS} values replaced by those of another row, or rows swapped`, () => {
    const random = xorshift(SEED + 2);
    const unnoticed: string[] = [];
    let effective = 0;
    for (let i = 0; i < EDITS; i += 1) {
      const { found, content: read, what } = edit((database, tables) => editOnce(database, tables, random));
      if (found !== '') effective += 1;
      else if (read !== content) unnoticed.push(what);
    }
    expect(unnoticed).toEqual([]);
    // The others met a unique column, which SQLite leaves as it is.
    expect(effective).toBeGreaterThan(EDITS * 0.5);
  }, 600_000);

  /** Puts a value where another one was; in half of the cases the other way round too. */
  function editOnce(database: Sqlite.Database, tables: Table[], random: (below: number) => number): string {
    const { table, column, one, other } = pickDifferent(database, tables, random);
    const keys = table.key.split(', ');
    const match = keys.map((key) => `${key} = @key_${key}`).join(' AND ');
    const keyOf = (row: Row) => Object.fromEntries(keys.map((key) => [`key_${key}`, row[key]]));
    const set = database.prepare(`UPDATE OR IGNORE ${table.name} SET ${column} = @value WHERE ${match}`);
    set.run({ ...keyOf(one), value: other[column] });
    if (random(2) === 0) set.run({ ...keyOf(other), value: one[column] });
    return `${table.name}.${column} of ${JSON.stringify(keyOf(one))} and ${JSON.stringify(keyOf(other))}`;
  }

  function pickDifferent(database: Sqlite.Database, tables: Table[], random: (below: number) => number) {
    for (;;) {
      const table = tables[random(tables.length)];
      const column = table?.columns[random(table.columns.length)];
      if (table === undefined || column === undefined) continue;
      const rows = database.prepare(`SELECT * FROM ${table.name} ORDER BY ${table.key}`).all() as Row[];
      const [one, other] = [rows[random(rows.length)], rows[random(rows.length)]];
      if (one === undefined || other === undefined) continue;
      if (JSON.stringify(one[column]) !== JSON.stringify(other[column])) return { table, column, one, other };
    }
  }
});

function flip(path: string, offset: number, bit: number): void {
  writeByte(path, offset, (original[offset] ?? 0) ^ (1 << bit));
}

function restore(path: string, offset: number): void {
  writeByte(path, offset, original[offset] ?? 0);
}

function writeByte(path: string, offset: number, value: number): void {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Uint8Array.of(value), 0, 1, offset);
  closeSync(descriptor);
}
