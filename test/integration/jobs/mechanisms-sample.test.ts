/** The mechanisms of the recorded case against what its daemons counted themselves (answer key, never read by the product). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { Mechanism } from '#shared/domain/mechanism.ts';
import { groupMechanisms } from '#shared/mechanisms/group.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { inspectSides } from '#electron/jobs/inspect/inspect-processes.ts';
import { mechanismsOf } from '#electron/jobs/inspect/mechanisms.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const folder = new URL('../../../build/sample/', import.meta.url);

interface Counted {
  readonly daemon: string;
  readonly pid: number;
  readonly queue_limit_messages: number;
  readonly queue_messages: number;
  readonly queue_payload_bytes: number;
  readonly queue_key_bytes: number;
}

const text = readFileSync(new URL('gw-a.answer-key.json', folder), 'utf8');
const key = JSON.parse(text) as { taken: string; daemons: Counted[] }[];
const counted = key.find(({ taken }) => taken === 'after')?.daemons ?? [];

describe('the mechanisms of the recorded case', () => {
  let file: ReadableCase;
  let state: string;
  let found: Mechanism[];
  beforeAll(async () => {
    state = mkdtempSync(join(tmpdir(), 'memcase-mechanisms-'));
    file = openCaseForReading(new URL('two-appliances.memcase', folder).pathname, createTestPlatform(state));
    const sides = selectSides(file.snapshots(), {}, (snapshot) => file.snapshotReader(snapshot.id));
    found = mechanismsOf(file, sides, await inspectSides(() => file, sides));
  });
  afterAll(() => {
    file.close();
    rmSync(state, { recursive: true });
  });

  it('are three producer queues on the suspect, and nothing else anywhere', () => {
    expect(found.map(({ target, id }) => `${target} ${id}`)).toEqual(
      counted.map(() => 'gw-a librdkafka-producer'),
    );
    expect(new Set(found.map(({ pid }) => pid))).toEqual(new Set(counted.map(({ pid }) => pid)));
  });

  it('hold exactly what the daemon counted, at exactly its limit', () => {
    for (const { pid, process, observed, standing, limits, confidence, predictedCeilingBytes } of found) {
      const daemon = counted.find((one) => one.pid === pid);
      expect(process).toBe(daemon?.daemon);
      expect(observed).toMatchObject({
        liveItems: daemon?.queue_messages,
        livePayloadBytes: daemon?.queue_payload_bytes,
        liveKeyBytes: daemon?.queue_key_bytes,
        unassignedItems: daemon?.queue_messages,
        ghostItems: 0,
      });
      expect([standing, confidence]).toEqual(['at-limit', 'measured']);
      expect(limits['queue.buffering.max.messages']).toMatchObject({
        ...{ value: daemon?.queue_limit_messages, source: 'measured' },
      });
      expect(predictedCeilingBytes).toBe(observed.bytes);
    }
  });

  it('explain the growth of each process, within a twentieth', () => {
    for (const { observed } of found) {
      const share = (observed.bytes ?? NaN) / (observed.anonymousGrowthBytes ?? NaN);
      expect(share).toBeGreaterThan(0.95);
      expect(share).toBeLessThan(1.05);
    }
  });

  it('say that the broker never answered and that nothing was taken in any more', () => {
    for (const mechanism of found) {
      expect(mechanism.for.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['broker.no-metadata', 'peer.unanswered', 'library.mapped', 'queue.still']),
      );
      expect(mechanism.for.find(({ code }) => code === 'peer.unanswered')?.text).toContain('192.0.2.9:9092');
      expect(mechanism.for.every(({ evidence }) => evidence.length > 0)).toBe(true);
    }
  });

  it('add up to one on the suspect', () => {
    const [group, ...others] = groupMechanisms(found);
    expect(others).toEqual([]);
    expect(group?.atLimit).toBe(counted.length);
    expect(group?.processes.toSorted()).toEqual(['auditd', 'fwlog', 'logsd']);
    expect(group?.observedBytes).toBe(found.reduce((sum, { observed }) => sum + (observed.bytes ?? 0), 0));
  });
});
