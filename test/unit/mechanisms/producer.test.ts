/** librdkafka's queue is claimed for living messages alone, and its ceiling is theirs. */
import { describe, expect, test } from 'vitest';
import { groupMechanisms } from '#shared/mechanisms/group.ts';
import { matchMechanisms } from '#shared/mechanisms/match.ts';
import { CHUNK, evidenceOf, heapOf, messages, queueOf } from '#test/support/builders/process-evidence.ts';

const full = {
  dump: 0,
  offset: 64,
  messages: 100_000,
  bytes: 200_000_000,
  maxMessages: 100_000,
  maxBytes: 1 << 30,
};

function codes(statements: readonly { code: string }[] = []): string[] {
  return statements.map(({ code }) => code);
}

function only(given: Parameters<typeof evidenceOf>[0]) {
  const found = matchMechanisms([evidenceOf(given)]);
  expect(found).toHaveLength(1);
  return found[0] as NonNullable<(typeof found)[0]>;
}

describe('a full queue', () => {
  test('stands at the limit that the producer itself keeps', () => {
    const found = only({ queue: queueOf({ live: messages(100_000), counters: full, unassigned: 100_000 }) });
    expect(found.id).toBe('librdkafka-producer');
    expect(found.standing).toBe('at-limit');
    expect(found.confidence).toBe('measured');
    // 100,000 × 2192
    expect(found.predictedCeilingBytes).toBe(219_200_000);
    expect(found.observed).toMatchObject({
      bytes: 219_200_000,
      liveItems: 100_000,
      livePayloadBytes: 200_000_000,
    });
    expect(found.limits['queue.buffering.max.messages']).toEqual({
      ...{ value: 100_000, unit: 'items', scope: 'client', source: 'measured' },
    });
    expect(codes(found.for)).toEqual([
      ...['queue.live', 'queue.at-limit', 'queue.counted', 'library.mapped', 'broker.no-metadata'],
    ]);
    expect(found.against).toEqual([]);
    expect(found.for[1]?.evidence).toEqual([{ dump: 852, offset: 64, length: 32 }]);
  });

  test('is measured by what the process grew by, never by the chunks that the ceiling is reckoned from', () => {
    const grown = { anonymousBytes: 230_000_000, otherAnonymousBytes: 10_000_000 };
    const found = only({ queue: queueOf({ live: messages(100_000), counters: full }), ...grown });
    const sign = found.for.find(({ code }) => code === 'queue.ceiling');
    expect(sign?.params).toEqual({ ceiling: found.predictedCeilingBytes, growth: 220_000_000 });
    const shrunk = { anonymousBytes: 10_000_000, otherAnonymousBytes: 230_000_000 };
    const other = only({ queue: queueOf({ live: messages(100_000), counters: full }), ...shrunk });
    expect(codes(other.for)).not.toContain('queue.ceiling');
  });

  test('offers a fifth of the limit that holds, as the line of its configuration', () => {
    const found = only({ queue: queueOf({ live: messages(100_000), counters: full }) });
    expect(found.remedy.map(({ line }) => line)).toEqual([
      'queue.buffering.max.messages=20000',
      'queue.buffering.max.kbytes=32768',
      'message.timeout.ms=60000',
      'Environment=MALLOC_ARENA_MAX=2',
    ]);
    expect(found.remedy.every(({ why }) => why.length > 10)).toBe(true);
  });

  test('without the producer’s numbers stands at the default, as a derived claim', () => {
    const found = only({ queue: queueOf({ live: messages(100_000) }) });
    expect(found).toMatchObject({ standing: 'at-default-limit', confidence: 'derived' });
    expect(found.for[1]?.text).toBe('The queue stands at the default limit of 100,000 messages.');
    expect(codes(found.against)).toEqual(['limit.not-read']);
  });

  test('by bytes is full when one more message does not fit', () => {
    const counters = { ...full, messages: 10, bytes: 20_000, maxMessages: 100_000, maxBytes: 20_480 };
    const found = only({ queue: queueOf({ live: messages(10), counters }) });
    expect(found.standing).toBe('at-byte-limit');
    // 20,480 / 2,000 = 10 whole messages
    expect(found.predictedCeilingBytes).toBe(10 * CHUNK);
  });
});

