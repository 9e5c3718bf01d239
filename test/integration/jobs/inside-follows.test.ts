/** What tables tell is there at once; what is inside dumps follows, and nobody waits for it. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerNode } from '#shared/domain/ledger.ts';
import { createApp } from '#electron/app.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const sample = new URL('../../../build/sample/two-appliances.memcase', import.meta.url);

let temp: TempCase;
let path: string;
let app: ReturnType<typeof createApp>;
beforeEach(() => {
  temp = createTempCase();
  path = join(temp.folder, 'sample.memcase');
  copyFileSync(sample, path);
  app = createApp(createTestPlatform(temp.folder));
});
afterEach(async () => {
  await app.close();
  temp.remove();
});

const depthOf = (nodes: readonly LedgerNode[]): number =>
  nodes.length === 0 ? 0 : 1 + Math.max(...nodes.map(({ children }) => depthOf(children)));

test('tables alone give the same ledger down to regions, without mechanisms', async () => {
  const { handle } = await app.client.cases.open({ path, mode: 'read' });
  const tables = await app.client.analysis.explain({ case: handle, inside: false });
  const whole = await app.client.analysis.explain({ case: handle });
  expect(tables.mechanisms).toEqual([]);
  expect(whole.mechanisms.length).toBeGreaterThan(0);
  expect(depthOf(whole.tree)).toBeGreaterThan(depthOf(tables.tree));
  const { gapBytes, explainedShare, owners } = tables;
  expect(whole).toMatchObject({ gapBytes, explainedShare, owners });
});

test('others are answered while dumps are read', async () => {
  const { handle } = await app.client.cases.open({ path, mode: 'read' });
  let isWhole = false;
  const whole = app.client.analysis.explain({ case: handle }).then(() => (isWhole = true));
  await app.client.analysis.explain({ case: handle, inside: false });
  await app.client.evidence.snapshots({ case: handle });
  expect(isWhole).toBe(false);
  await whole;
});

test('a case that becomes writable meanwhile is read on', async () => {
  const { handle } = await app.client.cases.open({ path, mode: 'read' });
  const whole = app.client.analysis.explain({ case: handle });
  await app.client.cases.open({ path, mode: 'write' });
  expect((await whole).mechanisms.length).toBeGreaterThan(0);
});

test('a case that is closed meanwhile ends the reading', async () => {
  const { handle } = await app.client.cases.open({ path, mode: 'read' });
  const whole = expect(app.client.analysis.explain({ case: handle })).rejects.toMatchObject({
    code: 'job.cancelled',
  });
  await app.client.cases.close({ case: handle });
  await whole;
});
