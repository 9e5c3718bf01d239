/** The ledger for people: headline, tree with A, B and Δ, what the analysis says about it. */
import { ledgerEn } from '#shared/i18n/ledger.en.ts';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { knownAmounts } from '#shared/domain/ledger.ts';
import type { Explanation, KnownAmounts, LedgerNode, LedgerSide } from '#shared/domain/ledger.ts';
import { formatBytes, formatShare } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { UNKNOWN, barCell, deltaCell, evidenceCell } from './cells.ts';
import { mechanismLines } from './mechanism-text.ts';
import type { Output } from './output.ts';
import { displayWidth, foldText } from './display-width.ts';
import { formatTable } from './text-table.ts';
import type { TableColumn } from './text-table.ts';

/** Gap, parts of meminfo, processes, region classes; regions only when asked for. */
export const DEFAULT_DEPTH = 3;

/** Where there is no terminal that says how wide it is: a page of a mail or a ticket. */
const PAGE_COLUMNS = 100;
/** A label that is cut below this names nothing any more. */
const LABEL_COLUMNS = 36;

export interface TreeOptions {
  readonly depth: number;
  /** Whole labels and all columns, however wide. */
  readonly wide?: boolean;
  /** Small rows too. */
  readonly all: boolean;
}

export function ledgerLines(
  explanation: Explanation,
  options: TreeOptions,
  out: Pick<Output, 'style' | 'width'>,
): string[] {
  const { a, b } = explanation;
  const width = options.wide === true ? undefined : (out.width ?? PAGE_COLUMNS);
  const fold = (text: string, indent = '') => foldText(toPrintable(text), width, indent);
  return [
    ...fold(headline(explanation)).map(out.style.strong),
    ...fold(summary(explanation)),
    '',
    ...treeLines(columnsOf(a, b), treeRows(explanation, options), width),
    '',
    ...mechanismLines(explanation, width, fold),
    ...sayings(explanation).flatMap((saying) => fold(saying, '  ')),
  ];
}

function treeLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string[] {
  const whole = formatTable(columns, rows);
  if (width === undefined || displayWidth(whole[1] ?? '') <= width) return whole;
  return [...formatTable(columns, rows, width), '(--wide shows all columns and whole labels)'];
}

/** `gw-a uses 143.2 MiB more than gw-b (MemTotal − MemAvailable).` */
export function headline({ a, b, gapBytes, measure }: Explanation): string {
  const by = measure.replace(' - ', ' − ');
  if (b === null) return `${a.target} uses ${formatBytes(a.usedBytes)} (${by}).`;
  if (gapBytes === 0) return `${a.target} and ${b.target} use the same amount of memory (${by}).`;
  const more = gapBytes < 0 ? 'less' : 'more';
  return `${a.target} uses ${formatBytes(Math.abs(gapBytes))} ${more} than ${b.target} (${by}).`;
}

function summary({ gapBytes, explainedShare, residualBytes, owners }: Explanation): string {
  if (gapBytes === 0) {
    const rest =
      residualBytes === 0 ? '' : ` Of the differences below ${deltaCell(residualBytes)} is not explained.`;
    return `There is no gap to explain.${rest}`;
  }
  const explained = `${formatShare(explainedShare)} of it is explained, ${formatBytes(residualBytes)} is left over.`;
  if (owners.length === 0) return explained;
  const estimated = owners.some(({ confidence }) => confidence === 'estimated');
  return `${explained} Owners${estimated ? ', estimated' : ''}: ${owners.map(({ label, deltaBytes }) => `${label} ${deltaCell(deltaBytes)}`).join(', ')}.`;
}

function columnsOf(a: LedgerSide, b: LedgerSide | null): TableColumn[] {
  const side = (name: string, { target, snapshot }: LedgerSide) => `${name} ${target}@${snapshot}`;
  return [
    { title: '', shrinks: true, least: LABEL_COLUMNS },
    { title: side('A', a), align: 'right' },
    ...(b === null ? [] : [{ title: side('B', b), align: 'right' as const }]),
    ...(b === null ? [] : [{ title: 'Δ', align: 'right' as const }]),
    { title: 'share', leaves: 1 },
    { title: 'from', leaves: 2 },
    { title: 'evidence', leaves: 3 },
  ];
}

/** Rows with less of the gap than this are folded into one, unless all are asked for. */
const SMALL_SHARE = 0.005;

interface TreeRow {
  readonly label: string;
  readonly known: KnownAmounts;
  readonly from: string;
  readonly evidence: readonly EvidenceRef[];
  readonly children: readonly LedgerNode[];
}

