/**
 * Records in the dumps of the bundled case, beside what the daemons counted of their own queues and what GNU grep, which
 * knows nothing of JSON, counts in the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRecords } from '#shared/analysis/records/find-records.ts';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import type { RecordSummary } from '#shared/domain/records.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { dumpedProcesses } from '#electron/jobs/inspect/inspect-processes.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';
import { loadShared, openShared, type OpenedDump } from '#electron/jobs/inspect/shared-dumps.ts';

const folder = new URL('../../../build/sample/', import.meta.url);
const key = JSON.parse(readFileSync(new URL('gw-a.answer-key.json', folder), 'utf8')) as {
  taken: string;
  daemons: { pid: number; daemon: string; at: string; queue_messages: number; queue_payload_bytes: number }[];
}[];
const counted = key.find(({ taken }) => taken === 'after')?.daemons.find(({ daemon }) => daemon === 'fwlog');

const firstAt = key[0]?.daemons.find(({ daemon }) => daemon === 'fwlog')?.at ?? '';

describe('fwlog on gw-a', () => {
  let file: ReadableCase;
  let dumps: OpenedDump[];
  let summaries: RecordSummary[];
  beforeAll(async () => {
    file = openCaseForReading(fileURLToPath(new URL('two-appliances.memcase', folder)), createTestPlatform());
    const process = dumpedProcesses(file, file.snapshots({ target: 'gw-a' })).find(
      ({ pid }) => pid === counted?.pid,
    );
    const load = (dump: Artifact) => loadShared(() => file, dump, [], undefined);
    dumps = (await Promise.all((process?.dumps ?? []).map(load))).map(openShared);
    const walk = walkHeaps(dumps);
    summaries = dumps.map((dump, at) => findRecords(dump, walk.dumps[at]?.chunks ?? null));
  });
  afterAll(() => file.close());

  it('has as many living records as its queue has messages, and their bytes', () => {
    const live = summaries.map(({ shapes }) => shapes.filter(({ keys }) => keys[0] === 'session_id'));
    const totals = live.flatMap((shapes) => shapes.map(({ sides }) => sides.live?.total));
    expect(totals.reduce((sum, total) => sum + (total?.count ?? 0), 0)).toBe(counted?.queue_messages);
    expect(totals.reduce((sum, total) => sum + (total?.wholes ?? 0), 0)).toBe(counted?.queue_messages);
    expect(totals.reduce((sum, total) => sum + (total?.payloadBytes ?? 0), 0)).toBe(
      counted?.queue_payload_bytes,
    );
  });

  it('has the records that grep counts by their first and last key', () => {
    const pattern = String.raw`\{"session_id":"fw-[^"]*","timestamp":"[^}]*\},"inspection":"[^"]*","close_reason":"[^"]*","log_format":"fwlog/session/4"\}`;
    for (const [at, dump] of dumps.entries()) {
      const { stdout } = spawnSync('grep', ['-aoE', pattern], {
        input: dump.read(0, dump.sizeBytes),
        maxBuffer: 1e9,
        env: { ...process.env, LC_ALL: 'C' },
      });
      const lines = stdout.toString('latin1').split('\n').slice(0, -1);
      const wholes = (summaries[at]?.shapes ?? [])
        .filter(({ keys }) => keys[0] === 'session_id')
        .flatMap(({ sides }) => Object.values(sides).map((side) => side?.total.wholes ?? 0))
        .reduce((sum, count) => sum + count, 0);
      expect(wholes).toBe(lines.length);
    }
  });

  it('has the values that its messages have', () => {
    const shape = summaries.find(({ shapes }) => (shapes[0]?.sides.live?.total.count ?? 0) > 1000)?.shapes[0];
    const fields = new Map(shape?.sides.live?.fields.map((field) => [field.path, field]));
    expect(fields.get('protocol')?.top).toEqual([{ text: 'tcp', count: shape?.sides.live?.total.count }]);
    // fwlog.c picks from four times allow, once deny, once reset.
    expect(fields.get('action')?.top[0]?.text).toBe('allow');
    expect(
      fields
        .get('action')
        ?.top.map(({ text }) => text)
        .toSorted(),
    ).toEqual(['allow', 'deny', 'reset']);
    const times = fields.get('timestamp')?.times;
    expect(times?.unit).toBe('iso-8601');
    // The daemon was started seconds before it was first asked, and its queue was full before it was last asked.
    expect(times?.firstMs).toBeGreaterThan(Date.parse(firstAt) - 10_000);
    expect(times?.firstMs).toBeLessThan(Date.parse(firstAt) + 10_000);
    expect(times?.lastMs).toBeLessThan(Date.parse(counted?.at ?? ''));
  });
});
