/**
 * Mechanisms whose own structures nobody reads yet: the component is there, records of its kind live, and where both
 * are common a peer is stuck. Always an estimate; remnants and bare strings never count.
 */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Statement } from '#shared/domain/ledger.ts';
import type { Mechanism, ProcessEvidence, ShapeAmount, Standing } from '#shared/domain/mechanism.ts';
import { MiB, type Bytes } from '#shared/units/bytes.ts';
import {
  dumpSigns,
  growthOf,
  growthSigns,
  join,
  librarySigns,
  mappedLibrary,
  peerSigns,
  type Sides,
} from './common-signs.ts';
import type { MechanismDefinition, Signs } from './definition.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { known, makeMechanism } from './make-mechanism.ts';
import { say } from './say.ts';

/** Less is what any program has at hand. */
const LEAST_BYTES = MiB;
const LEAST_ITEMS = 16;
/** Limits that count once for a process: the ceiling is that of the process. */
const WHOLE_SCOPES = new Set(['process', 'client', 'host']);

type Named = Pick<ProcessEvidence, 'process' | 'libraries'>;

interface Content extends ShapeAmount {
  readonly refs: readonly EvidenceRef[];
}

export function matchContent(definition: MechanismDefinition, evidence: ProcessEvidence): Mechanism[] {
  const { signs } = definition;
  if (signs === null || !isComponent(evidence, signs)) return [];
  const content = contentOf(evidence, signs);
  if (content.count < LEAST_ITEMS || content.payloadBytes < LEAST_BYTES) return [];
  const peers = peerSigns(evidence, signs);
  const needsPeer = signs.needsPeer === true || signs.managed === true;
  if (needsPeer && peers.for.length === 0) return [];
  const limits = defaultLimits(definition);
  const observed = observedOf(evidence, content);
  const found = {
    ...{ confidence: 'estimated' as const, standing: 'no-limit' as const, limits, observed },
    ...{ evidence: content.refs, for: [], against: [] },
  };
  const ceiling = makeMechanism(definition, evidence, found).predictedCeilingBytes;
  const sides = join(
    contentSigns(content, signs),
    namedSigns(evidence, signs),
    peers,
    growthSigns(evidence),
    limitSigns(definition, limits, ceiling),
    dumpSigns(evidence),
  );
  const standing = standingOf(limits, content, ceiling);
  return [makeMechanism(definition, evidence, { ...found, ...sides, standing })];
}

/** Without names to go by the content is its own sign. */
export function isComponent(evidence: Named, signs: Signs): boolean {
  if (signs.libraries === undefined && signs.processes === undefined) return signs.content !== undefined;
  return mappedLibrary(evidence, signs) !== undefined || isNamed(evidence, signs);
}

function isNamed({ process }: Named, { processes }: Signs): boolean {
  return processes?.some((pattern) => pattern.test(process)) ?? false;
}

function contentOf({ shapes }: ProcessEvidence, { content, managed }: Signs): Content {
  let total: Content = { count: 0, payloadBytes: 0, chunkBytes: 0, refs: [] };
  for (const { sample, amounts, evidence } of shapes) {
    if (content !== undefined && !content.test(sample)) continue;
    for (const amount of managed === true ? [amounts.live, amounts.undetermined] : [amounts.live]) {
      total = {
        count: total.count + amount.count,
        payloadBytes: total.payloadBytes + amount.payloadBytes,
        chunkBytes: total.chunkBytes + Math.max(amount.chunkBytes, amount.payloadBytes),
        refs: amount.count > 0 ? [...new Set([...total.refs, ...evidence])] : total.refs,
      };
    }
  }
  return total;
}

function observedOf(evidence: ProcessEvidence, content: Content): Mechanism['observed'] {
  return known({
    ...{ bytes: content.chunkBytes, liveItems: content.count, livePayloadBytes: content.payloadBytes },
    liveChunkBytes: content.chunkBytes,
    anonymousBytes: evidence.anonymousBytes,
    otherAnonymousBytes: evidence.otherAnonymousBytes,
    anonymousGrowthBytes: growthOf(evidence),
    dumpedShare: evidence.dumpedShare,
  });
}

function contentSigns({ count, payloadBytes: payload, refs }: Content, { managed }: Signs): Sides {
  const contra = [say('content.no-structure', {}, [], 'caution')];
  if (managed !== true) return { for: [say('content.live', { count, payload }, refs)], against: contra };
  return { for: [say('content.undetermined', { count, payload }, refs)], against: contra };
}

function namedSigns(evidence: ProcessEvidence, signs: Signs): Sides {
  if (isNamed(evidence, signs)) {
    return { for: [say('process.named', { process: evidence.process })], against: [] };
  }
  return librarySigns(evidence, signs, '');
}

function limitSigns(
  { settings, unchecked }: MechanismDefinition,
  limits: Limits,
  ceiling: Bytes | null,
): Sides {
  const contra: Statement[] = [];
  for (const { key, scope } of settings) {
    if (limits[key]?.value === null) continue;
    contra.push(say('limit.not-read', { setting: key }, [], 'caution'));
    if (!WHOLE_SCOPES.has(scope)) contra.push(say('limit.per', { setting: key, scope }, [], 'caution'));
  }
  if (unchecked === true) contra.push(say('knowledge.unchecked', {}, [], 'caution'));
  return { for: ceiling === null ? [say('limit.none', {})] : [], against: contra };
}

function standingOf(limits: Limits, { count, chunkBytes }: Content, ceiling: Bytes | null): Standing {
  if (ceiling === null) return 'no-limit';
  const isFull = Object.values(limits).some(({ unit, value }) => unit === 'items' && value === count);
  if (isFull) return 'at-default-limit';
  return chunkBytes > ceiling ? 'above-default-limit' : 'below-default-limit';
}
