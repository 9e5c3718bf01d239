/** Level 4: what the allocators of dumped processes hold, and what is in their blocks. */
import type { LedgerNode } from '#shared/domain/ledger.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { chooseUnit, formatAmount, formatChange } from '../amounts.ts';
import { isComparison, joinNotes, LABEL_LENGTH, nodeLabel, type ReportContext } from '../context.ts';
import type { Row, Section } from '../document.ts';
import { cell, evidenceList, left, right, row, strong, text } from '../inlines.ts';
import { shorten } from '../visible-text.ts';

const PLACES = 2;

/** Rows of several regions under one name: their sum. */
interface Part {
  /** One of those that were added, for its name. */
  readonly node: LedgerNode;
  readonly depth: number;
  readonly aBytes: Bytes;
  readonly bBytes: Bytes;
  readonly evidence: LedgerNode['evidence'];
}

/** Nothing where no dump was opened. */
export function insideSections(context: ReportContext): Section[] {
  const { words, input } = context;
  const processes = input.explanation.tree.flatMap(openedProcesses);
  if (processes.length === 0) return [];
  const parts = processes.flatMap((process) => partsOf(process));
  const unit = chooseUnit(parts.flatMap(({ aBytes, bBytes }) => [aBytes, bBytes]));
  const compared = isComparison(input.explanation);
  const toRow = (part: Part): Row => {
    const { aBytes, bBytes, depth, node } = part;
    const emphasis = depth === 0 ? strong : text;
    const amounts = compared
      ? [formatAmount(aBytes, unit), formatAmount(bBytes, unit), formatChange(aBytes - bBytes, unit)]
      : [formatAmount(aBytes, unit)];
    const name =
      depth === 0
        ? words.inside.heaps(shorten(nodeLabel(node, words), LABEL_LENGTH))
        : nodeLabel(node, words);
    return row([
      { inlines: [emphasis(name)], indent: depth },
      ...amounts.map((amount) => cell(emphasis(amount))),
      cell(...evidenceList(part.evidence, PLACES)),
    ]);
  };
  const { columns } = words;
  return [
    {
      title: words.inside.title,
      level: 2,
      startsPage: false,
      blocks: [
        { kind: 'paragraph', inlines: [text(words.inside.intro)] },
        {
          kind: 'table',
          caption: words.inside.caption,
          columns: [
            left(columns.item, 1),
            ...(compared
              ? [right(columns.a), right(columns.b), right(columns.delta)]
              : [right(columns.used)]),
            left(columns.evidence, 0),
          ],
          rows: parts.map(toRow),
          note: joinNotes(words.amounts[unit]),
        },
      ],
    },
  ];
}

/** The lowest nodes of processes, each once, that have an opened region below them. */
function openedProcesses(node: LedgerNode): LedgerNode[] {
  const below = node.children.flatMap(openedProcesses);
  if (below.length > 0) return below;
  const isProcess = node.kind === 'process-group' || node.kind === 'process';
  return isProcess && openedRegions(node).length > 0 ? [node] : [];
}

function openedRegions(node: LedgerNode): LedgerNode[] {
  if (node.children.some(({ kind }) => kind === 'heap-part')) return [node];
  return node.children.flatMap(openedRegions);
}

/** All opened regions of a process as one, then their parts; a region's parts add up to it. */
function partsOf(process: LedgerNode): Part[] {
  const regions = openedRegions(process);
  return [{ ...sumOf(regions, 0), node: process }, ...below(regions, 1)];
}

function below(nodes: readonly LedgerNode[], depth: number): Part[] {
  const byName = Map.groupBy(
    nodes.flatMap(({ children }) => children),
    ({ kind, labelKey, label }) => `${kind === 'residual' ? 1 : 0} ${labelKey ?? label}`,
  );
  return [...byName.values()]
    .toSorted((one, other) => rank(one) - rank(other))
    .flatMap((same) => [sumOf(same, depth), ...below(same, depth + 1)])
    .filter(({ aBytes, bBytes }) => aBytes !== 0 || bBytes !== 0);
}

/** What is left over comes last. */
function rank(nodes: readonly LedgerNode[]): number {
  return nodes[0]?.kind === 'residual' ? 1 : 0;
}

function sumOf(nodes: readonly LedgerNode[], depth: number): Part {
  const [node] = nodes;
  if (node === undefined) throw new RangeError('A part is made of at least one row.');
  return {
    ...{ node, depth },
    aBytes: nodes.reduce((sum, { aBytes }) => sum + aBytes, 0),
    bBytes: nodes.reduce((sum, { bBytes }) => sum + bBytes, 0),
    evidence: nodes.flatMap(({ evidence }) => evidence),
  };
}
