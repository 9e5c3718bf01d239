/**
 * Run by the kill loop: opens a case, writes, says on stdout what is acknowledged, closes, and begins
 * again, until it is killed. With MEMCASE_SABOTAGE=early it says so before the commit, which the loop
 * must notice. Arguments: the folder, a seed.
 */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openCaseForWriting } from '#electron/casefile/case-file.ts';
import { digestAssembled } from '#electron/casefile/derived.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import { generateSnapshot, xorshift } from '#test/support/generated-snapshot.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const [folder = '', seed = '1'] = process.argv.slice(2);
const platform = createTestPlatform(folder);
const path = join(folder, 'test.memcase');
const random = xorshift(Number(seed));
const early = process.env.MEMCASE_SABOTAGE === 'early';

const say = (line: string) => writeSync(1, `${line}\n`);

say('started');
for (let round = 0; ; round += 1) {
  const file = openCaseForWriting(path, platform);
  say('open');
  const target = file.ensureTarget(`target-${random(4)}`);
  const snapshot = file.addSnapshot(target.id, 1_767_225_600_000 + round * 1000, 'given');
  say(`snapshot ${snapshot.id}`);
  for (let i = 0; i <= random(6); i += 1) await writeArtifact(file, snapshot, i);
  writeDerived(file, snapshot, round);
  say(`entry ${file.record('kill-loop.round', { round }).hash}`);
  file.close();
  say('closed');
}

async function writeArtifact(file: WritableCase, snapshot: Snapshot, i: number): Promise<void> {
  // One in eight is long enough to be committed in several groups.
  const bytes = makeBytes(random(8) === 0 ? 18 * 1024 * 1024 : random(600_000));
  const line = `artifact ${createHash('sha256').update(bytes).digest('hex')}`;
  if (early) say(line);
  await file.addArtifact(
    {
      snapshotId: snapshot.id,
      kind: 'dump',
      name: `dump-${i}`,
      encoding: 'binary',
      pid: i + 1,
      capturedAt: snapshot.takenAt,
    },
    pieces(bytes),
  );
  if (!early) say(line);
}

function writeDerived(file: WritableCase, snapshot: Snapshot, round: number): void {
  const size = { processes: 20, regionsPerProcess: 10 };
  const assembled = generateSnapshot(snapshot.id, file.artifacts().at(-1)?.id ?? 1, size, round + 1);
  file.replaceDerived(snapshot.id, assembled);
  say(`derived ${snapshot.id} ${digestAssembled(assembled)}`);
}

/** No two chunks alike, and quickly made: a counter in every word. */
function makeBytes(length: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4) + 1);
  const start = random(2 ** 31);
  for (let i = 0; i < words.length; i += 1) words[i] = Math.imul(start + i, 2_654_435_761);
  return Buffer.from(words.buffer, 0, length);
}

function* pieces(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
