/** Tables for people: columns line up by display width, one column gives way where the terminal is narrow. */
import { toPrintable } from '#shared/util/printable.ts';
import { displayWidth, fitToWidth, padToWidth } from './display-width.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Gives way, down to 12 columns, where the table is wider than the terminal. */
  readonly shrinks?: boolean;
}

const GAP = '  ';
const MIN_SHRUNK = 12;

/**
 * Lines of a table with a title line and a rule under it. Cells may hold text from evidence: it is made
 * printable here. `width` is that of the terminal, or undefined for no limit (a file or a pipe).
 */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width?: number,
): string[] {
  const clean = rows.map((row) => row.map(toPrintable));
  const widths = fitColumns(
    columns,
    columns.map((column, index) => natural(column, clean, index)),
    width,
  );
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
  return [line(titles), rule, ...clean.map(line)];
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
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (columns.length - 1);
  if (limit === undefined || total <= limit) return widths;
  const index = columns.findIndex((column) => column.shrinks);
  return widths.map((width, at) => (at === index ? Math.max(MIN_SHRUNK, width - (total - limit)) : width));
}
