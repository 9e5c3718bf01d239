/**
 * A case file that a stranger sent, with files beside it that SQLite would pick up. Each attack is first
 * shown to work on a plain connection, then to fail on ours, for reading and for writing.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCaseFile, openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { identifyFile } from '#electron/casefile/file-identity.ts';
import { acquireLease } from '#electron/casefile/lease.ts';
import { contentOf, fillCase } from '#test/support/sample-content.ts';
import { codeOf } from '#test/support/code-of.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

let temp: TempCase;
let path: string;
beforeEach(async () => {
  temp = createTempCase();
  path = temp.path;
  await fillCase(temp.file, 2);
  temp.file.close();
});
afterEach(() => temp.remove());

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Both ways of opening refuse with `code`, and nothing in the folder has changed. */
function expectRefused(code: string): void {
  const before = readdirSync(temp.folder).map((name) => name);
  const hash = hashOf(path);
  expect(codeOf(() => openCaseForReading(path, temp.platform))).toBe(code);
  expect(codeOf(() => openCaseForWriting(path, temp.platform))).toBe(code);
  expect(readdirSync(temp.folder)).toEqual(before);
  expect(hashOf(path)).toBe(hash);
}

describe('a rollback journal that names a super-journal', () => {
  /**
   * A genuine hot journal of `path` with a record that names `victim` as its super-journal: SQLite rolls
   * back and then deletes that file (pager.c, pager_delsuper; the record: 4 bytes page number of the
   * lock page, the name, its length, its checksum, 8 bytes magic). Up to SQLite 3.53 any file will do;
   * since 3.54 its name must have the form of a super-journal's and its content must name the journal. The
   * victim here fits both, so that the attack works with the SQLite that is built in.
   */
  function craftJournal(victim: string): Buffer {
    const copy = join(temp.folder, 'crafting.memcase');
    copyFileSync(path, copy);
    const database = new Sqlite(copy);
    database.pragma('cache_size = 2');
    database.pragma('cache_spill = 1');
    database.exec('BEGIN IMMEDIATE; UPDATE process SET command_line = command_line || hex(zeroblob(20000))');
    const journal = readFileSync(`${copy}-journal`);
    database.exec('ROLLBACK');
    database.close();
    rmSync(copy);
    const sectorBytes = journal.readUInt32BE(20);
    const pageBytes = journal.readUInt32BE(24);
    const records = Math.floor((journal.length - sectorBytes) / (pageBytes + 8));
    if (journal.readUInt32BE(8) === 0) journal.writeUInt32BE(records, 8);
    const name = Buffer.from(victim);
    const checksum = name.reduce((sum, byte) => sum + (byte < 128 ? byte : byte - 256), 0) >>> 0;
    const head = Buffer.alloc(4);
    head.writeUInt32BE(0x40000000 / pageBytes + 1);
    const tail = Buffer.alloc(8);
    tail.writeUInt32BE(name.length);
    tail.writeUInt32BE(checksum, 4);
    const magic = Buffer.from('d9d505f920a163d7', 'hex');
    return Buffer.concat([
      journal.subarray(0, sectorBytes + records * (pageBytes + 8)),
      head,
      name,
      tail,
      magic,
    ]);
  }

  test('deletes the victim on a plain connection, and nothing on ours', () => {
    const victim = join(temp.folder, 'victim-mj0123459AB');
    const precious = `${path}-journal\0precious\n`;
    writeFileSync(victim, precious);
    writeFileSync(`${path}-journal`, craftJournal(victim));

    expectRefused('casefile.foreign-sidecar');
    expect(readFileSync(victim, 'utf8')).toBe(precious);
    expect(existsSync(`${path}-journal`)).toBe(true);

    // The proof that the journal is a weapon: the same files, opened as any program would open them.
    const plain = new Sqlite(path);
    plain.prepare('SELECT count(*) FROM target').get();
    plain.close();
    expect(existsSync(victim)).toBe(false);
  });
});

