/** Real disks that are full or read-only: a tmpfs of 12 MiB in a mount namespace of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeOf } from '#electron/casefile/read-case.ts';
import { codeOf, codeOfRejected } from '#test/support/code-of.ts';
import { addTestArtifact, addTestSnapshot, createTempCase } from '#test/support/temp-case.ts';

/** Unprivileged namespaces are shut off on some systems; there the limit of pages below stands for both. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0;

function runOn(mode: string): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'memcase-disk-'));
  try {
    const script = join(import.meta.dirname, 'narrow-disk.ts');
    const out = execFileSync('unshare', ['-Urm', process.execPath, script, folder, mode]);
    return JSON.parse(out.toString()) as Record<string, unknown>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.runIf(canMount)('a full disk: said so, nothing lost, and the next try succeeds', () => {
  const answer = runOn('full');
  expect(answer).toEqual({
    full: 'casefile.disk-full',
    during: [1],
    retry: 'none',
    intact: true,
    names: ['test.memcase'],
    none: 'ENOSPC',
    created: 'casefile.disk-full',
    // An opening that found no room for its log has left the file as it was.
    writing: 'casefile.disk-full',
    left: ['rest', 'test.memcase'],
    findings: [],
  });
});

test.runIf(canMount)('a read-only disk: reading works, writing says why not, nothing is left', () => {
  expect(runOn('read-only')).toEqual({
    writing: 'casefile.read-only',
    creating: 'casefile.read-only',
    names: ['test.memcase'],
    findings: [],
  });
});

test.runIf(canMount)('a folder that takes no log: found before the file is changed', () => {
  expect(runOn('folder')).toEqual({
    writing: 'casefile.read-only',
    unchanged: true,
    reading: 'none',
    names: ['case.memcase'],
  });
});

test('a database that may not grow: the same, on any system', async () => {
  const temp = createTempCase();
  const { file } = temp;
  const snapshot = addTestSnapshot(file);
  const kept = await addTestArtifact(file, snapshot, 'kept');
  const { database } = storeOf(file);
  const pages = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count = ${pages + 20}`);
  const noise = randomBytes(2_000_000);
  expect(await codeOfRejected(addTestArtifact(file, snapshot, noise, 'dump'))).toBe('casefile.disk-full');
  expect(file.artifacts().map(({ id }) => id)).toEqual([kept.id]);
  database.pragma('max_page_count = 100000');
  const later = await addTestArtifact(file, snapshot, noise, 'dump');
  expect(Buffer.concat([...file.chunks(later.id)]).equals(noise)).toBe(true);
  expect(codeOf(() => temp.remove())).toBe('none');
});
