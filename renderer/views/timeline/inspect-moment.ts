/** A sample or an event as the inspector shows it. */
import type { Inspected, Side } from '#renderer/state/inspected.ts';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Bytes } from '#shared/units/bytes.ts';

export function inspectMoment(
  id: string,
  title: string,
  evidence: readonly EvidenceRef[],
  amount: { readonly side: Side; readonly bytes: Bytes } | null = null,
): Inspected {
  return {
    id,
    title,
    unit: 'bytes',
    a: amount?.side === 'a' ? amount.bytes : null,
    b: amount?.side === 'b' ? amount.bytes : null,
    delta: null,
    facts: [],
    evidence: evidence.map((ref) => ({ side: null, ref })),
  };
}
