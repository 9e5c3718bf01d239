/**
 * librdkafka's producer queue, from its messages themselves. Living messages alone make a queue: neither strings nor
 * remnants in freed memory do, which look the same after the queue has drained.
 */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { KafkaQueue } from '#shared/domain/kafka.ts';
import type { Confidence, Statement } from '#shared/domain/ledger.ts';
import {
  fullStandings,
  type Mechanism,
  type ProcessEvidence,
  type Standing,
} from '#shared/domain/mechanism.ts';
import {
  dumpSigns,
  growthOf,
  growthSigns,
  isWhole,
  join,
  librarySigns,
  peerSigns,
  type Sides,
} from './common-signs.ts';
import { MiB, type Bytes } from '#shared/units/bytes.ts';
import { chunkBytesOf } from './ceilings.ts';
import { librdkafkaProducer as definition } from './librdkafka-producer.ts';
import { defaultLimits, limitOf, type Limits } from './limits.ts';
import { known, makeMechanism, weakest } from './make-mechanism.ts';
import { say } from './say.ts';

const MESSAGES = 'queue.buffering.max.messages';
const KBYTES = 'queue.buffering.max.kbytes';
const KIB = 1024;
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;
/** A queue of less is one in passing, unless it is full. */
const LEAST_BYTES = MiB;
/** Nothing new for so long, and for so many times the usual pause, means that nothing is taken in. */
const STILL_MS = 10 * SECOND_MS;
const STILL_PAUSES = 100;

export function matchProducer(evidence: ProcessEvidence): Mechanism[] {
  const { queue } = evidence;
  if (queue === null || queue.totals.live.count === 0) return [];
  const standing = standingOf(queue);
  if (chunkBytesIn(queue) < LEAST_BYTES && !fullStandings.has(standing)) return [];
  const limits = limitsOf(queue, standing);
  const observed = observedOf(evidence, queue);
  const refs = dumpRefs(evidence);
  const found = {
    ...{ standing, limits, observed, evidence: refs },
    confidence: confidenceOf(evidence, queue),
  };
  const silent = makeMechanism(definition, evidence, { ...found, for: [], against: [] });
  const sides = join(
    liveSigns(evidence, queue, silent.predictedCeilingBytes, refs),
    librarySigns(evidence, definition.signs ?? {}, 'librdkafka.so'),
    brokerSigns(queue, refs),
    peerSigns(evidence, definition.signs ?? {}),
    growthSigns(evidence),
    remnantSigns(queue, refs),
    limitSigns(queue, standing),
    dumpSigns(evidence),
  );
  return [makeMechanism(definition, evidence, { ...found, ...sides })];
}

/** Where the producer's own count agrees with what was found, nothing is missing, whatever was left out of the dumps. */
function confidenceOf(evidence: ProcessEvidence, { counters }: KafkaQueue): Confidence {
  return counters === null ? weakest(['derived'], !isWhole(evidence)) : 'measured';
}

function standingOf({ counters, totals: { live } }: KafkaQueue): Standing {
  if (counters !== null) {
    if (counters.messages === counters.maxMessages) return 'at-limit';
    const oneMore = counters.bytes + live.payloadBytes / live.count;
    return oneMore > counters.maxBytes ? 'at-byte-limit' : 'below-limit';
  }
  const standard = definition.settings[0]?.default ?? Infinity;
  if (live.count === standard) return 'at-default-limit';
  return live.count < standard ? 'below-default-limit' : 'above-default-limit';
}

function limitsOf({ counters, version }: KafkaQueue, standing: Standing): Limits {
  const [messages, kbytes] = definition.settings;
  const limits = defaultLimits(definition, version);
  if (messages === undefined || kbytes === undefined) return limits;
  if (counters !== null) {
    return {
      [MESSAGES]: limitOf(messages, counters.maxMessages, 'measured'),
      [KBYTES]: limitOf(kbytes, counters.maxBytes / KIB, 'measured'),
    };
  }
  if (standing !== 'above-default-limit') return limits;
  return { ...limits, [MESSAGES]: limitOf(messages, null, 'unknown') };
}

function observedOf(evidence: ProcessEvidence, queue: KafkaQueue): Mechanism['observed'] {
  const { live, ghost, undetermined } = queue.totals;
  const liveChunkBytes = chunkBytesIn(queue);
  return known({
    bytes: liveChunkBytes,
    liveItems: live.count,
    livePayloadBytes: live.payloadBytes,
    liveKeyBytes: live.keyBytes,
    liveChunkBytes,
    ghostItems: ghost.count,
    ghostPayloadBytes: ghost.payloadBytes,
    undeterminedItems: undetermined.count,
    unassignedItems: queue.unassigned,
    retriedItems: queue.retried,
    oldestMs: queue.oldestMs,
    newestMs: queue.newestMs,
    anonymousBytes: evidence.anonymousBytes,
    otherAnonymousBytes: evidence.otherAnonymousBytes,
    anonymousGrowthBytes: growthOf(evidence),
    dumpedShare: evidence.dumpedShare,
  });
}

