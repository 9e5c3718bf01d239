/** A case from birth to reading again. */
import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createCaseFile, openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { addTestArtifact, addTestSnapshot, createTempCase, type TempCase } from '#test/support/temp-case.ts';

const open: TempCase[] = [];
afterEach(() => {
  for (const temp of open.splice(0)) temp.remove();
});
function tempCase(): TempCase {
  const temp = createTempCase();
  open.push(temp);
  return temp;
}

test('what was stored is read again from the closed file', async () => {
  const { file, path, folder, platform } = tempCase();
  const snapshot = addTestSnapshot(file);
  const text = 'MemTotal: 1024 kB\n';
  const bytes = randomBytes(700_000);
  const small = await addTestArtifact(file, snapshot, text, 'meminfo');
  const large = await addTestArtifact(file, snapshot, bytes, 'dump');
  file.close();
  expect(readdirSync(folder).sort()).toEqual(['state', 'temp', 'test.memcase']);
  expect(readFileSync(path).subarray(18, 20)).toEqual(Buffer.from([1, 1]));

  const copy = join(folder, 'copy.memcase');
  copyFileSync(path, copy);
  const again = openCaseForReading(copy, platform);
  expect(again.info).toMatchObject({
    title: 'Test case',
    targets: 1,
    snapshots: 1,
    artifacts: 2,
    mode: 'read',
  });
  expect(Buffer.from(again.readBytes(small.id, 0, 1000)).toString()).toBe(text);
  expect(Buffer.concat([...again.chunks(large.id)]).equals(bytes)).toBe(true);
  expect(again.artifact(large.id).sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(Buffer.from(again.readBytes(large.id, 262_140, 9)).equals(bytes.subarray(262_140, 262_149))).toBe(
    true,
  );
  again.close();
});

test('a second opening is refused, and the name of a case is taken once', () => {
  const { file, path, platform } = tempCase();
  const code = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'none';
  };
  expect(code(() => openCaseForWriting(path, platform))).toBe('casefile.locked');
  expect(code(() => openCaseForReading(path, platform))).toBe('casefile.locked');
  expect(code(() => createCaseFile(path, { title: '' }, platform))).toBe('casefile.exists');
  file.close();
  expect(code(() => file.targets())).toBe('casefile.closed');
  const writer = openCaseForWriting(path, platform);
  expect(writer.info.mode).toBe('write');
  writer.close();
});
