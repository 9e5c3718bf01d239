/** What looks like a queue and is none: memory that was freed, and that glibc keeps. */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { AllocatorEvidence, Mechanism, ProcessEvidence } from '#shared/domain/mechanism.ts';
import { MiB, type Bytes } from '#shared/units/bytes.ts';
import { allocatorRetention } from './allocator-retention.ts';
import { arenaFragmentation } from './arena-fragmentation.ts';
import { dumpSigns, growthOf, growthSigns, isWhole, join, type Sides } from './common-signs.ts';
import { defaultLimits } from './limits.ts';
import { known, makeMechanism, weakest } from './make-mechanism.ts';
import { say } from './say.ts';

/** Less than this, or a smaller share, every busy heap keeps. */
const LEAST_RETAINED = 4 * MiB;
const LEAST_SHARE = 0.2;

export interface Retained {
  readonly bytes: Bytes;
  /** Between blocks that live: without the ends of heaps. */
  readonly betweenBytes: Bytes;
  /** Of all chunks that were walked. */
  readonly share: number;
}

export function retainedOf(heap: AllocatorEvidence): Retained {
  const betweenBytes = heap.freeBytes + heap.cachedBytes + heap.fastBytes;
  const bytes = betweenBytes + heap.topBytes;
  const walked = heap.usedBytes + bytes + heap.unknownBytes;
  return { bytes, betweenBytes, share: walked > 0 ? bytes / walked : 0 };
}

export function matchAllocator(evidence: ProcessEvidence): Mechanism[] {
  const { allocator: heap } = evidence;
  if (heap === null) return [];
  const retained = retainedOf(heap);
  if (retained.bytes < LEAST_RETAINED || retained.share < LEAST_SHARE) return [];
  const refs = evidence.dumps.map(({ artifact, sizeBytes }) => ({
    ...{ dump: artifact, offset: 0, length: sizeBytes },
  }));
  const isFine = heap.trimmableBytes * 2 < retained.betweenBytes;
  const definition = isFine ? arenaFragmentation : allocatorRetention;
  const sides = join(
    isFine ? fragmentSigns(heap, retained, refs) : retentionSigns(evidence, heap, retained, refs),
    growthSigns(evidence),
    dumpSigns(evidence),
  );
  const isPartial = !isWhole(evidence) || !heap.isResidencyKnown;
  return [
    makeMechanism(definition, evidence, {
      ...sides,
      ...{ standing: 'no-limit', limits: defaultLimits(definition), evidence: refs },
      confidence: weakest(['derived'], isPartial),
      observed: observedOf(evidence, heap, retained),
    }),
  ];
}

function observedOf(
  { queue, anonymousBytes, otherAnonymousBytes, dumpedShare, ...evidence }: ProcessEvidence,
  heap: AllocatorEvidence,
  { bytes }: Retained,
): Mechanism['observed'] {
  return known({
    ...{ bytes, retainedBytes: bytes, trimmableBytes: heap.trimmableBytes, usedBytes: heap.usedBytes },
    liveItems: queue?.totals.live.count,
    ghostItems: queue?.totals.ghost.count,
    ghostPayloadBytes: queue?.totals.ghost.payloadBytes,
    ...{ anonymousBytes, otherAnonymousBytes, dumpedShare },
    anonymousGrowthBytes: growthOf({ queue, anonymousBytes, otherAnonymousBytes, dumpedShare, ...evidence }),
  });
}

function retentionSigns(
  { queue }: ProcessEvidence,
  { arenas, trimmableBytes, isResidencyKnown }: AllocatorEvidence,
  { bytes, share }: Retained,
  refs: readonly EvidenceRef[],
): Sides {
  const pro = [say('retention.amount', { bytes, share, arenas }, refs)];
  const contra = [];
  pro.push(say('retention.trimmable', { bytes: trimmableBytes }, refs));
  if (!isResidencyKnown) contra.push(say('retention.residency-unknown', {}, [], 'caution'));
  if (queue !== null) {
    const { live, ghost, undetermined } = queue.totals;
    if (ghost.count > 0) {
      if (live.count + undetermined.count === 0) pro.unshift(say('retention.past-backlog', { bytes }, refs));
      pro.push(say('retention.ghosts', { count: ghost.count, payload: ghost.payloadBytes }, refs));
    }
    if (undetermined.count > 0) {
      contra.push(say('queue.undetermined', { count: undetermined.count }, refs, 'caution'));
    }
    if (live.count > 0) contra.push(say('retention.queue-lives', { count: live.count }, refs, 'caution'));
  }
  return { for: pro, against: contra };
}

function fragmentSigns(
  { trimmableBytes }: AllocatorEvidence,
  { bytes, share }: Retained,
  refs: readonly EvidenceRef[],
): Sides {
  const said = { bytes, share, trimmable: trimmableBytes };
  return {
    for: [say('fragmentation.amount', said, refs)],
    against: [say('fragmentation.may-pass', {}, [], 'caution')],
  };
}