describe('a queue that is not full', () => {
  test('says so, and predicts what it may become', () => {
    const counters = { ...full, messages: 64_000, bytes: 128_000_000 };
    const found = only({ queue: queueOf({ live: messages(64_000), counters }) });
    expect(found).toMatchObject({ standing: 'below-limit', predictedCeilingBytes: 219_200_000 });
    expect(found.against[0]?.text).toBe('The queue is below its limit: 64,000 of 100,000 messages.');
  });

  test('below the default, does not pretend to know the limit', () => {
    const found = only({ queue: queueOf({ live: messages(64_000) }) });
    expect(found.standing).toBe('below-default-limit');
    expect(codes(found.against)).toEqual(['queue.below-default-limit', 'limit.not-read']);
  });

  test('above the default, is bounded by its bytes alone', () => {
    const found = only({ queue: queueOf({ live: messages(150_000) }) });
    expect(found.standing).toBe('above-default-limit');
    expect(found.limits['queue.buffering.max.messages']).toMatchObject({ value: null, source: 'unknown' });
    // 1,048,576 × 1024 / 2000 = 536,870 whole messages, × 2192
    expect(found.predictedCeilingBytes).toBe(1_176_819_040);
  });

  test('of librdkafka 0.11.0 has the byte limit of its time', () => {
    const found = only({ queue: queueOf({ live: messages(1000), version: '0.11.0', structBytes: 128 }) });
    expect(found.limits['queue.buffering.max.kbytes']?.value).toBe(4_000_000);
  });

  test('of messages whose chunks are not known takes what glibc takes for them', () => {
    // 176 + 100 + 18 + 8 = 302, so 304
    const live = { count: 4000, payloadBytes: 400_000, keyBytes: 72_000, chunkBytes: 0 };
    expect(only({ queue: queueOf({ live }) }).predictedCeilingBytes).toBe(30_400_000);
  });

  test('of messages without payload divides by nothing', () => {
    const live = { count: 50_000, payloadBytes: 0, keyBytes: 0, chunkBytes: 50_000 * 192 };
    expect(only({ queue: queueOf({ live }) }).predictedCeilingBytes).toBe(19_200_000);
  });
});

describe('what the dumps leave out', () => {
  test('lowers what is only derived, and is said', () => {
    const found = only({ queue: queueOf({ live: messages(64_000) }), dumpedShare: 0.25 });
    expect(found.confidence).toBe('estimated');
    expect(found.against.at(-1)?.text).toBe(
      'Only 25.0 % of its resident heaps were dumped: there may be more.',
    );
  });

  test('takes nothing from a count that the producer confirms', () => {
    const queue = queueOf({ live: messages(100_000), counters: full });
    const found = only({ queue, dumpedShare: 0.9 });
    expect(found.confidence).toBe('measured');
    expect(codes(found.against)).toEqual(['dumps.partial']);
  });

  test('is unknown without regions', () => {
    const found = only({ queue: queueOf({ live: messages(100_000) }), dumpedShare: null });
    expect(found.confidence).toBe('estimated');
    expect(codes(found.against)).toContain('dumps.unknown');
  });
});

describe('the broker', () => {
  const live = messages(1000);
  const socket = { state: 'SYN-SENT', unsentBytes: 1, evidence: { artifact: 9, line: 3 } };

  test('that never answers is seen in sockets and in messages', () => {
    const found = only({
      queue: queueOf({ live, unassigned: 1000 }),
      sockets: [
        { ...socket, remote: '10.0.0.9:9092' },
        { ...socket, remote: '10.0.0.9:9092' },
        { ...socket, remote: '10.0.0.7:443' },
      ],
    });
    const said = found.for.map(({ text }) => text);
    expect(said).toContain('2 connections to 10.0.0.9:9092 without an answer (SYN-SENT).');
    expect(said).toContain('All 1,000 messages have number 0: no broker ever told where the partitions are.');
    expect(said.join(' ')).not.toContain('443');
  });

  test('that is reached and fails', () => {
    const found = only({
      queue: queueOf({ live, retried: 3, unassigned: 20 }),
      logLines: [
        {
          text: 'fwlog: Connect to ipv4#10.0.0.9:9092 failed: Connection refused',
          evidence: { artifact: 3, line: 1 },
        },
      ],
    });
    expect(codes(found.for)).toEqual([
      ...['queue.live', 'library.mapped', 'broker.some-metadata', 'broker.retried', 'peer.refused'],
    ]);
  });

  test('whose connection stands speaks against it', () => {
    const sockets = [{ ...socket, state: 'ESTAB', remote: '[2001:db8::9]:9092', unsentBytes: 0 }];
    expect(codes(only({ queue: queueOf({ live }), sockets }).against)).toContain('peer.connected');
  });
});

