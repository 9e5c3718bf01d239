/** Rows of the overview as the inspector shows them. */
import { ledgerLabel, noteText } from '#renderer/components/ledger-text.ts';
import type { Inspected } from '#renderer/state/inspected.ts';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import { knownAmounts, type LedgerNode } from '#shared/domain/ledger.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { formatShare } from '#shared/units/format.ts';
import type { Messages } from '#shared/i18n/index.ts';

export function inspectNode(
  node: LedgerNode,
  gapBytes: Bytes,
  oneSide: boolean,
  messages: Messages,
): Inspected {
  const { window: text } = messages;
  const known = knownAmounts(node);
  const share = gapBytes === 0 || known.delta === null ? '' : formatShare(Math.abs(known.delta / gapBytes));
  const measures: Readonly<Record<string, string>> = { ...text.measures, ...text.overview.ledgerMeasure };
  return {
    id: node.id,
    title: ledgerLabel(node, messages),
    unit: 'bytes',
    a: known.a,
    b: oneSide ? null : known.b,
    delta: known.delta,
    facts: [
      { key: 'kind' as const, value: text.nodeKind[node.kind] },
      { key: 'measure' as const, value: measures[node.measure] ?? node.measure },
      { key: 'confidence' as const, value: text.confidence[node.confidence] },
      { key: 'share' as const, value: share },
      { key: 'notes' as const, value: node.notes.map((note) => noteText(note, messages)).join(' ') },
    ].filter(({ value }) => value !== ''),
    evidence: node.evidence.map((ref) => ({ side: null, ref })),
  };
}

/** A sentence or a problem: no amounts, only where it comes from. */
export function inspectPlace(id: string, title: string, evidence: readonly EvidenceRef[]): Inspected {
  return {
    id,
    title,
    unit: 'bytes',
    a: null,
    b: null,
    delta: null,
    facts: [],
    evidence: evidence.map((ref) => ({ side: null, ref })),
  };
}
