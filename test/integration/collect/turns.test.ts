/** A watch stores in turn with other jobs of its case, and does not keep them waiting between its rounds. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CollectResult, RemoteEvent } from '#shared/contract/collect.ts';
import { collectLive } from '#electron/jobs/collect/collect-live.ts';
import { eventStream } from '#electron/jobs/event-stream.ts';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import { CaseRegistry } from '#electron/rpc/case-registry.ts';
import { createLocalTarget } from '#test/support/collect/local-connect.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

const route = { hops: [{ user: null, host: 'localhost', port: null }], configFile: null, identityFiles: [] };
const request = { recipe: 'watch' as const, everyMs: 1000, processes: [], route, target: 'watched' };

let temp: TempCase;
beforeEach(() => {
  temp = createTempCase();
});
afterEach(() => temp.remove());

it('an import goes through while a watch runs, and both are kept', async () => {
  const files = { create: () => temp.file, openForReading: () => temp.file, openForWriting: () => temp.file };
  const registry = new CaseRegistry(files);
  const { handle } = registry.open(temp.path, 'write');
  const leaving = new AbortController();
  const target = createLocalTarget();
  const parts = { connect: target.connect, platform: { ...temp.platform, now: Date.now }, appVersion: '0' };
  const watch = registry.writeInTurns(handle, (file, _closing, inTurn) =>
    eventStream<RemoteEvent, CollectResult>((emit, signal) => {
      const prompter = { hostKey: async () => null, secret: async () => null };
      return collectLive(file, request, { prompter, emit, signal, inTurn }, parts);
    }, leaving.signal),
  );
  const next = async (name: string): Promise<void> => {
    for (;;) {
      const step = await watch.next();
      if (step.done === true) throw new Error('The watch has ended.');
      if (step.value.event === name) return;
    }
  };
  await next('snapshot');

  const path = join(temp.folder, 'meminfo');
  writeFileSync(path, 'MemTotal: 8000000 kB\nMemFree: 100000 kB\nMemAvailable: 200000 kB\n');
  const job = registry.write(handle, (file) =>
    importEvidence(file, { target: 'carried', sources: [{ path }] }, { aborted: false }, temp.platform),
  );
  for (let step = await job.next(); step.done !== true;) step = await job.next();

  // The watch goes on behind it.
  await next('snapshot');
  leaving.abort();
  await expect(drain(watch)).rejects.toMatchObject({ code: 'job.cancelled' });
  const names = temp.file.snapshots().map(({ targetName }) => targetName);
  expect(names.filter((name) => name === 'carried')).toHaveLength(1);
  expect(names.filter((name) => name === 'watched').length).toBeGreaterThanOrEqual(2);
});

async function drain(job: AsyncGenerator<unknown, CollectResult, void>): Promise<CollectResult> {
  for (;;) {
    const step = await job.next();
    if (step.done === true) return step.value;
  }
}
