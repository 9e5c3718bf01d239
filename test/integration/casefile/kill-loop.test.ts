/**
 * A writer is killed at random moments: whatever it had acknowledged is in the case, and whatever it had
 * not leaves nothing that can be seen. How often: MEMCASE_KILLS.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { verifyCaseFile } from '#electron/casefile/verify.ts';
import { xorshift } from '#test/support/generated-snapshot.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

const KILLS = Number(process.env.MEMCASE_KILLS ?? 40);
const SEED = Number(process.env.MEMCASE_SEED ?? 7);
const WRITER = join(import.meta.dirname, 'kill-writer.ts');

let temp: TempCase | undefined;
afterEach(() => temp?.remove());

/** Runs the writer until `afterMs` have passed since its first line, and kills it. @returns its lines. */
function runAndKill(folder: string, seed: number, afterMs: number, sabotage: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, folder, String(seed)], {
      env: { ...process.env, MEMCASE_SABOTAGE: sabotage },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.stdout.on('data', (data: Buffer) => {
      if (out === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      out += data.toString();
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      if (signal === 'SIGKILL') resolve(out.split('\n').slice(0, -1));
      else reject(new Error(`the writer ended by itself: ${errors}`));
    });
  });
}

/** What was acknowledged and is not there. */
function findLost(file: ReadableCase, lines: readonly string[]): string[] {
  const artifacts = new Map(file.artifacts().map((artifact) => [artifact.sha256, artifact.id]));
  const snapshots = new Set(file.snapshots().map(({ id }) => id));
  const entries = new Set(file.journal().map(({ hash }) => hash));
  return lines.filter((line) => {
    const [kind, first = '', second = ''] = line.split(' ');
    if (kind === 'artifact') return !hasBytes(file, artifacts.get(first), first);
    if (kind === 'snapshot') return !snapshots.has(Number(first));
    if (kind === 'derived') return file.derivedDigest(Number(first)) !== second;
    if (kind === 'entry') return !entries.has(first);
    return false;
  });
}

function hasBytes(file: ReadableCase, id: number | undefined, sha256: string): boolean {
  if (id === undefined) return false;
  const hash = createHash('sha256');
  for (const chunk of file.chunks(id)) hash.update(chunk);
  return hash.digest('hex') === sha256;
}

interface Outcome {
  acknowledged: number;
  lost: string[];
  slowestOpeningMs: number;
}

async function killLoop(kills: number, sabotage: string): Promise<Outcome> {
  temp = createTempCase();
  temp.file.close();
  const { folder, path, platform } = temp;
  const random = xorshift(SEED);
  const outcome: Outcome = { acknowledged: 0, lost: [], slowestOpeningMs: 0 };
  for (let kill = 0; kill < kills; kill += 1) {
    const lines = await runAndKill(folder, kill + 1, random(kill % 4 === 0 ? 40 : 500), sabotage);
    const before = performance.now();
    // A reader finishes what the writer could not, as a writer does.
    const file = kill % 2 === 0 ? openCaseForWriting(path, platform) : openCaseForReading(path, platform);
    outcome.slowestOpeningMs = Math.max(outcome.slowestOpeningMs, performance.now() - before);
    outcome.acknowledged += lines.filter((line) => / /.test(line)).length;
    outcome.lost.push(...findLost(file, lines));
    file.close();
    expect(readdirSync(folder).sort()).toEqual(['state', 'temp', 'test.memcase']);
  }
  return outcome;
}

test(`${KILLS} kills lose nothing that was acknowledged`, async () => {
  const { acknowledged, lost, slowestOpeningMs } = await killLoop(KILLS, '');
  expect(lost).toEqual([]);
  expect(acknowledged).toBeGreaterThan(KILLS);
  const file = openCaseForReading(temp?.path ?? '', temp?.platform ?? never());
  const run = verifyCaseFile(file);
  let next = run.next();
  while (next.done !== true) next = run.next();
  file.close();
  expect(next.value.flatMap(({ findings }) => findings)).toEqual([]);
  console.info(`${acknowledged} acknowledged, slowest opening ${slowestOpeningMs.toFixed(0)} ms`);
}, 1_800_000);

test('a writer that acknowledges too early is noticed', async () => {
  const { lost } = await killLoop(12, 'early');
  expect(lost.length).toBeGreaterThan(0);
}, 600_000);

function never(): never {
  throw new Error('no case');
}
