import type { ReactNode } from 'react';

export interface GridColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** A track of CSS grid: `90px`, `minmax(160px, 1fr)`. */
  readonly width: string;
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  /** The side that the column's numbers belong to, for the evidence that opens first. */
  readonly side?: 'a' | 'b';
  /** The column that a row's tree is drawn in. */
  readonly tree?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** The cell as text, for copying; bytes as plain digits. */
  readonly text: (row: Row) => string;
}

export interface SortState {
  readonly column: string;
  readonly descending: boolean;
}

/** Tab-separated rows with a header line, for spreadsheets. Tabs and line ends in a cell become blanks. */
export function toTsv<Row>(columns: readonly GridColumn<Row>[], rows: readonly Row[]): string {
  const clean = (text: string) => text.replaceAll(/[\t\r\n]+/g, ' ');
  const header = columns.map(({ header }) => clean(header)).join('\t');
  const lines = rows.map((row) => columns.map((column) => clean(column.text(row))).join('\t'));
  return [header, ...lines].join('\n') + '\n';
}

/** Sums the smallest widths of the tracks, below which the grid scrolls sideways. */
export function minimumWidth(columns: readonly { readonly width: string }[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0] ?? 0), 0);
}