function treeRows(explanation: Explanation, { depth, all }: TreeOptions): string[][] {
  const { tree, gapBytes, b } = explanation;
  const small = all ? 0 : Math.abs(gapBytes) * SMALL_SHARE;
  const rows: string[][] = [];
  const visit = (row: TreeRow, lead: string, branch: string, level: number): void => {
    const { known } = row;
    rows.push([
      `${lead}${branch}${row.label}`,
      knownCell(known.a, formatBytes),
      ...(b === null ? [] : [knownCell(known.b, formatBytes), knownCell(known.delta, deltaCell)]),
      barCell(gapBytes === 0 ? 0 : (known.delta ?? 0) / gapBytes),
      row.from,
      evidenceCell(row.evidence),
    ]);
    if (level >= depth) return;
    const below = lead + (branch === '' ? '' : branch === '├─ ' ? '│  ' : '   ');
    const children = foldSmall(row.children, small);
    children.forEach((child, index) =>
      visit(child, below, index === children.length - 1 ? '└─ ' : '├─ ', level + 1),
    );
  };
  for (const root of tree) visit(toRow(root), '', '', 0);
  return rows;
}

function knownCell(bytes: Bytes | null, format: (bytes: Bytes) => string): string {
  return bytes === null ? UNKNOWN : format(bytes);
}

function toRow(node: LedgerNode): TreeRow {
  const from = node.confidence === 'measured' ? node.measure : `${node.measure} (${node.confidence})`;
  return { ...node, known: knownAmounts(node), from };
}

/** Small rows become one with their sums, so that the rows still add up. A residual always stands for itself. */
function foldSmall(nodes: readonly LedgerNode[], small: Bytes): TreeRow[] {
  const isSmall = (node: LedgerNode) => node.kind !== 'residual' && Math.abs(node.deltaBytes) < small;
  const folded = nodes.filter(isSmall);
  if (folded.length < 2) return nodes.map(toRow);
  const sum = (read: (node: LedgerNode) => Bytes) => folded.reduce((total, node) => total + read(node), 0);
  const rest: TreeRow = {
    label: `${folded.length} smaller`,
    known: knownAmounts({
      aBytes: sum((node) => node.aBytes),
      bBytes: sum((node) => node.bBytes),
      deltaBytes: sum((node) => node.deltaBytes),
      notes: (folded[0]?.notes ?? []).filter((note) => folded.every(({ notes }) => notes.includes(note))),
    }),
    from: '--all shows them',
    evidence: [],
    children: [],
  };
  const kept = nodes.filter((node) => !isSmall(node));
  const residuals = kept.filter(({ kind }) => kind === 'residual').map(toRow);
  return [...kept.filter(({ kind }) => kind !== 'residual').map(toRow), rest, ...residuals];
}

/** What the headline and the summary say already. */
const saidAbove = new Set([
  'gap.more',
  'gap.less',
  'gap.none',
  'gap.owners',
  'gap.explained',
  'use.one-target',
]);

/** Before a note that many rows have. */
const ROWS_NAMED = 3;

/** Said by the numbers of the row itself. */
const ofOneRow = new Set(['only-in-a', 'only-in-b', 'regions-of-one-side']);

/** Cautions first. */
function sayings({ statements: all, tree }: Explanation): string[] {
  const statements = all.filter(({ code }) => !saidAbove.has(code));
  const cautions = statements.filter(({ severity }) => severity === 'caution').map(({ text }) => `! ${text}`);
  const infos = statements.filter(({ severity }) => severity === 'info').map(({ text }) => `· ${text}`);
  const notes = Map.groupBy(tree.flatMap(notesOf), ({ key }) => key);
  const known: Readonly<Record<string, string>> = ledgerEn.notes;
  const told = [...notes]
    .filter(([key]) => !ofOneRow.has(key))
    .map(([key, rows]) => `· ${rowNames(rows)}: ${known[key] ?? key}`);
  return [...cautions, ...infos, ...told];
}

interface RowNote {
  readonly key: string;
  readonly row: string;
}

function notesOf({ label, notes, children }: LedgerNode): RowNote[] {
  return [...notes.map((key) => ({ key, row: label })), ...children.flatMap(notesOf)];
}

function rowNames(notes: readonly RowNote[]): string {
  const rows = [...new Set(notes.map(({ row }) => row))];
  const more = rows.length - ROWS_NAMED;
  return `${rows.slice(0, ROWS_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
