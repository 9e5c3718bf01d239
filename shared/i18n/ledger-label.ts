/** The name of a ledger row in a language. */
import type { LedgerNode } from '#shared/domain/ledger.ts';
import type { LedgerMessages } from './ledger.en.ts';

/** Ours by key, names of processes and mappings as they are. */
export function ledgerLabel(node: Pick<LedgerNode, 'label' | 'labelKey'>, words: LedgerMessages): string {
  const { label, labelKey } = node;
  if (labelKey === null) return label;
  if (labelKey === 'more') return words.more(foldedCount(node));
  const name = labelKey.startsWith('class.') ? labelKey.slice('class.'.length) : undefined;
  const table: Readonly<Record<string, string>> = name === undefined ? words.labels : words.classes;
  const key = name ?? labelKey;
  return Object.hasOwn(table, key) ? (table[key] ?? label) : label;
}

/** How many rows a node stands for: a folded one says so in its label. */
export function foldedCount({ label, labelKey }: Pick<LedgerNode, 'label' | 'labelKey'>): number {
  return labelKey === 'more' ? Number.parseInt(label, 10) || 1 : 1;
}
