/** The ledger's tree as lists: rows of a table, steps of the waterfall. Sums stay exact. */
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import { isToldByOneSide } from '#shared/domain/ledger.ts';
import { foldedCount } from '#shared/i18n/ledger-label.ts';
import type { Bytes } from '#shared/units/bytes.ts';

export interface LedgerRow {
  readonly node: LedgerNode;
  /** 0 for the gap itself. */
  readonly depth: number;
}

/** So many small rows below one another are put into one. */
const SMALL_ROWS = 3;

/**
 * Depth first. A node is opened when it is at least one percent of the gap, down to region classes; single
 * regions have tables of their own. Children below a thousandth share one row, so that the children of an
 * opened node always add up on paper.
 */
export function ledgerRows(explanation: Explanation): LedgerRow[] {
  const gap = Math.abs(explanation.gapBytes);
  const visit = (node: LedgerNode, depth: number): LedgerRow[] => {
    const opens = depth === 0 || Math.abs(node.deltaBytes) * 100 >= gap;
    const children = opens && node.kind !== 'region-class' ? foldSmall(node, gap) : [];
    return [{ node, depth }, ...children.flatMap((child) => visit(child, depth + 1))];
  };
  return explanation.tree.flatMap((root) => visit(root, 0));
}

function foldSmall(parent: LedgerNode, gap: Bytes): readonly LedgerNode[] {
  const isSmall = (node: LedgerNode): boolean => {
    if (node.kind === 'residual') return false;
    // Parts of meminfo are few and worth reading, unless the machines have nothing of the kind.
    if (node.kind === 'meminfo') return node.aBytes === 0 && node.bBytes === 0;
    return Math.abs(node.deltaBytes) * 1000 < gap;
  };
  const small = parent.children.filter(isSmall);
  if (small.length <= SMALL_ROWS) return parent.children;
  const kept = parent.children.filter((node) => !isSmall(node));
  const residualAt = kept.findIndex((node) => node.kind === 'residual');
  const end = residualAt === -1 ? kept.length : residualAt;
  return [...kept.slice(0, end), foldNodes(`${parent.id}/small`, small), ...kept.slice(end)];
}

function foldNodes(id: string, nodes: readonly LedgerNode[]): LedgerNode {
  const sum = (amount: (node: LedgerNode) => number): number =>
    nodes.reduce((total, node) => total + amount(node), 0);
  const weakest = (['estimated', 'derived'] as const).find((confidence) =>
    nodes.some((node) => node.confidence === confidence),
  );
  return {
    id,
    kind: 'folded',
    label: `${sum(foldedCount)} more`,
    labelKey: 'more',
    aBytes: sum((node) => node.aBytes),
    bBytes: sum((node) => node.bBytes),
    deltaBytes: sum((node) => node.deltaBytes),
    confidence: weakest ?? 'measured',
    measure: nodes[0]?.measure ?? '',
    notes: [],
    evidence: nodes.flatMap((node) => node.evidence.slice(0, 1)),
    children: [],
  };
}

export interface LedgerStep {
  /** Null for the small ones that were put together. */
  readonly node: LedgerNode | null;
  /** The part of meminfo that a process belongs to, where more than one part was opened; else null. */
  readonly within: LedgerNode | null;
  readonly kind: 'part' | 'rest' | 'residual' | 'total';
  readonly deltaBytes: Bytes;
  /** How many rows it stands for. */
  readonly count: number;
}

/**
 * The largest parts (at most `limit`, each a thousandth of the gap), the rest in one, the residuals, and the
 * sum of all as the last.
 * A part of meminfo that is a percent of the gap and is known by process, on both sides, is shown as its processes.
 */
export function waterfallSteps(explanation: Explanation, limit: number): LedgerStep[] {
  const root = explanation.tree[0];
  if (root === undefined) return [];
  const gap = Math.abs(explanation.gapBytes);
  const opened = root.children.filter(
    (part) =>
      part.children.some(isProcess) && !isToldByOneSide(part) && Math.abs(part.deltaBytes) * 100 >= gap,
  );
  const steps = root.children.flatMap((part) =>
    opened.includes(part)
      ? part.children.map((node) => toStep(node, opened.length > 1 ? part : null))
      : [toStep(part, null)],
  );
  const told = steps.filter((step) => step.deltaBytes !== 0);
  const weight = (step: LedgerStep): number => Math.abs(step.deltaBytes);
  const parts = told
    .filter((step) => step.kind === 'part')
    .toSorted((one, other) => Number(isFolded(one)) - Number(isFolded(other)) || weight(other) - weight(one));
  const large = parts.filter((step) => weight(step) * 1000 >= gap);
  const shown = parts.length > limit + 1 || parts.length > large.length + 1 ? large.slice(0, limit) : parts;
  return [
    ...shown,
    ...together(parts.slice(shown.length)),
    ...told.filter((step) => step.kind === 'residual'),
    { ...toStep(root, null), kind: 'total' },
  ];
}

function isProcess(node: LedgerNode): boolean {
  return node.kind === 'process-group' || node.kind === 'process';
}

function isFolded(step: LedgerStep): boolean {
  return step.node?.kind === 'folded';
}

function toStep(node: LedgerNode, within: LedgerNode | null): LedgerStep {
  return {
    node,
    within: isProcess(node) ? within : null,
    kind: node.kind === 'residual' ? 'residual' : 'part',
    deltaBytes: node.deltaBytes,
    count: foldedCount(node),
  };
}

function together(steps: readonly LedgerStep[]): LedgerStep[] {
  if (steps.length === 0) return [];
  const sum = (amount: (step: LedgerStep) => number): number =>
    steps.reduce((total, step) => total + amount(step), 0);
  return [
    {
      node: null,
      within: null,
      kind: 'rest',
      deltaBytes: sum((step) => step.deltaBytes),
      count: sum((step) => step.count),
    },
  ];
}
