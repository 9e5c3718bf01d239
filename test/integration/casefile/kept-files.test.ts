/** A case of every version that was ever released still opens, reads and verifies. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { SCHEMA_VERSION } from '#electron/casefile/migrations/index.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { verifyCaseFile } from '#electron/casefile/verify.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const KEPT = join(import.meta.dirname, '../../fixtures/casefiles');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memcase-kept-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is in each of them, whatever its version. */
function expectContent(file: ReadableCase): void {
  expect(file.info).toMatchObject({ title: 'Kept', targets: 2, snapshots: 2, artifacts: 3, problems: 1 });
  const [transcript, part, dump] = file.artifacts();
  expect(part).toMatchObject({ kind: 'meminfo', sourceId: transcript?.id, lines: { first: 2, last: 3 } });
  expect(Buffer.from(file.readBytes(part?.id ?? 0, 20, 9)).toString()).toBe('MemTotal:');
  // python3 -c "print('abc' * 200000, end='')" | sha256sum
  expect(dump).toMatchObject({
    sizeBytes: 600_000,
    baseAddress: '0x7f0000000000',
    sha256: 'c7e87c52278d1ec3bf60c7c884ad89ee34527ca6b89ecddda26946507391a9d2',
  });
  expect(Buffer.concat([...file.chunks(dump?.id ?? 0)]).equals(Buffer.alloc(600_000, 'abc'))).toBe(true);
  const reader = file.snapshotReader(1);
  const [process] = reader.processes();
  expect(process).toMatchObject({
    name: 'daemon-0',
    commandLine: '/usr/sbin/daemon-0 --instance 0',
    pid: 100,
  });
  expect(reader.regions(process?.id ?? 0).map(({ start }) => start)).toEqual([
    0x7f0000000000n,
    0x7f0000100000n,
    0x7f0000200000n,
  ]);
}

/** Since version 2. */
function expectStaged(file: ReadableCase, version: number): void {
  const [staged, ...others] = file.stagedDumps();
  expect(others).toEqual([]);
  if (version === 1) expect(staged).toBeUndefined();
  else expect(staged).toMatchObject({ sizeBytes: 600_000, pieceBytes: 524_288, detail: { pid: 42 } });
  const pieces = staged === undefined ? [] : file.stagedPieces(staged.id);
  expect(pieces).toEqual(version === 1 ? [] : [{ ordinal: 1, detail: 'present' }]);
}

function findings(file: ReadableCase): string[] {
  const run = verifyCaseFile(file);
  let next = run.next();
  while (next.done !== true) next = run.next();
  return next.value.flatMap((check) => check.findings);
}

describe.each(Array.from({ length: SCHEMA_VERSION }, (_, i) => i + 1))('version %d', (version) => {
  test('opens for reading as it is, and for writing', () => {
    const platform = createTestPlatform(folder);
    const path = join(folder, 'kept.memcase');
    copyFileSync(join(KEPT, `v${version}.memcase`), path);
    const reader = openCaseForReading(path, platform);
    expectContent(reader);
    expectStaged(reader, version);
    expect(findings(reader)).toEqual([]);
    reader.close();
    const writer = openCaseForWriting(path, platform);
    expectStaged(writer, version);
    writer.ensureTarget('third');
    expect(writer.info).toMatchObject({ targets: 3, schemaVersion: SCHEMA_VERSION });
    expect(findings(writer)).toEqual([]);
    writer.close();
  });
});
