/** Derived rows that were edited are not answered from: explain, diff and report refuse like verify does. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp, type App } from '#electron/app.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

let temp: TempCase;
let app: App;

beforeAll(() => {
  temp = createTempCase();
  temp.file.close();
  app = createApp(temp.platform);
});
afterAll(async () => {
  await app.close();
  temp.remove();
});

function editedSample(name: string, sql: string): string {
  const path = join(temp.folder, `${name}.memcase`);
  copyFileSync('build/sample/two-appliances.memcase', path);
  const database = new Sqlite(path);
  expect(database.prepare(sql).run().changes).toBeGreaterThan(0);
  database.close();
  return path;
}

const newest = '(SELECT max(id) FROM snapshot WHERE target = 1)';

it.each([
  ['meminfo', `UPDATE meminfo SET value = value + 1024 WHERE snapshot = ${newest} AND field = 'MemFree'`],
  ['process', `UPDATE process SET command_line = 'x' WHERE snapshot = ${newest}`],
  [
    'region',
    `UPDATE region SET rss = rss + 4096 WHERE rss > 0 AND process IN (SELECT id FROM process WHERE snapshot = ${newest})`,
  ],
  [
    'class_total',
    `UPDATE class_total SET rss = rss + 1 WHERE rss > 0 AND process IN (SELECT id FROM process WHERE snapshot = ${newest})`,
  ],
])('refuses a snapshot whose %s rows were changed', async (name, sql) => {
  const { handle } = await app.client.cases.open({ path: editedSample(name, sql), mode: 'read' });
  const refused = expect.objectContaining({ code: 'verify.failed' });
  await expect(app.client.analysis.explain({ case: handle })).rejects.toThrow(refused);
  // A timeline reads every snapshot, and of each but its regions.
  if (name !== 'region') await expect(app.client.timeline.series({ case: handle })).rejects.toThrow(refused);
  const level = name === 'region' ? 'regions' : 'meminfo';
  await expect(app.client.analysis.diff({ case: handle, level })).rejects.toThrow(refused);
  // A table of meminfo rests on no region.
  if (name === 'region')
    expect((await app.client.analysis.diff({ case: handle, level: 'meminfo' })).total).toBeGreaterThan(0);
  await app.client.cases.close({ case: handle });
});

it('takes what was stored, by the quick way', () => {
  const file = openCaseForReading('build/sample/two-appliances.memcase', temp.platform);
  for (const { id } of file.snapshots()) expect(file.isAsDerived(id)).toBe(true);
  file.close();
});
