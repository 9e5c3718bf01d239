/** What is no case, or not one that we read, is told by its first bytes. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCaseFile, openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { codeOf } from '#test/support/code-of.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

let temp: TempCase;
beforeEach(() => {
  temp = createTempCase();
  temp.file.close();
});
afterEach(() => temp.remove());

/** Reading and writing say the same. */
function refusalOf(path: string): string {
  const reading = codeOf(() => openCaseForReading(path, temp.platform));
  expect(codeOf(() => openCaseForWriting(path, temp.platform))).toBe(reading);
  return reading;
}

/** A copy of the case with other bytes at an offset. */
function patched(offset: number, bytes: readonly number[]): string {
  const path = join(temp.folder, 'patched.memcase');
  writeFileSync(path, readFileSync(temp.path));
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Uint8Array.from(bytes), 0, bytes.length, offset);
  closeSync(descriptor);
  return path;
}

test('a new case says what it is, in the places that file(1) and SQLite look at', () => {
  const header = readFileSync(temp.path);
  expect(header.toString('latin1', 0, 16)).toBe('SQLite format 3\0');
  expect(header.toString('latin1', 68, 72)).toBe('MEMC');
  expect(header.readUInt32BE(60)).toBe(2);
  expect([header.readUInt8(18), header.readUInt8(19)]).toEqual([1, 1]);
  expect(header.readUInt32BE(28) * header.readUInt16BE(16)).toBe(header.length);
});

test.each([
  ['an empty file', '', 'casefile.not-a-case'],
  ['a text', 'MemTotal: 1 kB\n'.repeat(100), 'casefile.not-a-case'],
  ['the first bytes only', 'SQLite format 3\0', 'casefile.truncated'],
])('%s', (_name, content, code) => {
  const path = join(temp.folder, 'other');
  writeFileSync(path, content);
  expect(refusalOf(path)).toBe(code);
});

test('a database of another program', () => {
  const path = join(temp.folder, 'other.db');
  const database = new Sqlite(path);
  database.exec('CREATE TABLE t (x)');
  database.close();
  expect(refusalOf(path)).toBe('casefile.not-a-case');
});

test.each([
  ['a newer version', 60, [0, 0, 0, 3], 'casefile.newer-version'],
  ['no version', 60, [0, 0, 0, 0], 'casefile.corrupt'],
  ['another page size', 16, [0x20, 0], 'casefile.truncated'],
  ['an impossible page size', 16, [0x11, 0], 'casefile.corrupt'],
  ['WAL format without its log', 18, [2, 2], 'casefile.truncated'],
  ['mixed format versions', 18, [1, 2], 'casefile.corrupt'],
  ['reserved space', 20, [8], 'casefile.corrupt'],
  ['more pages than there are', 28, [0, 0, 1, 0], 'casefile.truncated'],
  ['fewer pages than there are', 28, [0, 0, 0, 3], 'casefile.corrupt'],
  ['UTF-16 text', 56, [0, 0, 0, 2], 'casefile.corrupt'],
  ['bytes where none may be', 80, [1], 'casefile.corrupt'],
] as const)('%s', (_name, offset, bytes, code) => {
  expect(refusalOf(patched(offset, bytes))).toBe(code);
});

test('what is no file, or not there', () => {
  const folder = join(temp.folder, 'folder');
  mkdirSync(folder);
  const fifo = join(temp.folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  expect(refusalOf(folder)).toBe('casefile.not-regular');
  expect(refusalOf(fifo)).toBe('casefile.not-regular');
  expect(refusalOf('/dev/zero')).toBe('casefile.not-regular');
  expect(refusalOf(join(temp.folder, 'missing'))).toBe('casefile.not-found');
  expect(refusalOf(join(temp.folder, 'missing/below'))).toBe('casefile.not-found');
  // better-sqlite3 would trim the name and open its neighbour.
  expect(refusalOf(`${temp.path} `)).toBe('input.bad-option');
});

test('a link to a case is followed, and its sidecars are looked for beside the case', () => {
  const link = join(temp.folder, 'link.memcase');
  symlinkSync(temp.path, link);
  const file = openCaseForReading(link, temp.platform);
  expect(file.info.path).toBe(temp.path);
  file.close();
  writeFileSync(`${temp.path}-journal`, '');
  expect(refusalOf(link)).toBe('casefile.foreign-sidecar');
});

test('a case is made in a folder that is there, under a name that is free', () => {
  const make = (path: string) => codeOf(() => createCaseFile(path, { title: '' }, temp.platform));
  expect(make(join(temp.folder, 'missing', 'x.memcase'))).toBe('casefile.not-found');
  expect(make(temp.path)).toBe('casefile.exists');
  symlinkSync(join(temp.folder, 'nowhere'), join(temp.folder, 'dangling'));
  expect(make(join(temp.folder, 'dangling'))).toBe('casefile.exists');
});
