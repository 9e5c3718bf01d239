/**
 * The recorded case against what its daemons counted themselves: malloc_info(3) of each, written into
 * the answer key by the recording, never read by the product.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { explain } from '#shared/analysis/explain.ts';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { Region } from '#shared/domain/memory.ts';
import { brokenSums, withoutEvidence, withoutResidual } from '#test/support/ledger-checks.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const folder = new URL('../../build/sample/', import.meta.url);
const samplePath = new URL('two-appliances.memcase', folder).pathname;
const daemons = ['fwlog', 'logsd', 'auditd'] as const;

interface Counted {
  readonly daemon: string;
  readonly pid: number;
  readonly queue_limit_messages: number;
  readonly queue_messages: number;
  readonly queue_payload_bytes: number;
  readonly malloc_info: string;
}

/** `after`: before the dumps; each with malloc_info(3). */
function countedBy(target: string, when: 'after' | 'after the dumps' = 'after'): Counted[] {
  const text = readFileSync(new URL(`${target}.answer-key.json`, folder), 'utf8');
  const key = JSON.parse(text) as { taken: string; daemons: Counted[] }[];
  return key.find(({ taken }) => taken === when)?.daemons ?? [];
}

/** Bytes as glibc counts them, committed without the reservation: of the main heap, then of each thread arena. */
function heapSizes({ malloc_info: xml }: Counted): number[] {
  const heaps = xml.split('<heap nr="').slice(1);
  return heaps.map((heap) => Number(/<system type="current" size="(\d+)"/.exec(heap)?.[1]));
}

describe('the recorded case', () => {
  let file: ReadableCase;
  let state: string;
  beforeAll(() => {
    state = mkdtempSync(join(tmpdir(), 'memcase-sample-'));
    file = openCaseForReading(samplePath, createTestPlatform(state));
  });
  afterAll(() => {
    file.close();
    rmSync(state, { recursive: true });
  });

  const sides = () => selectSides(file.snapshots(), {}, ({ id }) => file.snapshotReader(id));

  it('stays small enough to be cloned, with at least 12 snapshots of each target', () => {
    expect(statSync(samplePath).size).toBeLessThan(12 * 1024 * 1024);
    const counts = [...Map.groupBy(file.snapshots(), ({ targetName }) => targetName).values()].map(
      ({ length }) => length,
    );
    expect(counts).toHaveLength(2);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(12);
  });

  it('is explained to at least 95 %, with the three daemons as its owners and every sum right', () => {
    for (const all of [false, true]) {
      const explanation = explain({ caseTitle: 'sample', ...sides(), all });
      expect([explanation.a.target, explanation.b?.target]).toEqual(['gw-a', 'gw-b']);
      expect(explanation.explainedShare).toBeGreaterThanOrEqual(0.95);
      expect(explanation.owners.map(({ label }) => label)).toEqual([...daemons]);
      expect(brokenSums(explanation)).toEqual([]);
      expect(withoutResidual(explanation)).toEqual([]);
      expect(withoutEvidence(explanation)).toEqual([]);
    }
  });

  it.each(daemons)('finds the arenas of %s to the byte that malloc_info counts', (daemon) => {
    const { a, b } = sides();
    for (const side of [a, b]) {
      if (side === null) continue;
      const process = side.reader.processes().find(({ name }) => name === daemon);
      const heaps: Region[] = side.reader
        .regions(process?.id ?? 0)
        .filter((region) => region.class === 'arena-heap');
      const sizes = heaps.map(({ sizeBytes }) => sizeBytes).toSorted((x, y) => x - y);
      const counted = countedBy(side.target).filter((one) => one.daemon === daemon);
      const arenas = counted.flatMap((one) => heapSizes(one).slice(1)).toSorted((x, y) => x - y);
      expect(sizes.length).toBeGreaterThan(0);
      expect(sizes).toEqual(arenas);
    }
  });

  it.each(daemons)(
    'was dumped while the queue of %s stood at its limit, main heap and every arena',
    (name) => {
      const find = (when: 'after' | 'after the dumps') =>
        countedBy('gw-a', when).filter(({ daemon }) => daemon === name);
      const [counted] = find('after');
      expect(counted?.queue_messages).toBe(counted?.queue_limit_messages);
      const [later] = find('after the dumps');
      expect(later?.queue_messages).toBe(counted?.queue_messages);
      expect(later?.queue_payload_bytes).toBe(counted?.queue_payload_bytes);
      const dumps = file
        .snapshots({ target: 'gw-a' })
        .flatMap(({ id }) => file.artifactsOf(id))
        .filter(({ kind, pid }) => kind === 'dump' && pid === counted?.pid);
      const sizes = dumps.map(({ sizeBytes }) => sizeBytes).toSorted((x, y) => x - y);
      expect(sizes).toEqual((counted === undefined ? [] : heapSizes(counted)).toSorted((x, y) => x - y));
    },
  );
});
