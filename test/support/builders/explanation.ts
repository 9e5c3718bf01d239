/** Ledgers for tests. Amounts of parents are sums of their parts, so that the sum rule holds by construction. */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import { fromKernelKb } from '#shared/units/bytes.ts';

/** A leaf in kB, or a parent of its children. */
export interface NodeSketch {
  /** Last part of the id; the label where it is not given. */
  readonly key?: string;
  readonly label: string;
  readonly kind: LedgerNode['kind'];
  readonly aKb?: number;
  readonly bKb?: number;
  readonly labelKey?: string;
  readonly confidence?: LedgerNode['confidence'];
  readonly notes?: readonly string[];
  readonly evidence?: readonly EvidenceRef[];
  readonly children?: readonly NodeSketch[];
}

export function ledgerNode(sketch: NodeSketch, parentId = ''): LedgerNode {
  const key = sketch.key ?? sketch.labelKey ?? sketch.label;
  const id = parentId === '' ? key : `${parentId}/${key}`;
  const children = (sketch.children ?? []).map((child) => ledgerNode(child, id));
  const sum = (side: 'aBytes' | 'bBytes'): number =>
    children.reduce((total, child) => total + child[side], 0);
  const aBytes = children.length > 0 ? sum('aBytes') : fromKernelKb(sketch.aKb ?? 0);
  const bBytes = children.length > 0 ? sum('bBytes') : fromKernelKb(sketch.bKb ?? 0);
  return {
    id,
    kind: sketch.kind,
    label: sketch.label,
    labelKey: sketch.labelKey ?? null,
    aBytes,
    bBytes,
    deltaBytes: aBytes - bBytes,
    confidence: sketch.confidence ?? 'measured',
    measure: 'pss-anon',
    notes: sketch.notes ?? [],
    evidence: sketch.evidence ?? [],
    children,
  };
}

export interface ExplanationSketch {
  readonly a: string;
  readonly b: string | null;
  readonly takenAt: number;
  readonly root: NodeSketch;
  readonly owners: readonly string[];
  readonly statements?: Explanation['statements'];
}

/** Figures of the head are computed from the tree by the definitions of the domain. */
export function explanation(sketch: ExplanationSketch): Explanation {
  const root = ledgerNode(sketch.root);
  const residuals = leaves(root).filter((node) => node.kind === 'residual');
  const residualBytes = residuals.reduce((sum, node) => sum + node.deltaBytes, 0);
  const unexplained = residuals.reduce((sum, node) => sum + Math.abs(node.deltaBytes), 0);
  const gapBytes = root.deltaBytes;
  return {
    case: 'two appliances',
    a: { target: sketch.a, snapshot: 1, takenAt: sketch.takenAt, usedBytes: root.aBytes },
    b:
      sketch.b === null
        ? null
        : { target: sketch.b, snapshot: 1, takenAt: sketch.takenAt + 60_000, usedBytes: root.bBytes },
    measure: 'MemTotal - MemAvailable',
    gapBytes,
    explainedBytes: gapBytes - residualBytes,
    residualBytes,
    explainedShare: gapBytes === 0 ? 0 : Math.max(0, 1 - unexplained / Math.abs(gapBytes)),
    owners: sketch.owners.map((label) => {
      const node = allNodes(root).find((one) => one.label === label)!;
      return {
        nodeId: node.id,
        label,
        deltaBytes: node.deltaBytes,
        shareOfGap: node.deltaBytes / gapBytes,
        confidence: node.confidence,
      };
    }),
    tree: [root],
    statements: sketch.statements ?? [],
    mechanisms: [],
    mechanismGroups: [],
  };
}

export function allNodes(node: LedgerNode): LedgerNode[] {
  return [node, ...node.children.flatMap(allNodes)];
}

function leaves(node: LedgerNode): LedgerNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leaves);
}
