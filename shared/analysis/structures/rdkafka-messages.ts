/**
 * librdkafka's messages in memory (rd_kafka_msg_t, src/rdkafka_msg.h at the tags 0.9.5 to 2.15.0, 64-bit). A message
 * with RD_KAFKA_MSG_F_COPY is one block: the struct, then the payload, then the key; so its payload pointer points just
 * behind itself, which nothing else does by accident.
 */
import {
  chunkStates,
  livenessOf,
  type ChunkTable,
  type Liveness,
  type MemoryReader,
} from '#shared/domain/heap.ts';
import { chunkAt } from '../heap/chunk-at.ts';
import { HEADER } from '../heap/layouts.ts';
import { Words } from '../heap/words.ts';

/** Sizes of the struct, and the versions that had them. */
export const messageVersions: ReadonlyMap<number, string> = new Map([
  [120, '0.9.5'],
  [128, '0.11.0'],
  [160, '0.11.4–0.11.6'],
  [168, '1.0–2.3'],
  [176, '2.4–2.15'],
]);

/** Field offsets that all versions share, and those of the producer's part. */
const at = {
  topic: 8,
  partition: 16,
  payload: 24,
  length: 32,
  key: 40,
  keyLength: 48,
  next: 72,
  flags: 88,
  timestamp: 96,
};
/** msgid and retries, by size of the struct. */
const producerAt: ReadonlyMap<number, { readonly msgid: number; readonly retries: number }> = new Map([
  [160, { msgid: 144, retries: 152 }],
  [168, { msgid: 144, retries: 160 }],
  [176, { msgid: 144, retries: 160 }],
]);

/** rkm_flags of a message that a producer holds. */
const FLAG_PRODUCER = 0x40000;
const FLAG_COPY = 0x2;
const MOST_PAYLOAD = 1_000_000_000;
/** Milliseconds since 1970 of 2000 and 2100. */
const EARLIEST = 946_684_800_000;
const LATEST = 4_102_444_800_000;

/** One message. Addresses are numbers below 2⁵³; bytes. */
export interface KafkaMessage {
  /** Of the struct, from the start of the dump. */
  readonly offset: number;
  readonly structBytes: number;
  readonly payloadOffset: number;
  readonly payloadBytes: number;
  readonly keyBytes: number;
  /** Of the chunk that it is alone in, or 0 where it is a remnant. */
  readonly chunkBytes: number;
  readonly topic: number;
  readonly partition: number;
  /** The next message in its queue, or 0. */
  readonly next: number;
  readonly timestampMs: number | null;
  /** 0: no partition was ever assigned, so the broker's metadata never came. Null where the version has none. */
  readonly msgid: number | null;
  readonly retries: number | null;
  readonly liveness: Liveness;
}

/**
 * All messages of a dump, in order of address. Those in chunks in use that begin there are live, all others are
 * remnants: ghosts where the chunk is known, undetermined where nothing was walked.
 */
export function findKafkaMessages(reader: MemoryReader, chunks: ChunkTable): KafkaMessage[] {
  const words = new Words(reader);
  const start = Number(reader.start);
  const found: KafkaMessage[] = [];
  for (let offset = (16 - (start % 16)) % 16; offset + 120 <= reader.sizeBytes; offset += 16) {
    const structBytes = words.at(offset + at.payload) - start - offset;
    if (!messageVersions.has(structBytes)) continue;
    const message = readMessage(words, offset, structBytes, reader.sizeBytes, chunks, start);
    if (message !== undefined) found.push(message);
  }
  return found;
}

function readMessage(
  words: Words,
  offset: number,
  structBytes: number,
  sizeBytes: number,
  chunks: ChunkTable,
  start: number,
): KafkaMessage | undefined {
  const payloadBytes = words.at(offset + at.length);
  const keyBytes = words.at(offset + at.keyLength);
  const key = words.at(offset + at.key);
  const flags = words.u32(offset + at.flags);
  const partition = words.u32(offset + at.partition) | 0;
  const topic = words.at(offset + at.topic);
  const payload = start + offset + structBytes;
  const isSized = payloadBytes < MOST_PAYLOAD && keyBytes < MOST_PAYLOAD;
  const isKeyed =
    keyBytes === 0 ? key === 0 || key === payload + payloadBytes : key === payload + payloadBytes;
  const isFlagged = (flags & FLAG_PRODUCER) !== 0 && (flags & FLAG_COPY) !== 0;
  const isWhole = offset + structBytes + payloadBytes + keyBytes <= sizeBytes;
  if (!isSized || !isKeyed || !isFlagged || !isWhole || partition < -1 || !(topic > 0)) return undefined;
  const row = chunkAt(chunks, offset);
  const state = row < 0 ? undefined : chunkStates[chunks.states[row] ?? -1];
  const isAlone = row >= 0 && chunks.offsets[row] === offset - HEADER;
  const timestamp = words.at(offset + at.timestamp);
  const producer = producerAt.get(structBytes);
  return {
    ...{ offset, structBytes, payloadOffset: offset + structBytes, payloadBytes, keyBytes },
    ...{ topic, partition, next: words.at(offset + at.next) },
    chunkBytes: isAlone ? (chunks.sizes[row] ?? 0) : 0,
    timestampMs: timestamp >= EARLIEST && timestamp < LATEST ? timestamp : null,
    msgid: producer === undefined ? null : words.at(offset + producer.msgid),
    retries: producer === undefined ? null : words.u32(offset + producer.retries),
    liveness: isAlone || state !== 'used' ? livenessOf(state) : 'ghost',
  };
}
