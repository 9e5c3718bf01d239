/**
 * Makes the case file that is kept for the current schema version. To be run once, when a version is
 * released: `node test/support/keep-case-file.ts`. A kept file is never made anew after that.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_VERSION } from '#electron/casefile/migrations/index.ts';
import { addTestArtifact, addTestSnapshot, createTempCase } from './temp-case.ts';
import { generateSnapshot } from './generated-snapshot.ts';

const temp = createTempCase({ title: 'Kept' });
const { file } = temp;
const snapshot = addTestSnapshot(file, 'suspect', 0);
const text = 'MemTotal:       16384 kB\nMemAvailable:    1024 kB\n';
const source = await addTestArtifact(file, snapshot, `$ cat /proc/meminfo\n${text}`, 'transcript');
file.addParts([
  { sourceId: source.id, kind: 'meminfo', firstLine: 2, lastLine: 3, command: 'cat /proc/meminfo' },
]);
await file.addArtifact(
  {
    snapshotId: snapshot.id,
    kind: 'dump',
    name: 'arena.bin',
    encoding: 'binary',
    pid: 42,
    baseAddress: '0x7f0000000000',
    capturedAt: snapshot.takenAt,
  },
  [Buffer.alloc(600_000, 'abc')],
);
const staged = file.stageDump({
  snapshotId: snapshot.id,
  sizeBytes: 600_000,
  pieceBytes: 524_288,
  detail: { pid: 42 },
});
file.addDumpPieces(staged.id, [{ ordinal: 1, bytes: Buffer.alloc(75_712, 'xyz'), detail: 'present' }]);
file.replaceDerived(
  snapshot.id,
  generateSnapshot(snapshot.id, source.id, { processes: 2, regionsPerProcess: 3 }),
);
addTestSnapshot(file, 'baseline', 1);
file.record('report.written', { file: 'postmortem.pdf' });
file.close();
copyFileSync(temp.path, join(import.meta.dirname, `../fixtures/casefiles/v${SCHEMA_VERSION}.memcase`));
temp.remove();
