/** Tables for people: columns line up by display width, one column gives way where the terminal is narrow. */
import { toPrintable } from '#shared/util/printable.ts';
import { displayWidth, fitToWidth, padToWidth } from './display-width.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Gives way, down to `least` columns of text, where the table is wider than the terminal. */
  readonly shrinks?: boolean;
  /** 12 where it is not said; below it the column shrinks only when nothing else can give way. */
  readonly least?: number;
  /** Left out where shrinking is not enough; the lowest number first. */
  readonly leaves?: number;
}

const GAP = '  ';
const MIN_SHRUNK = 12;

/**
 * Lines of a table with a title line and a rule under it. Cells may hold text from evidence: it is made
 * printable here. `width` is that of the terminal, or undefined for no limit (a file or a pipe).
 */
export function formatTable(
  allColumns: readonly TableColumn[],
  allRows: readonly (readonly string[])[],
  width?: number,
): string[] {
  const clean = allRows.map((row) => row.map(toPrintable));
  const naturals = allColumns.map((column, index) => natural(column, clean, index));
  const kept = keptColumns(allColumns, naturals, width);
  const only = <Item>(items: readonly Item[]): Item[] => items.filter((_, index) => kept.has(index));
  const columns = only(allColumns);
  const widths = fitColumns(columns, only(naturals), width);
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align = 'left' }, index) => {
        const columnWidth = widths[index] ?? 0;
        return padToWidth(fitToWidth(cells[index] ?? '', columnWidth), columnWidth, align);
      })
      .join(GAP)
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  const rule = widths.map((columnWidth) => '─'.repeat(columnWidth)).join(GAP);
  return [line(titles), rule, ...clean.map((row) => line(only(row)))];
}

/** Indices of the columns that are shown. */
function keptColumns(
  columns: readonly TableColumn[],
  naturals: readonly number[],
  limit?: number,
): ReadonlySet<number> {
  const kept = new Set(columns.keys());
  if (limit === undefined) return kept;
  const least = naturals.map((width, index) =>
    columns[index]?.shrinks === true ? Math.min(width, columns[index]?.least ?? MIN_SHRUNK) : width,
  );
  const leaving = columns
    .flatMap(({ leaves }, index) => (leaves === undefined ? [] : [{ leaves, index }]))
    .toSorted((x, y) => x.leaves - y.leaves);
  for (const { index } of leaving) {
    if (sumOf(least.filter((_, at) => kept.has(at))) <= limit) break;
    kept.delete(index);
  }
  return kept;
}

/** With the gaps between them. */
function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, widths.length - 1);
}

function natural({ title }: TableColumn, rows: readonly (readonly string[])[], index: number): number {
  let widest = displayWidth(title);
  for (const row of rows) widest = Math.max(widest, displayWidth(row[index] ?? ''));
  return widest;
}

function fitColumns(
  columns: readonly TableColumn[],
  widths: readonly number[],
  limit?: number,
): readonly number[] {
  const total = sumOf(widths);
  if (limit === undefined || total <= limit) return widths;
  const index = columns.findIndex((column) => column.shrinks);
  return widths.map((width, at) => (at === index ? Math.max(MIN_SHRUNK, width - (total - limit)) : width));
}
