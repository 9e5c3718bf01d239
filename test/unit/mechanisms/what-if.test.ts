/** The ceiling with other settings. */
import { describe, expect, test } from 'vitest';
import { matchMechanisms } from '#shared/mechanisms/match.ts';
import { whatIf } from '#shared/mechanisms/what-if.ts';
import { codeOf } from '#test/support/code-of.ts';
import { evidenceOf, heapOf, messages, queueOf } from '#test/support/builders/process-evidence.ts';

const id = 'librdkafka-producer';
const found = matchMechanisms([
  evidenceOf({ process: 'fwlog', pid: 180, queue: queueOf({ live: messages(100_000) }) }),
  evidenceOf({ process: 'logsd', pid: 186, queue: queueOf({ live: messages(50_000) }) }),
]);

test('a lower limit of messages', () => {
  const answer = whatIf(found, id, ['queue.buffering.max.messages=20000']);
  // 2192 a message: 100,000 + 50,000 observed, 2 × 100,000 now, 2 × 20,000 then.
  expect(answer).toMatchObject({
    ...{ observedBytes: 328_800_000, nowCeilingBytes: 438_400_000, thenCeilingBytes: 87_680_000 },
    set: { 'queue.buffering.max.messages': 20_000 },
    lines: ['queue.buffering.max.messages=20000'],
  });
  expect(answer.rows.map(({ process, thenCeilingBytes }) => [process, thenCeilingBytes])).toEqual([
    ['fwlog', 43_840_000],
    ['logsd', 43_840_000],
  ]);
});

test('the limit of bytes binds where it is the lower one', () => {
  // 50,000 KiB = 51,200,000 bytes = 25,600 payloads of 2,000
  const answer = whatIf(found.slice(0, 1), id, ['queue.buffering.max.kbytes=50000']);
  expect(answer.thenCeilingBytes).toBe(25_600 * 2192);
});

test('no limit of messages leaves that of bytes, in both rows', () => {
  const answer = whatIf(found, id, ['queue.buffering.max.messages=0']);
  expect(answer.thenCeilingBytes).toBe(2 * 536_870 * 2192);
  expect(answer.rows[0]?.limits['queue.buffering.max.messages']).toMatchObject({
    value: null,
    source: 'given',
  });
});

test('nothing set, nothing changed', () => {
  const answer = whatIf(found, id, []);
  expect(answer.thenCeilingBytes).toBe(answer.nowCeilingBytes);
});

test('a trim leaves what is less than a page', () => {
  const heap = heapOf({
    usedBytes: 1000,
    freeBytes: 200_000_000,
    topBytes: 500_000,
    trimmableBytes: 196_000_000,
  });
  const retention = matchMechanisms([evidenceOf({ allocator: heap })]);
  const answer = whatIf(retention, 'allocator-retention', ['malloc_trim=1']);
  expect(answer).toMatchObject({
    observedBytes: 200_500_000,
    nowCeilingBytes: null,
    thenCeilingBytes: 4_500_000,
  });
  expect(answer.lines[0]).toContain("'call (int) malloc_trim(0)'");
});

describe('what cannot be', () => {
  const bad = (mechanism: string, ...set: string[]) => codeOf(() => whatIf(found, mechanism, set));

  test.each([
    ['an unknown key', 'queue.max=1'],
    ['no value', 'queue.buffering.max.messages'],
    ['an empty value', 'queue.buffering.max.messages='],
    ['no number', 'queue.buffering.max.messages=20k'],
    ['a negative number', 'queue.buffering.max.messages=-1'],
    ['too much', 'queue.buffering.max.messages=2147483648'],
    ['less than the least', 'queue.buffering.max.kbytes=0'],
  ])('%s', (_, text) => {
    expect(bad(id, text)).toBe('input.bad-option');
  });

  test('names the keys that there are', () => {
    expect(() => whatIf(found, id, ['queue.max=1'])).toThrow(
      'librdkafka-producer has no setting “queue.max”; it has queue.buffering.max.messages, queue.buffering.max.kbytes',
    );
  });

  test('an unknown mechanism, and one that the case does not hold', () => {
    expect(bad('kafka')).toBe('input.bad-option');
    expect(bad('zeromq-pipe')).toBe('explain.no-evidence');
  });
});
