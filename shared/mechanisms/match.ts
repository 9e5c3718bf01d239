/** Evidence of processes in, mechanisms out: each with what speaks for it and against it. */
import type { Mechanism, ProcessEvidence } from '#shared/domain/mechanism.ts';
import { matchAllocator } from './match-allocator.ts';
import { matchContent } from './match-content.ts';
import { matchProducer } from './match-producer.ts';
import { matchSockets } from './match-sockets.ts';
import { definitions } from './registry.ts';

/** Matched from more than records, by files of their own. */
const special = new Set([
  'librdkafka-producer',
  'kernel-sockets',
  'allocator-retention',
  'arena-fragmentation',
]);

/** All others. */
export const contentDefinitions = definitions.filter(({ id }) => !special.has(id));

/** Largest first. */
export function matchMechanisms(evidence: readonly ProcessEvidence[]): Mechanism[] {
  return evidence
    .flatMap((one) => [...queuesOf(one), ...matchAllocator(one), ...matchSockets(one)])
    .toSorted((one, other) => (other.observed.bytes ?? 0) - (one.observed.bytes ?? 0));
}

/** The records in a producer's messages are the same bytes once more; so one queue at most explains them. */
function queuesOf(evidence: ProcessEvidence): Mechanism[] {
  const producer = matchProducer(evidence);
  if (producer.length > 0) return producer;
  const matched = contentDefinitions.flatMap((definition) =>
    matchContent(definition, evidence).map((mechanism) => ({ mechanism, signs: definition.signs })),
  );
  const best = matched.find(({ signs }) => signs?.content !== undefined) ?? matched[0];
  return best === undefined ? [] : [best.mechanism];
}
