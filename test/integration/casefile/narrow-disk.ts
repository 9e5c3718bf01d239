/**
 * Run by tests in a mount namespace of its own: what happens to a case when the disk is full, or cannot
 * be written at all. Arguments: an empty folder to mount on, and `full`, `read-only` or `folder`. Prints JSON.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCaseFile, openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import { verifyCaseFile } from '#electron/casefile/verify.ts';
import { codeOf, codeOfRejected } from '#test/support/code-of.ts';
import { addTestArtifact, addTestSnapshot } from '#test/support/temp-case.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const [folder = '', mode = ''] = process.argv.slice(2);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'none', folder]);
// What we remember about ourselves lies on another disk.
const platform = createTestPlatform();
const path = join(folder, 'test.memcase');
const file = createCaseFile(path, { title: 'Narrow' }, platform);
const snapshot = addTestSnapshot(file);
const kept = await addTestArtifact(file, snapshot, randomBytes(1_000_000), 'dump');

const modes: Record<string, () => unknown> = {
  full: fillDisk,
  'read-only': readOnly,
  folder: readOnlyFolder,
};
const answer = await modes[mode]?.();
console.log(JSON.stringify(answer));

async function fillDisk() {
  const filler = join(folder, 'filler');
  writeFileSync(filler, Buffer.alloc(6_000_000));
  const import20 = (open: WritableCase) => addTestArtifact(open, snapshot, randomBytes(20_000_000), 'dump');
  const full = await codeOfRejected(import20(file));
  const during = file.artifacts().map(({ id }) => id);
  // With the disk still full: whether these succeed depends on the last pages; that nothing is lost does not.
  codeOf(() => file.record('full', {}));
  codeOf(() => file.close());
  unlinkSync(filler);
  const again = openCaseForWriting(path, platform);
  const retry = await codeOfRejected(addTestArtifact(again, snapshot, randomBytes(2_000_000), 'dump'));
  const bytes = Buffer.concat([...again.chunks(kept.id)]);
  const intact = createHash('sha256').update(bytes).digest('hex') === kept.sha256;
  again.close();
  const names = readdirSync(folder);
  const none = codeOf(() => writeFileSync(join(folder, 'rest'), Buffer.alloc(20_000_000)));
  const created = codeOf(() => createCaseFile(join(folder, 'another.memcase'), { title: '' }, platform));
  const writing = codeOf(() => openCaseForWriting(path, platform));
  const left = readdirSync(folder).sort();
  return { full, during, retry, intact, names, none, created, writing, left, findings: verify() };
}

function readOnly() {
  file.close();
  execFileSync('mount', ['-o', 'remount,ro', folder]);
  const writing = codeOf(() => openCaseForWriting(path, platform));
  const creating = codeOf(() => createCaseFile(join(folder, 'another.memcase'), { title: '' }, platform));
  return { writing, creating, names: readdirSync(folder), findings: verify() };
}

/** The file can be written, its folder cannot: as with a folder of another user. */
function readOnlyFolder() {
  file.close();
  const folderPlace = join(folder, 'folder');
  const casePlace = join(folderPlace, 'case.memcase');
  mkdirSync(folderPlace);
  writeFileSync(casePlace, '');
  execFileSync('mount', ['--bind', folderPlace, folderPlace]);
  execFileSync('mount', ['-o', 'remount,ro,bind', folderPlace]);
  execFileSync('mount', ['--bind', path, casePlace]);
  const before = readFileSync(casePlace);
  const writing = codeOf(() => openCaseForWriting(casePlace, platform));
  const unchanged = readFileSync(casePlace).equals(before);
  const reading = codeOf(() => openCaseForReading(casePlace, platform).close());
  return { writing, unchanged, reading, names: readdirSync(folderPlace) };
}

function verify(): string[] {
  const reader = openCaseForReading(path, platform);
  const run = verifyCaseFile(reader);
  let next = run.next();
  while (next.done !== true) next = run.next();
  reader.close();
  return next.value.flatMap(({ findings }) => findings);
}
