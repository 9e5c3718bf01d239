/** Rows of the overview as the inspector shows them. */
import { ledgerLabel, noteText } from '#renderer/components/ledger-text.ts';
import type { Inspected, Topic } from '#renderer/state/inspected.ts';
import { pathTo } from './overview-model.ts';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import { knownAmounts, type Explanation, type LedgerNode } from '#shared/domain/ledger.ts';
import { formatShare } from '#shared/units/format.ts';
import type { Messages } from '#shared/i18n/index.ts';

export function inspectNode(node: LedgerNode, explanation: Explanation, messages: Messages): Inspected {
  const { gapBytes } = explanation;
  const { window: text } = messages;
  const known = knownAmounts(node);
  const share = gapBytes === 0 || known.delta === null ? '' : formatShare(Math.abs(known.delta / gapBytes));
  const measures: Readonly<Record<string, string>> = { ...text.measures, ...text.overview.ledgerMeasure };
  return {
    id: node.id,
    title: ledgerLabel(node, messages),
    unit: 'bytes',
    a: known.a,
    b: explanation.b === null ? null : known.b,
    delta: known.delta,
    facts: [
      { key: 'kind' as const, value: text.nodeKind[node.kind] },
      { key: 'measure' as const, value: measures[node.measure] ?? node.measure },
      { key: 'confidence' as const, value: text.confidence[node.confidence] },
      { key: 'share' as const, value: share },
      { key: 'notes' as const, value: node.notes.map((note) => noteText(note, messages)).join(' ') },
    ].filter(({ value }) => value !== ''),
    evidence: node.evidence.map((ref) => ({ side: null, ref })),
    topic: topicOf(node, explanation, messages),
  };
}

function topicOf(node: LedgerNode, { tree }: Explanation, messages: Messages): Topic {
  const subject = { kind: 'row', of: 'ledger', id: node.id, process: null } as const;
  if (node.kind === 'gap') return { subject, kind: 'gap', within: null };
  if (isProcess(node)) return { subject, kind: 'process', within: null };
  const above = pathTo(tree, node.id)?.findLast((one) => one !== node && isProcess(one));
  return { subject, kind: 'part', within: above === undefined ? null : ledgerLabel(above, messages) };
}

function isProcess({ kind }: LedgerNode): boolean {
  return kind === 'process' || kind === 'process-group';
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
