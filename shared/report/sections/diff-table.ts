/** What the A|B|Δ tables have in common: their last columns and their notes. */
import type { DiffRow } from '#shared/domain/diff.ts';
import { chooseUnit, formatAmount, formatChange, type AmountUnit } from '../amounts.ts';
import { isComparison, joinNotes, notPrinted, rowNotes, type ReportContext } from '../context.ts';
import type { Cell, Column, TableBlock } from '../document.ts';
import { cell, evidenceList, left, right, row, text } from '../inlines.ts';

const PLACES = 1;

export interface DiffTable<Row extends DiffRow> {
  readonly caption: string;
  readonly rows: readonly Row[];
  /** How many rows there are, where `rows` are only the first of them. */
  readonly total?: number;
  readonly limit: number;
  /** Columns before the amounts. */
  readonly lead: readonly Column[];
  readonly leadCells: (row: Row) => readonly Cell[];
  /** Counts are no amounts: printed as they are. */
  readonly isCount?: (row: Row) => boolean;
  /** Null where a short table is continued elsewhere, so that nothing is said to be missing. */
  readonly note: string | null;
  readonly countsMissing: boolean;
}

export function diffTable<Row extends DiffRow>(table: DiffTable<Row>, context: ReportContext): TableBlock {
  const { words, input } = context;
  const compared = isComparison(input.explanation);
  const shown = table.rows.slice(0, table.limit);
  const isCount = table.isCount ?? ((): boolean => false);
  const amounts = shown.filter((item) => !isCount(item)).flatMap((item) => [item.aBytes, item.bBytes]);
  const unit = chooseUnit(amounts);
  const unknown = shown.some((item) => item.aBytes === null || (compared && item.bBytes === null));
  return {
    kind: 'table',
    caption: table.caption,
    columns: [...table.lead, ...amountColumns(context, compared)],
    rows: shown.map((item) =>
      row([...table.leadCells(item), ...amountCells(item, isCount(item) ? 'B' : unit, compared)]),
    ),
    note: joinNotes(
      words.amounts[unit],
      table.note,
      unknown ? words.unknownNote : null,
      ...(compared ? rowNotes(shown, words) : []),
      table.countsMissing ? notPrinted(table.total ?? table.rows.length, shown.length, words) : null,
    ),
  };
}

function amountColumns({ words }: ReportContext, compared: boolean): Column[] {
  const { columns } = words;
  return compared
    ? [
        right(columns.a),
        right(columns.b),
        right(columns.delta),
        left(columns.evidenceA, 0),
        left(columns.evidenceB, 0),
      ]
    : [right(columns.used), left(columns.evidence, 0)];
}

function amountCells(item: DiffRow, unit: AmountUnit, compared: boolean): Cell[] {
  const a = cell(text(formatAmount(item.aBytes, unit)));
  const evidenceA = cell(...evidenceList(item.aEvidence, PLACES));
  if (!compared) return [a, evidenceA];
  return [
    a,
    cell(text(formatAmount(item.bBytes, unit))),
    cell(text(formatChange(item.deltaBytes, unit))),
    evidenceA,
    cell(...evidenceList(item.bEvidence, PLACES)),
  ];
}
