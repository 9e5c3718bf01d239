/** The cell that the keyboard is on, and the rows that are selected. Pure; the grid applies the result. */

export interface GridCursor {
  /** −1 is the header row. */
  readonly row: number;
  readonly column: number;
}

/** Rows from the anchor to the cursor, both inclusive. */
export interface RowSelection {
  readonly anchor: number;
  readonly head: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Whole rows that are seen at once. */
  readonly page: number;
}

export interface KeyInput {
  readonly key: string;
  readonly ctrl: boolean;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** @returns where a movement key leads, or undefined where the key does not move */
export function moveCursor(
  cursor: GridCursor,
  { key, ctrl }: KeyInput,
  size: GridSize,
): GridCursor | undefined {
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const to = (row: number, column: number): GridCursor => ({
    row: clamp(row, -1, lastRow),
    column: clamp(column, 0, lastColumn),
  });
  switch (key) {
    case 'ArrowDown':
      return to(ctrl ? lastRow : cursor.row + 1, cursor.column);
    case 'ArrowUp':
      return to(ctrl ? Math.min(0, lastRow) : cursor.row - 1, cursor.column);
    case 'ArrowRight':
      return to(cursor.row, ctrl ? lastColumn : cursor.column + 1);
    case 'ArrowLeft':
      return to(cursor.row, ctrl ? 0 : cursor.column - 1);
    case 'PageDown':
      return to(Math.max(0, cursor.row) + size.page, cursor.column);
    case 'PageUp':
      return to(Math.max(0, cursor.row - size.page), cursor.column);
    case 'Home':
      return to(ctrl ? 0 : cursor.row, 0);
    case 'End':
      return to(ctrl ? lastRow : cursor.row, lastColumn);
    default:
      return undefined;
  }
}

/** The selected rows as `[first, end)`; without a selection the row of the cursor. */
export function selectedRange(selection: RowSelection | null, cursor: GridCursor): [number, number] {
  if (selection === null) return [Math.max(0, cursor.row), Math.max(0, cursor.row) + 1];
  return [Math.min(selection.anchor, selection.head), Math.max(selection.anchor, selection.head) + 1];
}

export function isSelected(selection: RowSelection | null, row: number): boolean {
  if (selection === null) return false;
  return (
    row >= Math.min(selection.anchor, selection.head) && row <= Math.max(selection.anchor, selection.head)
  );
}
