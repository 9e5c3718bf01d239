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

interface AnswerKey {
  readonly taken: 'before' | 'after';
  readonly daemons: readonly { daemon: string; queue_payload_bytes: number; malloc_info?: string }[];
}

/** Bytes of each thread arena as glibc counts them: committed heap, without the reservation. */
function arenaSizes(target: string, daemon: string): number[] {
  const key = JSON.parse(readFileSync(new URL(`${target}.answer-key.json`, folder), 'utf8')) as AnswerKey[];
  const after = key.find(({ taken }) => taken === 'after');
  const xml = after?.daemons.find((one) => one.daemon === daemon)?.malloc_info ?? '';
  return xml
    .split('<heap nr="')
    .slice(1)
    .filter((heap) => !heap.startsWith('0"'))
    .map((heap) => Number(/<system type="current" size="(\d+)"/.exec(heap)?.[1]));
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
      const counted = arenaSizes(side.target, daemon).toSorted((x, y) => x - y);
      expect(sizes.length).toBeGreaterThan(0);
      // A full queue stands still between smaps and malloc_info; the baseline's heaps go on growing.
      if (side === a) expect(sizes).toEqual(counted);
      else expect(sizes).toHaveLength(counted.length);
    }
  });
});
