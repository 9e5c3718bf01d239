/** What librdkafka's messages in the memory of one process say together. */
import type { Bytes } from '#shared/units/bytes.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { Liveness } from './heap.ts';

export interface MessageTotals {
  readonly count: number;
  readonly payloadBytes: Bytes;
  readonly keyBytes: Bytes;
  /** Of chunks that hold a message alone; 0 for remnants. */
  readonly chunkBytes: Bytes;
}

export interface KafkaQueue {
  readonly totals: Readonly<Record<Liveness, MessageTotals>>;
  /** Versions of librdkafka that have messages of this size. */
  readonly version: string;
  readonly structBytes: Bytes;
  /** Of live messages. */
  readonly oldestMs: EpochMs | null;
  readonly newestMs: EpochMs | null;
  /** Live messages by address of their topic object, most first. */
  readonly topics: readonly { readonly address: number; readonly count: number }[];
  /** Live messages that were never given to a partition (msgid 0): the broker's metadata never came. */
  readonly unassigned: number;
  /** Live messages that were sent at least once, in vain. */
  readonly retried: number;
  /** Live messages that another live message, or none, leads to: how many lists they hang on. */
  readonly lists: number;
  readonly counters: KafkaCounters | null;
}

/** rk_curr_msgs of rd_kafka_t (src/rdkafka_int.h): what the producer itself counts, and its limits. */
export interface KafkaCounters {
  /** Dump and offset of the count. */
  readonly dump: number;
  readonly offset: number;
  readonly messages: number;
  readonly bytes: Bytes;
  /** queue.buffering.max.messages */
  readonly maxMessages: number;
  /** queue.buffering.max.kbytes × 1024 */
  readonly maxBytes: Bytes;
}