/** As the walk found them; else what a message of the mean size takes. */
function chunkBytesIn({ structBytes, totals: { live } }: KafkaQueue): Bytes {
  if (live.chunkBytes > 0) return live.chunkBytes;
  return live.count * chunkBytesOf(structBytes + (live.payloadBytes + live.keyBytes) / live.count);
}

function dumpRefs({ dumps }: ProcessEvidence): EvidenceRef[] {
  return dumps.map(({ artifact, sizeBytes }) => ({ dump: artifact, offset: 0, length: sizeBytes }));
}

/** rk_curr_msgs: count, size, limit of both; 32 bytes. */
function counterRefs({ dumps }: ProcessEvidence, { counters }: KafkaQueue): EvidenceRef[] {
  const dump = counters === null ? undefined : dumps[counters.dump];
  return dump === undefined || counters === null
    ? []
    : [{ dump: dump.artifact, offset: counters.offset, length: 32 }];
}

function liveSigns(
  evidence: ProcessEvidence,
  queue: KafkaQueue,
  ceiling: number | null,
  refs: readonly EvidenceRef[],
): Sides {
  const { live } = queue.totals;
  const { counters, oldestMs } = queue;
  const chunks = chunkBytesIn(queue);
  const pro = [
    say('queue.live', { count: live.count, payload: live.payloadBytes, chunks }, refs),
    ...fullness(evidence, queue, refs),
  ];
  if (counters !== null) {
    const said = { count: counters.messages, bytes: counters.bytes };
    pro.push(say('queue.counted', said, counterRefs(evidence, queue)));
  }
  // What the chunks hold cannot speak for it: the ceiling is reckoned from them. What the process grew by can.
  const growth = growthOf(evidence);
  if (ceiling !== null && growth !== null && growth > 0) {
    pro.push(say('queue.ceiling', { ceiling, growth }, [...refs, ...evidence.anonymousEvidence]));
  }
  const minutes = oldestMs === null ? 0 : Math.floor((evidence.takenAt - oldestMs) / MINUTE_MS);
  if (minutes > 0) pro.push(say('queue.oldest', { minutes }, refs));
  const seconds = stillFor(evidence, queue);
  if (seconds > 0) pro.push(say('queue.still', { seconds }, refs));
  return { for: pro, against: [] };
}

/** Seconds since the newest message, where that is much longer than the pauses before; else 0. */
function stillFor(
  { takenAt }: ProcessEvidence,
  { oldestMs, newestMs, totals: { live } }: KafkaQueue,
): number {
  if (oldestMs === null || newestMs === null) return 0;
  const pause = takenAt - newestMs;
  const usual = (newestMs - oldestMs) / live.count;
  return pause >= STILL_MS && pause >= usual * STILL_PAUSES ? Math.floor(pause / SECOND_MS) : 0;
}

/** Only a queue that is full has its reason there. */
function fullness(evidence: ProcessEvidence, queue: KafkaQueue, refs: readonly EvidenceRef[]): Statement[] {
  const { counters } = queue;
  const standing = standingOf(queue);
  if (standing === 'at-default-limit') {
    return [say(`queue.${standing}`, { limit: queue.totals.live.count }, refs)];
  }
  if (counters === null) return [];
  const own = counterRefs(evidence, queue);
  const { messages: count, maxMessages, bytes, maxBytes } = counters;
  if (standing === 'at-limit') return [say('queue.at-limit', { count, limit: maxMessages }, own)];
  return standing === 'at-byte-limit' ? [say('queue.at-byte-limit', { bytes, limit: maxBytes }, own)] : [];
}

/** What the messages say of the broker. */
function brokerSigns(
  { totals: { live }, unassigned, retried }: KafkaQueue,
  refs: readonly EvidenceRef[],
): Sides {
  const pro: Statement[] = [];
  if (unassigned === live.count) pro.push(say('broker.no-metadata', { count: live.count }, refs));
  else if (unassigned > 0) pro.push(say('broker.some-metadata', { unassigned, count: live.count }, refs));
  if (retried > 0) pro.push(say('broker.retried', { retried, count: live.count }, refs));
  return { for: pro, against: [] };
}

function remnantSigns({ totals: { ghost, undetermined } }: KafkaQueue, refs: readonly EvidenceRef[]): Sides {
  const contra: Statement[] = [];
  if (ghost.count > 0) {
    contra.push(say('queue.ghosts', { count: ghost.count, payload: ghost.payloadBytes }, refs));
  }
  if (undetermined.count > 0) {
    contra.push(say('queue.undetermined', { count: undetermined.count }, refs, 'caution'));
  }
  return { for: [], against: contra };
}

/** Why the queue may not be what ends the growth, and what of its limits is only assumed. */
function limitSigns({ totals: { live }, counters }: KafkaQueue, standing: Standing): Sides {
  const standard = definition.settings[0]?.default ?? 0;
  const said = { count: live.count, limit: counters?.maxMessages ?? standard };
  const contra: Statement[] = [];
  const isOff =
    standing === 'below-limit' || standing === 'below-default-limit' || standing === 'above-default-limit';
  if (isOff) contra.push(say(`queue.${standing}`, said, [], 'caution'));
  if (counters === null) contra.push(say('limit.not-read', { setting: MESSAGES }, [], 'caution'));
  return { for: [], against: contra };
}
