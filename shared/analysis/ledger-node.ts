/** Makers of ledger nodes. All nodes come from here, so that the sum rule has one place. */
import type { LedgerNode } from '#shared/domain/ledger.ts';
import { ledgerEn, type LabelKey, type NodeLabelKey, type NoteKey } from '#shared/i18n/ledger.en.ts';
import type { Bytes } from '#shared/units/bytes.ts';

/** A node before its children and its delta. */
export type NodeSpec = Omit<LedgerNode, 'deltaBytes' | 'children' | 'notes' | 'labelKey'> & {
  readonly notes?: readonly NoteKey[];
};

/** A node whose label is ours: named by its key, English here, translated where it is shown. */
export function ours(key: LabelKey): { readonly label: string; readonly labelKey: LabelKey } {
  return { label: ledgerEn.labels[key], labelKey: key };
}

/** What a node was made from, to make it again with children. */
export function specOf({
  deltaBytes: _delta,
  children: _children,
  labelKey,
  notes,
  ...spec
}: LedgerNode): NodeSpec & { readonly labelKey?: NodeLabelKey } {
  // All nodes are made here, of these keys.
  const own = { ...spec, notes: notes as readonly NoteKey[] };
  return labelKey === null ? own : { ...own, labelKey: labelKey as NodeLabelKey };
}

export interface Amounts {
  readonly aBytes: Bytes;
  readonly bBytes: Bytes;
}

export function leaf(spec: NodeSpec & { readonly labelKey?: NodeLabelKey }): LedgerNode {
  return { notes: [], labelKey: null, ...spec, deltaBytes: spec.aBytes - spec.bBytes, children: [] };
}

/**
 * A node that its children explain as far as they go: what is left, on each side and to the byte, is
 * the last child, also where it is nothing.
 * @param residual the label of what is left
 */
export function withResidual(
  spec: NodeSpec & { readonly labelKey?: NodeLabelKey },
  children: readonly LedgerNode[],
  residual: LabelKey,
): LedgerNode {
  const explained = sumOf(children);
  const rest = leaf({
    id: `${spec.id}/residual`,
    kind: 'residual',
    ...ours(residual),
    aBytes: spec.aBytes - explained.aBytes,
    bBytes: spec.bBytes - explained.bBytes,
    confidence: 'derived',
    measure: spec.measure,
    evidence: spec.evidence,
  });
  return { ...leaf(spec), children: [...children, rest] };
}

export function sumOf(nodes: readonly Amounts[]): Amounts {
  return nodes.reduce(
    (sum, node) => ({ aBytes: sum.aBytes + node.aBytes, bBytes: sum.bBytes + node.bBytes }),
    { aBytes: 0, bBytes: 0 },
  );
}

/** Largest difference first; equal ones by size, then by label, so that the order is the same everywhere. */
export function byWeight(x: LedgerNode, y: LedgerNode): number {
  return (
    Math.abs(y.deltaBytes) - Math.abs(x.deltaBytes) ||
    Math.max(y.aBytes, y.bBytes) - Math.max(x.aBytes, x.bBytes) ||
    (x.label < y.label ? -1 : x.label > y.label ? 1 : 0)
  );
}

/**
 * Keeps the weightiest nodes and puts the others into one measured row, so that a tree of
 * 200,000 regions can be read and printed. `Infinity` keeps all.
 */
export function fold(parentId: string, nodes: readonly LedgerNode[], keep: number): LedgerNode[] {
  const sorted = nodes.toSorted(byWeight);
  if (sorted.length <= keep + 1) return sorted;
  const small = sorted.slice(keep);
  const spec: NodeSpec & { labelKey: NodeLabelKey } = {
    id: `${parentId}/folded`,
    kind: 'folded',
    label: ledgerEn.more(small.length),
    labelKey: 'more',
    ...sumOf(small),
    confidence: weakest(small),
    measure: small[0]?.measure ?? '',
    notes: unlistedNotes.filter((note) => small.every(({ notes }) => notes.includes(note))),
    evidence: small.slice(0, EVIDENCE_OF_FOLDED).flatMap((node) => node.evidence),
  };
  return [...sorted.slice(0, keep), { ...leaf(spec), children: hiddenResiduals(spec, small) }];
}

/**
 * What the folded nodes do not explain stays in the tree, those above and below nothing apart, so that
 * folding changes neither the residual nor the share that is explained. No children where all is explained.
 */
function hiddenResiduals(
  spec: NodeSpec & { readonly labelKey: NodeLabelKey },
  nodes: readonly LedgerNode[],
): LedgerNode[] {
  const residuals = nodes.flatMap(residualsOf);
  const part = (name: string, some: readonly LedgerNode[]): LedgerNode[] =>
    some.length === 0
      ? []
      : [
          leaf({
            ...spec,
            id: `${spec.id}/${name}`,
            kind: 'residual',
            ...ours('residual-folded'),
            ...sumOf(some),
          }),
        ];
  const hidden = [
    ...part(
      'residual',
      residuals.filter(({ deltaBytes }) => deltaBytes > 0),
    ),
    ...part(
      'residual-below',
      residuals.filter(({ deltaBytes }) => deltaBytes < 0),
    ),
  ];
  if (hidden.length === 0) return [];
  const taken = sumOf(hidden);
  const rest = { aBytes: spec.aBytes - taken.aBytes, bBytes: spec.bBytes - taken.bBytes };
  return [leaf({ ...spec, id: `${spec.id}/explained`, ...rest }), ...hidden];
}

/** A folded row cites its largest members; all of them stand in the tables. */
const EVIDENCE_OF_FOLDED = 8;

/** A side that has no process list. */
const unlistedNotes = ['not-listed-a', 'not-listed-b'] as const satisfies readonly NoteKey[];

/** A node and all below it, marked. */
export function withNote(node: LedgerNode, note: NoteKey): LedgerNode {
  return {
    ...node,
    notes: node.notes.includes(note) ? node.notes : [...node.notes, note],
    children: node.children.map((child) => withNote(child, note)),
  };
}

export function weakest(nodes: readonly LedgerNode[]): LedgerNode['confidence'] {
  if (nodes.some((node) => node.confidence === 'estimated')) return 'estimated';
  return nodes.some((node) => node.confidence === 'derived') ? 'derived' : 'measured';
}

/** All leaves below a node that stand for what is not explained. */
export function residualsOf(node: LedgerNode): LedgerNode[] {
  if (node.kind === 'residual') return [node];
  return node.children.flatMap(residualsOf);
}
