/** What `npm start` and a package run: the bundle, not the sources. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleDesktop } from '#build/desktop/bundle.ts';
import { generateSnapshot } from '#test/support/generated-snapshot.ts';
import { addTestArtifact, addTestSnapshot, createTempCase } from '#test/support/temp-case.ts';
import type { TempCase } from '#test/support/temp-case.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundled = (file: string) => readFileSync(join(root, 'dist/desktop', file), 'utf8');
let made: TempCase;

beforeAll(async () => {
  await bundleDesktop();
  made = createTempCase({ title: 'Bundled' });
  for (const [index, target] of ['suspect', 'baseline'].entries()) {
    const snapshot = addTestSnapshot(made.file, target);
    const { id } = await addTestArtifact(made.file, snapshot, `evidence of ${target}`);
    made.file.replaceDerived(
      snapshot.id,
      generateSnapshot(snapshot.id, id, { processes: 5, regionsPerProcess: 4 }, index + 1),
    );
  }
  made.file.close();
});
afterAll(() => made.remove());

it('has a preload script in the one form that a sandbox takes, asking for nothing but Electron', () => {
  const preload = bundled('preload.cjs');
  expect(preload).not.toMatch(/^\s*(import|export)\s/m);
  expect([...preload.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1])).toEqual(['electron']);
  expect(preload).not.toContain('contextBridge');
});

it('keeps Electron out of the services', () => {
  expect(bundled('backend.js')).not.toMatch(/["']electron["']/);
  expect(bundled('main.js')).not.toMatch(/better-sqlite3/);
});

interface Answer {
  readonly pages: number;
  readonly gapBytes: number;
  readonly mechanisms: number;
  readonly hits: number;
}

function answerFor(path: string): Answer {
  const script = join(root, 'test/support/desktop/run-bundled-backend.ts');
  const env = { ...process.env, XDG_STATE_HOME: made.folder, XDG_CACHE_HOME: made.folder };
  const options = { cwd: root, env, encoding: 'utf8' as const, timeout: 60_000 };
  return JSON.parse(execFileSync(process.execPath, [script, path], options)) as Answer;
}

it('explains and prints a case by its own files', () => {
  const answer = answerFor(made.path);
  expect(answer).toMatchObject({ replies: [{ kind: 'case-opened' }], launcher: 'desktop', head: '%PDF-' });
  expect(answer.pages).toBeGreaterThan(1);
  expect(Number.isInteger(answer.gapBytes)).toBe(true);
});

it('reads and searches dumps in threads of its own files', () => {
  const sample = join(made.folder, 'sample.memcase');
  copyFileSync(join(root, 'build/sample/two-appliances.memcase'), sample);
  const { mechanisms, hits } = answerFor(sample);
  expect(mechanisms).toBeGreaterThan(0);
  expect(hits).toBeGreaterThan(0);
});
