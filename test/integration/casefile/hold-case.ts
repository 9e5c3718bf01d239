/**
 * Run by tests as another process: opens a case and keeps it until stdin ends. Arguments: folder of the
 * platform, path of the case, `read`, `write`, or `write-twice` (a second opening in between).
 */
import { writeSync } from 'node:fs';
import { openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { codeOf } from '#test/support/code-of.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const [folder = '', path = '', mode] = process.argv.slice(2);
const platform = createTestPlatform(folder);
const file = mode === 'read' ? openCaseForReading(path, platform) : openCaseForWriting(path, platform);
const again = mode === 'write-twice' ? codeOf(() => openCaseForReading(path, platform)) : 'none';
// A reader's lock begins with its first read.
file.targets();
writeSync(1, `open ${again}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
  file.close();
});
