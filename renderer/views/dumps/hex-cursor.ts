/** Where the keyboard is in a hex view, and where a key leads. */
import { ROW_BYTES, rowAt, rowOf, type HexRows } from './hex-rows.ts';

export interface HexCursor {
  /** Bytes from the start of the dump; the first of a fold while the cursor is on one. */
  readonly offset: number;
  /** Where up and down come back to behind a fold or a short row. */
  readonly column: number;
  /** The other end of the selection; null where only the byte itself is meant. */
  readonly anchor: number | null;
}

export interface HexKey {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  /** Whole rows that are seen. */
  readonly page: number;
}

/** Ctrl with ← → and with ↑ ↓. */
const WORD_BYTES = 8;
const LEAP_ROWS = 16;

export function cursorAt(rows: HexRows, offset: number, anchor: number | null = null): HexCursor {
  const inside = Math.max(0, Math.min(rows.sizeBytes - 1, offset));
  const row = rowAt(rows, rowOf(rows, inside));
  const isFold = row !== undefined && row.fold !== null;
  return {
    offset: isFold ? row.offset : inside,
    column: (inside - (row?.offset ?? 0)) % ROW_BYTES,
    anchor,
  };
}

/** @returns undefined for a key that moves nothing */
export function moveHexCursor(rows: HexRows, now: HexCursor, pressed: HexKey): HexCursor | undefined {
  const anchor = pressed.shift ? (now.anchor ?? now.offset) : null;
  const index = rowOf(rows, now.offset);
  const row = rowAt(rows, index);
  if (row === undefined) return undefined;
  const byRows = (step: number) => {
    const target = Math.max(0, Math.min(rows.total - 1, index + step));
    const at = rowAt(rows, target);
    if (at === undefined) return now;
    const offset = at.fold === null ? at.offset + Math.min(now.column, at.length - 1) : at.offset;
    return { offset, column: now.column, anchor };
  };
  const byBytes = (step: number) => cursorAt(rows, stepFrom(row, now.offset, step), anchor);
  switch (pressed.key) {
    case 'ArrowLeft':
      return byBytes(pressed.ctrl ? -WORD_BYTES : -1);
    case 'ArrowRight':
      return byBytes(pressed.ctrl ? WORD_BYTES : 1);
    case 'ArrowUp':
      return byRows(pressed.ctrl ? -LEAP_ROWS : -1);
    case 'ArrowDown':
      return byRows(pressed.ctrl ? LEAP_ROWS : 1);
    case 'PageUp':
      return byRows(-pressed.page);
    case 'PageDown':
      return byRows(pressed.page);
    case 'Home':
      return cursorAt(rows, pressed.ctrl ? 0 : row.offset, anchor);
    case 'End':
      return cursorAt(rows, pressed.ctrl ? rows.sizeBytes - 1 : row.offset + row.length - 1, anchor);
    default:
      return undefined;
  }
}

/** Out of a fold a step leads to the byte before it, or to the first behind it. */
function stepFrom(row: { offset: number; length: number; fold: unknown }, offset: number, step: number) {
  if (row.fold === null) return offset + step;
  return step < 0 ? row.offset - 1 : row.offset + row.length;
}

/** The bytes that are meant: `[start, end)`. */
export function selectedBytes({ offset, anchor }: HexCursor): { start: number; end: number } {
  const other = anchor ?? offset;
  return { start: Math.min(offset, other), end: Math.max(offset, other) + 1 };
}
