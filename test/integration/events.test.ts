/** Events of the recorded case: what the recording did (test/lab/record.ts) must stand in it, once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { listEvents } from '#electron/jobs/events/list-events.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const samplePath = new URL('../../build/sample/two-appliances.memcase', import.meta.url).pathname;
let state: string;
let file: ReadableCase;

beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'memcase-events-'));
  file = openCaseForReading(samplePath, createTestPlatform(state));
});
afterAll(() => {
  file.close();
  rmSync(state, { recursive: true, force: true });
});

it('tells the kill once, with its table, and between which moments', () => {
  const kills = listEvents(file, {}).filter(({ kind }) => kind === 'oom-kill');
  expect(kills).toHaveLength(1);
  const [kill] = kills;
  expect(kill).toMatchObject({ target: 'gw-a', processName: 'rptgen', oom: { pageSource: 'victim' } });
  const victim = kill?.oom?.victims[0];
  const row = kill?.oom?.tasks.find(({ pid }) => pid === victim?.pid);
  // The kernel counts the same memory twice: pages in the table, kB in the kill line.
  expect(row?.rssBytes).toBe(
    (victim?.anonRssBytes ?? 0) + (victim?.fileRssBytes ?? 0) + (victim?.shmemRssBytes ?? 0),
  );
  expect(kill?.time?.from).toBeGreaterThan(file.snapshots({ target: 'gw-a' })[0]!.takenAt);
  expect(kill?.time?.to).toBeLessThan(file.snapshots({ target: 'gw-a' }).at(-1)!.takenAt);
});

it('ties the connections that nobody answers to the three daemons of the suspect', () => {
  const events = listEvents(file, { target: 'gw-a' });
  const silent = events.filter(({ connection }) => connection?.state === 'SYN-SENT');
  expect(new Set(silent.map(({ processName }) => processName))).toEqual(
    new Set(['auditd', 'fwlog', 'logsd']),
  );
  // In every snapshot: 12 rounds, a dump of each daemon, and the last.
  expect(file.snapshots({ target: 'gw-a' })).toHaveLength(16);
  for (const { connection } of silent) expect(connection).toMatchObject({ seenIn: 16, listings: 16 });
  expect(listEvents(file, { target: 'gw-b' }).some((event) => event.connection?.state === 'SYN-SENT')).toBe(
    false,
  );
});
