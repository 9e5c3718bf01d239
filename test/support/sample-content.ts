/** A small case that holds something of everything, for tests that change a case file and look what is noticed. */
import type { ReadableCase, WritableCase } from '#electron/casefile/types.ts';
import { generateSnapshot, xorshift } from './generated-snapshot.ts';
import { addTestArtifact, addTestSnapshot } from './temp-case.ts';

/** Two targets, three snapshots, text, a transcript with parts, dumps that share chunks, derived rows. */
export async function fillCase(file: WritableCase, processes = 6): Promise<void> {
  const random = xorshift(42);
  const noise = Buffer.from(Array.from({ length: 300_000 }, () => random(256)));
  for (const [target, minute] of [
    ['suspect', 0],
    ['baseline', 1],
    ['suspect', 2],
  ] as const) {
    const snapshot = addTestSnapshot(file, target, minute);
    const text = `MemTotal: ${1000 + minute} kB\nMemAvailable: 1Θ24 kB\n`;
    const transcript = await addTestArtifact(
      file,
      snapshot,
      `$ cat /proc/meminfo\n${text}$ ps\n1 init\n`,
      'transcript',
    );
    file.addParts([
      { sourceId: transcript.id, kind: 'meminfo', firstLine: 2, lastLine: 3, command: 'cat /proc/meminfo' },
      { sourceId: transcript.id, kind: 'ps', firstLine: 5, lastLine: 5, command: 'ps', pid: 1 },
    ]);
    const dump = Buffer.concat([Buffer.alloc(262_144), noise, Buffer.alloc(262_144)]);
    await file.addArtifact(
      {
        snapshotId: snapshot.id,
        kind: 'dump',
        name: '7f0000000000.bin',
        encoding: 'binary',
        pid: 100 + minute,
        process: 'fwlog',
        baseAddress: '0xffffffffff600000',
        capturedAt: snapshot.takenAt,
      },
      [dump],
    );
    file.replaceDerived(
      snapshot.id,
      generateSnapshot(snapshot.id, transcript.id, { processes, regionsPerProcess: 8 }, minute + 1),
    );
  }
  file.record('report.written', { file: 'postmortem.pdf', pages: 12 });
  await addTestArtifact(file, addTestSnapshot(file, 'baseline', 3), 'kept, not read', 'text');
}

/** Everything that a reader of the case can learn, as one text to compare. */
export function contentOf(file: ReadableCase): string {
  const { path: _path, ...info } = file.info;
  const artifacts = file.artifacts();
  const content = {
    info,
    targets: file.targets(),
    snapshots: file.snapshots(),
    artifacts,
    bytes: artifacts.map(({ id }) => Buffer.concat([...file.chunks(id)]).toString('base64')),
    problems: file.problems(),
    journal: file.journal(),
    stale: file.staleSnapshots(),
    derived: file.snapshots().map(({ id }) => readDerived(file, id)),
  };
  return JSON.stringify(content, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

function readDerived(file: ReadableCase, id: number): unknown {
  const reader = file.snapshotReader(id);
  const processes = reader.processes();
  return {
    digest: file.derivedDigest(id),
    meminfo: reader.meminfo(),
    processes,
    totals: reader.classTotals(),
    regions: processes.map((process) => reader.regions(process.id)),
  };
}
