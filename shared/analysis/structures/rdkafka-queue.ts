/** What the messages of one process say together: how many, how old, how near to the limit. */
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { KafkaCounters, KafkaQueue, MessageTotals } from '#shared/domain/kafka.ts';
import { Words } from '../heap/words.ts';
import { messageVersions, type KafkaMessage } from './rdkafka-messages.ts';

const NOTHING: MessageTotals = { count: 0, payloadBytes: 0, keyBytes: 0, chunkBytes: 0 };

/**
 * @param found messages of each dump of one process
 * @returns undefined where there are none
 */
export function summarizeQueue(
  dumps: readonly MemoryReader[],
  found: readonly (readonly KafkaMessage[])[],
): KafkaQueue | undefined {
  const structBytes = commonest(found.flatMap((messages) => messages.map((message) => message.structBytes)));
  if (structBytes === undefined) return undefined;
  const totals = { live: { ...NOTHING }, ghost: { ...NOTHING }, undetermined: { ...NOTHING } };
  const topics = new Map<number, number>();
  const facts = { oldestMs: Infinity, newestMs: -Infinity, unassigned: 0, retried: 0 };
  for (const messages of found) {
    for (const message of messages) {
      totals[message.liveness] = plus(totals[message.liveness], message);
      if (message.liveness !== 'live') continue;
      topics.set(message.topic, (topics.get(message.topic) ?? 0) + 1);
      facts.oldestMs = Math.min(facts.oldestMs, message.timestampMs ?? Infinity);
      facts.newestMs = Math.max(facts.newestMs, message.timestampMs ?? -Infinity);
      if (message.msgid === 0) facts.unassigned += 1;
      if ((message.retries ?? 0) > 0) facts.retried += 1;
    }
  }
  return {
    totals,
    ...{ version: messageVersions.get(structBytes) ?? '', structBytes, lists: countLists(dumps, found) },
    ...{ unassigned: facts.unassigned, retried: facts.retried },
    oldestMs: Number.isFinite(facts.oldestMs) ? facts.oldestMs : null,
    newestMs: Number.isFinite(facts.newestMs) ? facts.newestMs : null,
    topics: [...topics].map(([address, count]) => ({ address, count })).toSorted((a, b) => b.count - a.count),
    counters: findCounters(dumps, totals.live),
  };
}

function plus(totals: MessageTotals, message: KafkaMessage): MessageTotals {
  return {
    count: totals.count + 1,
    payloadBytes: totals.payloadBytes + message.payloadBytes,
    keyBytes: totals.keyBytes + message.keyBytes,
    chunkBytes: totals.chunkBytes + message.chunkBytes,
  };
}

function commonest(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((one, other) => other[1] - one[1])[0]?.[0];
}

/** Live messages that no live message leads to begin a list. */
function countLists(dumps: readonly MemoryReader[], found: readonly (readonly KafkaMessage[])[]): number {
  const nexts = new Set<number>();
  for (const messages of found)
    for (const { liveness, next } of messages) if (liveness === 'live') nexts.add(next);
  let heads = 0;
  found.forEach((messages, dump) => {
    const start = Number(dumps[dump]?.start ?? 0n);
    for (const { liveness, offset } of messages)
      if (liveness === 'live' && !nexts.has(start + offset)) heads += 1;
  });
  return heads;
}

/**
 * The producer's own counters: the very count and payload bytes that were found, one behind the other, then the limits.
 * Nothing else in memory has all four. Undelivered reports count too, so that the numbers may be larger: only an exact
 * match is taken.
 */
function findCounters(dumps: readonly MemoryReader[], live: MessageTotals): KafkaCounters | null {
  if (live.count === 0) return null;
  for (const [dump, reader] of dumps.entries()) {
    const words = new Words(reader);
    for (let offset = 0; offset + 32 <= reader.sizeBytes; offset += 8) {
      if (words.u32(offset) !== live.count || words.at(offset + 8) !== live.payloadBytes) continue;
      const maxMessages = words.u32(offset + 16);
      const maxBytes = words.at(offset + 24);
      if (maxMessages < live.count || !(maxBytes >= live.payloadBytes) || maxBytes % 1024 !== 0) continue;
      return { dump, offset, messages: live.count, bytes: live.payloadBytes, maxMessages, maxBytes };
    }
  }
  return null;
}
