/** Evidence of one process, made by hand. */
import type { KafkaQueue, MessageTotals } from '#shared/domain/kafka.ts';
import type { AllocatorEvidence, ProcessEvidence, ShapeEvidence } from '#shared/domain/mechanism.ts';

export const nothing: MessageTotals = { count: 0, payloadBytes: 0, keyBytes: 0, chunkBytes: 0 };

export function evidenceOf(given: Partial<ProcessEvidence> = {}): ProcessEvidence {
  return {
    ...{ target: 'gw-a', process: 'fwlog', pid: 180, takenAt: 1_795_000_840_000 },
    ...{ libraries: ['/usr/lib/librdkafka.so.1'], librariesEvidence: { artifact: 7, line: 12 } },
    ...{ dumps: [{ artifact: 852, sizeBytes: 4096 }], dumpedShare: 1, queue: null, allocator: null },
    ...{ shapes: [], sockets: [], logLines: [] },
    ...{ anonymousBytes: null, otherAnonymousBytes: null, anonymousEvidence: [] },
    ...given,
  };
}

/** 2,000 bytes of payload each: 176 + 2000 + 8 = 2184, so chunks of 2192. */
export const CHUNK = 2192;

export function messages(count: number): MessageTotals {
  return { count, payloadBytes: count * 2000, keyBytes: 0, chunkBytes: count * CHUNK };
}

export function queueOf(
  given: Partial<Omit<KafkaQueue, 'totals'>> & Partial<KafkaQueue['totals']>,
): KafkaQueue {
  const { live = nothing, ghost = nothing, undetermined = nothing, ...rest } = given;
  return {
    totals: { live, ghost, undetermined },
    ...{ version: '2.4–2.15', structBytes: 176, oldestMs: null, newestMs: null, topics: [] },
    ...{ unassigned: 0, retried: 0, lists: 1, counters: null },
    ...rest,
  };
}

export function heapOf(given: Partial<AllocatorEvidence>): AllocatorEvidence {
  return {
    ...{ usedBytes: 0, freeBytes: 0, cachedBytes: 0, fastBytes: 0, topBytes: 0, unknownBytes: 0 },
    ...{ overheadBytes: 0, trimmableBytes: 0, isResidencyKnown: true, arenas: 4 },
    ...given,
  };
}

type Amounts = Partial<Record<'live' | 'ghost' | 'undetermined', readonly [count: number, bytes: number]>>;

export function shapeOf(sample: string, amounts: Amounts): ShapeEvidence {
  const of = ([count, payloadBytes]: readonly [number, number] = [0, 0]) => ({
    ...{ count, payloadBytes, chunkBytes: payloadBytes },
  });
  return {
    ...{ keys: [], sample, evidence: [] },
    amounts: { live: of(amounts.live), ghost: of(amounts.ghost), undetermined: of(amounts.undetermined) },
  };
}