describe('a write-ahead log', () => {
  /** A log that another program left, with another title for the case. */
  function plantLog(): void {
    const copy = join(temp.folder, 'other.memcase');
    copyFileSync(path, copy);
    const database = new Sqlite(copy);
    database.pragma('journal_mode = WAL');
    database.exec("UPDATE case_info SET title = 'Changed by the log'");
    const main = readFileSync(copy);
    const log = readFileSync(`${copy}-wal`);
    database.close();
    rmSync(copy);
    writeFileSync(path, main);
    writeFileSync(`${path}-wal`, log);
  }

  test('changes what a plain connection reads, and is refused by ours', () => {
    plantLog();
    expectRefused('casefile.foreign-sidecar');
    const plain = new Sqlite(path);
    expect(plain.prepare('SELECT title FROM case_info').pluck().get()).toBe('Changed by the log');
    plain.close();
  });

  test.each([
    ['open', 12_345],
    ['opening', 0],
  ] as const)('is refused in the place of ours, with a lease that says %s', (state, salt) => {
    plantLog();
    const lease = acquireLease(temp.platform, identifyFile(path));
    lease.write({ state, salt });
    lease.release();
    expectRefused('casefile.foreign-sidecar');
  });

  test('is taken for ours by its salt, or by the one that follows', () => {
    const original = readFileSync(path);
    for (const [before, code] of [
      [0, 'none'],
      [1, 'none'],
      [2, 'casefile.foreign-sidecar'],
    ] as const) {
      writeFileSync(path, original);
      plantLog();
      const lease = acquireLease(temp.platform, identifyFile(path));
      lease.write({ state: 'open', salt: (readFileSync(`${path}-wal`).readUInt32BE(16) - before) >>> 0 });
      lease.release();
      expect(codeOf(() => openCaseForReading(path, temp.platform).close())).toBe(code);
    }
  });

  test('is refused where the lease speaks of another file that was at this path', () => {
    plantLog();
    const identity = identifyFile(path);
    const lease = acquireLease(temp.platform, { ...identity, inode: '1' });
    lease.write({ state: 'open', salt: readFileSync(`${path}-wal`).readUInt32BE(16) });
    lease.release();
    expectRefused('casefile.foreign-sidecar');
  });

  test.each(['-journal', '-wal', '-shm'])('an empty %s is refused as well', (suffix) => {
    writeFileSync(path + suffix, '');
    expectRefused('casefile.foreign-sidecar');
  });

  test('no case is made beside one', () => {
    const fresh = join(temp.folder, 'fresh.memcase');
    writeFileSync(`${fresh}-journal`, 'x');
    expect(codeOf(() => createCaseFile(fresh, { title: 'x' }, temp.platform))).toBe(
      'casefile.foreign-sidecar',
    );
    expect(existsSync(fresh)).toBe(false);
  });
});

test('a file copied while it was open is refused, and one copied after closing opens', () => {
  const writer = openCaseForWriting(path, temp.platform);
  writer.ensureTarget('late');
  const early = join(temp.folder, 'early.memcase');
  copyFileSync(path, early);
  writer.close();
  expect(codeOf(() => openCaseForReading(early, temp.platform))).toBe('casefile.truncated');
  const late = join(temp.folder, 'late.memcase');
  copyFileSync(path, late);
  const copy = openCaseForReading(late, temp.platform);
  expect(copy.targets().map(({ name }) => name)).toContain('late');
  copy.close();
});

test('reading changes neither the file nor its folder', () => {
  const hash = hashOf(path);
  const names = readdirSync(temp.folder);
  const file = openCaseForReading(path, temp.platform);
  expect(contentOf(file).length).toBeGreaterThan(1000);
  expect(readdirSync(temp.folder)).toEqual(names);
  file.close();
  expect(hashOf(path)).toBe(hash);
});

describe('a schema that is not ours', () => {
  const additions = {
    'a view': 'CREATE VIEW extra AS SELECT 1',
    'an endless view in the place of a table':
      'DROP TABLE socket; CREATE VIEW socket AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS snapshot FROM c',
    'a trigger': 'CREATE TRIGGER extra AFTER INSERT ON journal BEGIN DELETE FROM target; END',
    'a table': 'CREATE TABLE extra (x)',
    'an index': 'CREATE INDEX extra ON artifact (pid)',
    'a virtual table': 'CREATE VIRTUAL TABLE extra USING fts5 (x)',
    'a column': 'ALTER TABLE target ADD COLUMN extra TEXT',
    statistics: 'ANALYZE',
    'a missing index': 'DROP INDEX problem_artifact',
  };
  test.each(Object.entries(additions))('%s is refused', (_name, sql) => {
    const database = new Sqlite(path);
    database.pragma('foreign_keys = OFF');
    database.exec(sql);
    database.close();
    expectRefused('casefile.foreign-schema');
  });
});

describe('values that no writer of ours stores', () => {
  const changes = {
    'a text that is too long': 'UPDATE target SET name = hex(zeroblob(200000)) WHERE id = 1',
    'a kind that is none': "UPDATE artifact SET kind = 'virus'",
    'a negative size': 'UPDATE artifact SET size = -1',
    'a size beyond whole numbers': 'UPDATE artifact SET size = 9223372036854775807',
    'measures that are no measures': `UPDATE process SET measures = '{"rss":[1,"ps"]}'`,
    'measures nested without end': `UPDATE process SET measures = replace(hex(zeroblob(100000)), '00', '[')`,
    'no row that says which case it is': 'DELETE FROM case_info',
  };
  test.each(Object.entries(changes))('%s', (_name, sql) => {
    const database = new Sqlite(path);
    database.pragma('foreign_keys = OFF');
    database.exec(sql);
    database.close();
    const file = openCaseForReading(path, temp.platform);
    expect(codeOf(() => contentOf(file))).toBe('casefile.corrupt');
    file.close();
  });

  test('a chunk that unpacks to more than it says', () => {
    const database = new Sqlite(path);
    const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024));
    database.prepare('UPDATE chunk SET encoding = 1, data = ? WHERE id = 1').run(bomb);
    database.close();
    const file = openCaseForReading(path, temp.platform);
    expect(codeOf(() => contentOf(file))).toBe('casefile.corrupt');
    file.close();
  });
});
