/** The dumps of the recorded case against what its daemons counted themselves (answer key, never read by the product). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessInspection } from '#shared/domain/inspection.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { dumpedProcesses, inspectProcess } from '#electron/jobs/inspect/inspect-processes.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const folder = new URL('../../../build/sample/', import.meta.url);

interface Counted {
  readonly pid: number;
  readonly queue_messages: number;
  readonly queue_payload_bytes: number;
  readonly queue_key_bytes: number;
  readonly malloc_info: string;
}

function countedBy(target: string): Counted[] {
  const text = readFileSync(new URL(`${target}.answer-key.json`, folder), 'utf8');
  const key = JSON.parse(text) as { taken: string; daemons: Counted[] }[];
  return key.find(({ taken }) => taken === 'after')?.daemons ?? [];
}

describe('the dumps of the recorded case', () => {
  let file: ReadableCase;
  let state: string;
  let inspections: ProcessInspection[];
  beforeAll(async () => {
    state = mkdtempSync(join(tmpdir(), 'memcase-inspect-'));
    file = openCaseForReading(new URL('two-appliances.memcase', folder).pathname, createTestPlatform(state));
    const dumped = dumpedProcesses(file, file.snapshots({ target: 'gw-a' }));
    inspections = await Promise.all(dumped.map((process) => inspectProcess(() => file, process)));
  });
  afterAll(() => {
    file.close();
    rmSync(state, { recursive: true });
  });

  it('have exactly the messages that the daemon counted, all of them alive', () => {
    for (const counted of countedBy('gw-a')) {
      const inspection = inspections.find(({ pid }) => pid === counted.pid);
      // The main heap and every arena was dumped.
      const heaps = counted.malloc_info.split('<heap nr="').slice(1);
      expect(inspection?.dumps).toHaveLength(heaps.length);
      expect(inspection?.queue?.totals.live).toMatchObject({
        count: counted.queue_messages,
        payloadBytes: counted.queue_payload_bytes,
        keyBytes: counted.queue_key_bytes,
      });
    }
    // The broker was never reached.
    for (const { queue } of inspections) expect(queue?.unassigned).toBe(queue?.totals.live.count);
  });

  it('have arenas that malloc_info knows, to the byte of their size', () => {
    for (const { pid, dumps, era } of inspections) {
      expect(era).toBe('2.35–2.42');
      const info = countedBy('gw-a').find((one) => one.pid === pid)?.malloc_info ?? '';
      const sizes = info.split('<heap nr="').slice(1).map(sizeOf);
      for (const { totals, refusal } of dumps) {
        expect(refusal).toBeNull();
        expect(sizes).toContain(totals.sizeBytes);
        const { states, overheadBytes, unwalkedBytes, outsideBytes } = totals;
        const parts = Object.values(states).reduce((sum, { bytes }) => sum + bytes, 0);
        expect(parts + overheadBytes).toBe(totals.sizeBytes);
        expect([unwalkedBytes, outsideBytes]).toEqual([0, 0]);
      }
    }
  });
});

function sizeOf(heap: string): number {
  return Number(/<system type="current" size="(\d+)"/.exec(heap)?.[1]);
}
