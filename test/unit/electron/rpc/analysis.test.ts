/** Tables cut beside the data, and kept while the case stays as it is. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '#electron/app.ts';
import type { App } from '#electron/app.ts';
import type { DiffRequest } from '#shared/contract/analysis.ts';
import { generateSnapshot } from '#test/support/generated-snapshot.ts';
import { addTestArtifact, addTestSnapshot, createTempCase } from '#test/support/temp-case.ts';
import type { TempCase } from '#test/support/temp-case.ts';

/** Enough that working it out twice would be felt; 100,000 take the same way. */
const REGIONS = 20_000;

let made: TempCase;
let app: App;
let handle: string;

beforeAll(async () => {
  made = createTempCase();
  for (const [index, target] of ['suspect', 'baseline'].entries()) {
    const snapshot = addTestSnapshot(made.file, target);
    const { id } = await addTestArtifact(made.file, snapshot, `evidence of ${target}`);
    made.file.replaceDerived(
      snapshot.id,
      generateSnapshot(snapshot.id, id, { processes: 1, regionsPerProcess: REGIONS }, index + 1),
    );
  }
  const files = { create: () => made.file, openForReading: () => made.file, openForWriting: () => made.file };
  app = createApp(made.platform, { files });
  handle = (await app.client.cases.open({ path: made.path, mode: 'write' })).handle;
}, 120_000);

afterAll(async () => {
  await app.close();
  made.remove();
});

function diff(request: Partial<DiffRequest>) {
  return app.client.analysis.diff({
    case: handle,
    a: 'suspect',
    b: 'baseline',
    level: 'regions',
    ...request,
  });
}

describe('a table of many regions', () => {
  it('comes in pages that together are the whole', async () => {
    const sort = { column: 'size', descending: true };
    const whole = await diff({ sort, limit: 100_000 });
    expect(whole.total).toBe(whole.unfiltered);
    expect(whole.rows.length).toBeGreaterThanOrEqual(REGIONS);
    const pages = await Promise.all([0, 1, 2].map((page) => diff({ sort, offset: page * 200, limit: 200 })));
    const ids = pages.flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(ids).toEqual(whole.rows.slice(0, 600).map(({ id }) => id));
    expect(pages.map(({ total, offset }) => [total, offset])).toEqual(
      [0, 200, 400].map((at) => [whole.total, at]),
    );
    expect((await diff({ sort, offset: whole.total, limit: 10 })).rows).toEqual([]);
  });

  it('is worked out once for all pages and orders', async () => {
    await diff({ limit: 10 });
    const reads = vi.spyOn(made.file, 'snapshotReader');
    for (let page = 0; page < 20; page += 1) await diff({ offset: page * 500 });
    await diff({ sort: { column: 'start', descending: false }, limit: 10 });
    await diff({ filter: 'no such path', limit: 10 });
    expect(reads).not.toHaveBeenCalled();
    reads.mockRestore();
  });

  it('is worked out again when anything was done to the case', async () => {
    await diff({ limit: 10 });
    const reads = vi.spyOn(made.file, 'snapshotReader');
    made.file.record('note', { text: 'looked at it' });
    await diff({ limit: 10 });
    expect(reads).toHaveBeenCalled();
    reads.mockRestore();
  });
});

describe('sides', () => {
  it('are named in the answer with what they use', async () => {
    const page = await diff({ level: 'meminfo' });
    expect(page.a).toMatchObject({ target: 'suspect', snapshot: 1 });
    expect(page.b).toMatchObject({ target: 'baseline', snapshot: 1 });
    const field = (name: string) =>
      page.rows.find((row) => row.kind === 'meminfo' && row.field === name)?.aBytes ?? 0;
    expect(page.a?.usedBytes).toBe(field('MemTotal') - field('MemAvailable'));
    const explanation = await app.client.analysis.explain({ case: handle, a: 'suspect', b: 'baseline' });
    expect(explanation.a).toEqual(page.a);
  });

  it('that do not exist say so', async () => {
    await expect(diff({ a: 'nobody' })).rejects.toMatchObject({ code: 'input.unknown-target' });
    await expect(diff({ a: 'suspect@9' })).rejects.toMatchObject({ code: 'input.unknown-snapshot' });
    await expect(diff({ process: 'nobody' })).rejects.toMatchObject({ code: 'input.unknown-process' });
  });

  it('offer the processes whose regions are known', async () => {
    expect(await app.client.analysis.regionProcesses({ case: handle })).toHaveLength(1);
  });
});
