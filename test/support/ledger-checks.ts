/** Checks of a ledger that hold for every case; used on generated, recorded and live evidence. */
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';

export function allNodes(explanation: Pick<Explanation, 'tree'>): LedgerNode[] {
  const walk = (node: LedgerNode): LedgerNode[] => [node, ...node.children.flatMap(walk)];
  return explanation.tree.flatMap(walk);
}

/** Nodes whose children do not sum to them, to the byte and on each side; or whose delta is not A − B. */
export function brokenSums(explanation: Pick<Explanation, 'tree'>): string[] {
  return allNodes(explanation).flatMap((node) => {
    if (node.deltaBytes !== node.aBytes - node.bBytes) return [`${node.id}: delta`];
    if (node.children.length === 0) return [];
    const sum = (key: 'aBytes' | 'bBytes' | 'deltaBytes') =>
      node.children.reduce((total, child) => total + child[key], 0);
    const keys = ['aBytes', 'bBytes', 'deltaBytes'] as const;
    return keys.filter((key) => sum(key) !== node[key]).map((key) => `${node.id}: ${key}`);
  });
}

/** Nodes that split up without a residual child; a folded row has two where some are above and some below nothing. */
export function withoutResidual(explanation: Pick<Explanation, 'tree'>): string[] {
  return allNodes(explanation)
    .filter(({ children }) => children.length > 0 && !children.some(({ kind }) => kind === 'residual'))
    .map(({ id }) => id);
}

export function withoutEvidence(explanation: Pick<Explanation, 'tree'>): string[] {
  return allNodes(explanation)
    .filter(({ evidence }) => evidence.length === 0)
    .map(({ id }) => id);
}

/** Ids that stand twice. */
export function repeatedIds(explanation: Pick<Explanation, 'tree'>): string[] {
  const ids = allNodes(explanation).map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