test('age, growth and remnants are said with their numbers', () => {
  const found = only({
    queue: queueOf({ live: messages(1000), ghost: messages(7), oldestMs: 1_795_000_000_000 }),
    ...{ anonymousBytes: 150_000_000, otherAnonymousBytes: 20_000_000 },
  });
  expect(found.observed.anonymousGrowthBytes).toBe(130_000_000);
  expect(found.for.map(({ text }) => text)).toContain('The oldest message waits for 14 min.');
  expect(codes(found.for)).toContain('process.growth');
  expect(codes(found.against)).toContain('queue.ghosts');
});

describe('no queue is claimed', () => {
  test('of remnants: a past backlog is retention', () => {
    const found = only({
      queue: queueOf({ ghost: messages(91_904) }),
      allocator: heapOf({ usedBytes: 500_000, freeBytes: 209_715_200, trimmableBytes: 209_000_000 }),
    });
    expect(found.id).toBe('allocator-retention');
    expect(found.for[0]?.text).toBe(
      '0 live messages; 200.0 MiB free but kept by the allocator; malloc_trim or MALLOC_ARENA_MAX, not the queue.',
    );
    expect(found.predictedCeilingBytes).toBeNull();
  });

  test('of messages in passing', () => {
    // 478 × 2192 = 1,047,776 bytes, just below 1 MiB
    expect(matchMechanisms([evidenceOf({ queue: queueOf({ live: messages(478) }) })])).toEqual([]);
    expect(only({ queue: queueOf({ live: messages(479) }) }).id).toBe('librdkafka-producer');
  });

  test('of remnants, or of messages that lie in no walked heap', () => {
    const given = [{ ghost: messages(100_000) }, { undetermined: messages(100_000) }, {}];
    expect(matchMechanisms(given.map((totals) => evidenceOf({ queue: queueOf(totals) })))).toEqual([]);
  });

  test('“0 live” is not said where a part was not walked', () => {
    const found = only({
      queue: queueOf({ ghost: messages(5), undetermined: messages(2) }),
      allocator: heapOf({ freeBytes: 100_000_000, trimmableBytes: 100_000_000 }),
    });
    expect(codes(found.for)).not.toContain('retention.past-backlog');
    expect(codes(found.against)).toContain('queue.undetermined');
  });
});

test('a queue that takes nothing in any more is told from one that just filled', () => {
  const saysStill = (newestMs: number, count = 1000) => {
    const queue = queueOf({ live: messages(count), oldestMs: 1_795_000_000_000, newestMs });
    return codes(only({ queue }).for).includes('queue.still');
  };
  // 840 s from the oldest to the dump: 774 s with a message each 0.774 s, then 66 s without, which is fewer than 100 pauses.
  expect(saysStill(1_795_000_774_000)).toBe(false);
  expect(saysStill(1_795_000_774_000, 2000)).toBe(true);
  expect(saysStill(1_795_000_839_000, 64_000)).toBe(false);
});

test('daemons of one mechanism add up, by target', () => {
  const daemon = (process: string, pid: number, count: number, target = 'gw-a') =>
    evidenceOf({
      ...{ target, process, pid, anonymousBytes: 300_000_000, otherAnonymousBytes: 100_000_000 },
      queue: queueOf({ live: messages(count) }),
    });
  const found = matchMechanisms([
    daemon('fwlog', 180, 100_000),
    daemon('logsd', 186, 100_000),
    daemon('auditd', 192, 50_000),
    daemon('fwlog', 5, 1000, 'gw-b'),
  ]);
  const [group, other] = groupMechanisms(found);
  expect(group).toMatchObject({
    ...{ id: 'librdkafka-producer', target: 'gw-a', processes: ['fwlog', 'logsd', 'auditd'], atLimit: 2 },
    // 250,000 × 2192 and 3 × 100,000 × 2192
    ...{ observedBytes: 548_000_000, predictedCeilingBytes: 657_600_000, anonymousGrowthBytes: 600_000_000 },
  });
  expect(other).toMatchObject({ target: 'gw-b', observedBytes: 2_192_000 });
  expect(groupMechanisms([])).toEqual([]);
});
