/** What all matches have in common: words, limits, ceiling, remedy. */
import { confidences, type Confidence } from '#shared/domain/ledger.ts';
import type { Mechanism, ProcessEvidence } from '#shared/domain/mechanism.ts';
import { mechanismsEn } from '#shared/i18n/mechanisms.en.ts';
import type { CeilingBasis, MechanismDefinition } from './definition.ts';
import { remediesFor, valuesOf } from './limits.ts';

type Found = Pick<
  Mechanism,
  'confidence' | 'standing' | 'observed' | 'limits' | 'for' | 'against' | 'evidence'
>;

export function makeMechanism(
  definition: MechanismDefinition,
  { target, process, pid }: ProcessEvidence,
  found: Found,
): Mechanism {
  const { title, verify } = mechanismsEn.texts[definition.id];
  return {
    ...{ id: definition.id, title, kind: definition.kind, target, process, pid },
    ...found,
    confidence: definition.unchecked === true ? 'estimated' : found.confidence,
    predictedCeilingBytes: definition.ceiling(valuesOf(found.limits), basisOf(found.observed)),
    remedy: remediesFor(definition, found.limits),
    verify,
  };
}

/** What the ceiling is computed from, out of what a mechanism says that it found. */
export function basisOf(observed: Mechanism['observed']): CeilingBasis {
  return {
    items: observed.liveItems ?? 0,
    payloadBytes: observed.livePayloadBytes ?? 0,
    chunkBytes: observed.liveChunkBytes ?? 0,
    retainedBytes: observed.retainedBytes ?? 0,
    trimmableBytes: observed.trimmableBytes ?? 0,
  };
}

/** The weakest of several, one step weaker where `isPartial`. */
export function weakest(given: readonly Confidence[], isPartial = false): Confidence {
  const rank = Math.max(0, ...given.map((one) => confidences.indexOf(one)));
  return confidences[Math.min(rank + (isPartial ? 1 : 0), confidences.length - 1)] ?? 'estimated';
}

/** Leaves out what is not known. */
export function known(values: Readonly<Record<string, number | null | undefined>>): Mechanism['observed'] {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Mechanism['observed'];
}
