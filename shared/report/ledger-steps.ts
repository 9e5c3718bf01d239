/** The ledger's tree as lists: rows of a table, steps of the waterfall. Sums stay exact. */
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import type { Bytes } from '#shared/units/bytes.ts';

export interface LedgerRow {
  readonly node: LedgerNode;
  /** 0 for the gap itself. */
  readonly depth: number;
}

/**
 * Depth first. A node is opened when it is at least one percent of the gap, down to region classes; single
 * regions have tables of their own. All children of an opened node are rows, so that they add up on paper.
 */
export function ledgerRows(explanation: Explanation): LedgerRow[] {
  const threshold = Math.abs(explanation.gapBytes) / 100;
  const visit = (node: LedgerNode, depth: number): LedgerRow[] => {
    const opens = depth === 0 || Math.abs(node.deltaBytes) >= threshold;
    const children = opens && !node.children.some((child) => child.kind === 'region') ? node.children : [];
    return [{ node, depth }, ...children.flatMap((child) => visit(child, depth + 1))];
  };
  return explanation.tree.flatMap((root) => visit(root, 0));
}

export interface LedgerStep {
  /** Null for what was put together: the rest, the residual. */
  readonly node: LedgerNode | null;
  readonly kind: 'part' | 'rest' | 'residual' | 'total';
  readonly deltaBytes: Bytes;
  /** How many rows it stands for. */
  readonly count: number;
}

/**
 * At most `limit` largest parts, the rest in one, the residuals in one, and their sum last.
 * A part is a process row where meminfo is opened into processes, else the meminfo row.
 */
export function waterfallSteps(explanation: Explanation, limit: number): LedgerStep[] {
  const root = explanation.tree[0];
  if (root === undefined) return [];
  const frontier = root.children.flatMap((child) => (opensIntoProcesses(child) ? child.children : [child]));
  const parts = frontier
    .filter((node) => node.kind !== 'residual' && node.deltaBytes !== 0)
    .sort((one, other) => Math.abs(other.deltaBytes) - Math.abs(one.deltaBytes));
  const residuals = frontier.filter((node) => node.kind === 'residual');
  const shown = parts.length > limit + 1 ? parts.slice(0, limit) : parts;
  const rest = parts.slice(shown.length);
  return [
    ...shown.map((node): LedgerStep => ({ node, kind: 'part', deltaBytes: node.deltaBytes, count: 1 })),
    ...together('rest', rest),
    ...together('residual', residuals),
    { node: root, kind: 'total', deltaBytes: root.deltaBytes, count: 1 },
  ];
}

function opensIntoProcesses(node: LedgerNode): boolean {
  return node.children.some((child) => child.kind === 'process-group' || child.kind === 'process');
}

function together(kind: 'rest' | 'residual', nodes: readonly LedgerNode[]): LedgerStep[] {
  if (nodes.length === 0) return [];
  const deltaBytes = nodes.reduce((sum, node) => sum + node.deltaBytes, 0);
  return [{ node: null, kind, deltaBytes, count: nodes.length }];
}
