/** One writer or many readers, over processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { codeOf } from '#test/support/code-of.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

let temp: TempCase;
let path: string;
let holder: ChildProcess | undefined;
beforeEach(() => {
  temp = createTempCase();
  path = temp.path;
  temp.file.close();
});
afterEach(() => {
  holder?.kill('SIGKILL');
  temp.remove();
});

/** Another process that has the case open. @returns what it says. */
function hold(mode: string, folder = temp.folder): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'hold-case.ts'), folder, path, mode], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    holder = child;
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('exit', (code) => reject(new Error(`the holder ended with ${code}`)));
  });
}

function letGo(): Promise<unknown> {
  const ended = new Promise((resolve) => holder?.once('exit', resolve));
  holder?.stdin?.end();
  return ended;
}

const reading = () => codeOf(() => openCaseForReading(path, temp.platform).close());
const writing = () => codeOf(() => openCaseForWriting(path, temp.platform).close());

test('a case that is open for writing elsewhere is locked, at once, and free after', async () => {
  await hold('write');
  const before = performance.now();
  expect([reading(), writing()]).toEqual(['casefile.locked', 'casefile.locked']);
  // SQLite's usual patience is five seconds; ours is none.
  expect(performance.now() - before).toBeLessThan(2500);
  await letGo();
  expect([reading(), writing()]).toEqual(['none', 'none']);
});

test('readers share, and keep writers out', async () => {
  await hold('read');
  expect([reading(), writing()]).toEqual(['none', 'casefile.locked']);
  expect(readdirSync(temp.folder).sort()).toEqual(['state', 'temp', 'test.memcase']);
  await letGo();
  expect(writing()).toBe('none');
});

test('a refused second opening does not take the lock from the first', async () => {
  expect(await hold('write-twice')).toBe('open casefile.locked');
  expect([reading(), writing()]).toEqual(['casefile.locked', 'casefile.locked']);
});

test('a second reader of one process that closes does not take the lock from the first', () => {
  const first = openCaseForReading(path, temp.platform);
  first.targets();
  openCaseForReading(path, temp.platform).close();
  return hold('write').then(
    () => expect.unreachable('a writer came in'),
    () => first.close(),
  );
});

test('another account that has it open is told as such, not as an attack', async () => {
  await hold('write', join(temp.folder, 'other-account'));
  expect([reading(), writing()]).toEqual(['casefile.locked', 'casefile.locked']);
  holder?.kill('SIGKILL');
  await new Promise((resolve) => holder?.once('exit', resolve));
  // What that account left behind is not proven to be ours.
  expect([reading(), writing()]).toEqual(['casefile.foreign-sidecar', 'casefile.foreign-sidecar']);
  // Locks of another machine or container cannot be seen: both possibilities are named, and the file.
  expect(() => openCaseForReading(path, temp.platform)).toThrow(
    /test\.memcase .*another account, container or machine has the case open.*a stranger's/,
  );
});

test('after a kill the same account goes on, even by reading', async () => {
  await hold('write');
  holder?.kill('SIGKILL');
  await new Promise((resolve) => holder?.once('exit', resolve));
  expect(readdirSync(temp.folder)).toContain('test.memcase-wal');
  expect([reading(), writing()]).toEqual(['none', 'none']);
  expect(readdirSync(temp.folder).sort()).toEqual(['state', 'temp', 'test.memcase']);
});
