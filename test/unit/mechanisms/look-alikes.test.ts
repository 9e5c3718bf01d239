/** What is no queue is never called one. */
import { describe, expect, test } from 'vitest';
import { matchMechanisms } from '#shared/mechanisms/match.ts';
import type { ProcessEvidence } from '#shared/domain/mechanism.ts';
import { evidenceOf, heapOf, messages, queueOf, shapeOf } from '#test/support/builders/process-evidence.ts';

const MB = 1_000_000;
const json = '{"session_id":"1","src_ip":"10.0.0.1"}';

const lookAlikes: Record<string, Partial<ProcessEvidence>> = {
  'many small holes between blocks that live': {
    allocator: heapOf({ usedBytes: 60 * MB, freeBytes: 55 * MB, trimmableBytes: MB }),
  },
  'large blocks with mappings of their own': {
    allocator: heapOf({ usedBytes: 300 * MB }),
    shapes: [shapeOf(json, { live: [400_000, 280 * MB] })],
  },
  'thread stacks': { allocator: null, anonymousBytes: 500 * MB, otherAnonymousBytes: 10 * MB },
  'shared memory': { allocator: null, shapes: [shapeOf(json, { undetermined: [90_000, 90 * MB] })] },
  jemalloc: {
    libraries: ['/usr/lib/libjemalloc.so.2', '/usr/lib/librdkafka.so.1'],
    shapes: [shapeOf(json, { undetermined: [90_000, 90 * MB] })],
    queue: queueOf({ undetermined: messages(90_000) }),
  },
  'a cache of a file': {
    libraries: ['/var/cache/records.bin', '/usr/lib/librdkafka.so.1'],
    shapes: [shapeOf(json, { undetermined: [90_000, 90 * MB] })],
  },
  'strings of a queue that has drained': {
    shapes: [shapeOf(json, { ghost: [100_000, 200 * MB] })],
    queue: queueOf({ ghost: messages(100_000) }),
  },
};

describe.each(Object.entries(lookAlikes))('%s', (_, given) => {
  test('is no queue', () => {
    const found = matchMechanisms([evidenceOf(given)]);
    expect(found.filter(({ kind }) => kind === 'queue')).toEqual([]);
  });
});

describe('freed memory', () => {
  const heap = heapOf({ usedBytes: 10 * MB, freeBytes: 88 * MB, topBytes: 2 * MB, trimmableBytes: 80 * MB });

  test('in whole pages is retention, with the exact lines that help', () => {
    const [found] = matchMechanisms([evidenceOf({ allocator: heap })]);
    expect(found).toMatchObject({ id: 'allocator-retention', kind: 'allocator', confidence: 'derived' });
    expect(found?.observed).toMatchObject({
      retainedBytes: 90 * MB,
      trimmableBytes: 80 * MB,
      usedBytes: 10 * MB,
    });
    // 90 of 100
    expect(found?.for[0]?.text).toContain('90.0 %');
    expect(found?.remedy.map(({ line }) => line)).toEqual([
      'malloc_trim(0);',
      'Environment=MALLOC_ARENA_MAX=2',
      'Environment=MALLOC_TRIM_THRESHOLD_=131072',
    ]);
  });

  test('in pieces below a page is fragmentation', () => {
    const [found] = matchMechanisms([evidenceOf({ allocator: { ...heap, trimmableBytes: 43 * MB } })]);
    expect(found?.id).toBe('arena-fragmentation');
  });

  test('without a page map is an estimate', () => {
    const [found] = matchMechanisms([evidenceOf({ allocator: { ...heap, isResidencyKnown: false } })]);
    expect(found).toMatchObject({ id: 'allocator-retention', confidence: 'estimated' });
    expect(found?.against.map(({ code }) => code)).toContain('retention.residency-unknown');
  });

  test('of which there is little, or a small share, is nothing', () => {
    const small = heapOf({ freeBytes: 4 * MB, trimmableBytes: 4 * MB });
    const lesser = heapOf({ usedBytes: 80 * MB, freeBytes: 19 * MB, trimmableBytes: 19 * MB });
    const given = [small, lesser, heapOf({})].map((allocator) => evidenceOf({ allocator }));
    expect(matchMechanisms(given)).toEqual([]);
  });

  test('beside a queue that lives is told apart from it', () => {
    const found = matchMechanisms([
      evidenceOf({ allocator: heap, queue: queueOf({ live: messages(3000) }) }),
    ]);
    expect(found.map(({ id }) => id)).toEqual(['allocator-retention', 'librdkafka-producer']);
    expect(found[0]?.against.map(({ code }) => code)).toContain('retention.queue-lives');
  });
});
