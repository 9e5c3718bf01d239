/**
 * Rows of a hex view by integer index: 16 bytes each, and one row for each range whose bytes nobody has. Nothing is
 * as tall as the dump; a row is found by bisecting the pieces.
 */
import type { PageState } from '#shared/domain/page-map.ts';

export const ROW_BYTES = 16;
/** Zeros that were read are folded from this length on; they can be unfolded, since they are known. */
export const FOLDED_ZERO_BYTES = 16 * 1024;

/** By offset from the start of the dump. */
export interface PageSpan {
  readonly offset: number;
  readonly length: number;
  readonly state: PageState;
}

interface Piece {
  readonly offset: number;
  readonly length: number;
  /** The state that the fold is made for; null for bytes. */
  readonly fold: PageState | null;
  readonly firstRow: number;
}

export interface HexRows {
  readonly sizeBytes: number;
  readonly total: number;
  readonly pieces: readonly Piece[];
}

export interface HexRow {
  readonly offset: number;
  readonly length: number;
  readonly fold: PageState | null;
}

const withoutBytes: ReadonlySet<PageState> = new Set(['not-fetched', 'absent', 'swapped', 'unreadable']);

/** Of a selection, those bytes that nobody has. */
export function bytesWithout(
  spans: readonly PageSpan[],
  { start, end }: { readonly start: number; readonly end: number },
): number {
  return spans
    .filter(({ state }) => withoutBytes.has(state))
    .reduce(
      (sum, { offset, length }) =>
        sum + Math.max(0, Math.min(end, offset + length) - Math.max(start, offset)),
      0,
    );
}

/**
 * @param spans sorted and without gaps, or none where nothing is known of the pages
 * @param unfolded offsets of folded zeros that are shown as rows
 */
export function hexRows(
  sizeBytes: number,
  spans: readonly PageSpan[],
  unfolded: ReadonlySet<number>,
): HexRows {
  const pieces: Piece[] = [];
  let total = 0;
  for (const { offset, length, state } of spans.length === 0 ? [wholeOf(sizeBytes)] : spans) {
    const isZeros = state === 'zero' && length >= FOLDED_ZERO_BYTES && !unfolded.has(offset);
    const fold = withoutBytes.has(state) || isZeros ? state : null;
    const last = pieces.at(-1);
    const joins = last !== undefined && last.fold === fold;
    const piece: Piece = joins
      ? { ...last, length: last.length + length }
      : { offset, length, fold, firstRow: total };
    if (joins) pieces.pop();
    pieces.push(piece);
    total = piece.firstRow + (fold === null ? Math.ceil(piece.length / ROW_BYTES) : 1);
  }
  return { sizeBytes, total, pieces };
}

function wholeOf(sizeBytes: number): PageSpan {
  return { offset: 0, length: sizeBytes, state: 'read' };
}

/** @param index of `[0, total)` */
export function rowAt({ pieces }: HexRows, index: number): HexRow | undefined {
  const piece = lastWhere(pieces, ({ firstRow }) => firstRow <= index);
  if (piece === undefined) return undefined;
  if (piece.fold !== null) return { offset: piece.offset, length: piece.length, fold: piece.fold };
  const within = (index - piece.firstRow) * ROW_BYTES;
  if (within >= piece.length) return undefined;
  return { offset: piece.offset + within, length: Math.min(ROW_BYTES, piece.length - within), fold: null };
}

/** The row that shows an offset of `[0, sizeBytes)`. */
export function rowOf({ pieces }: HexRows, offset: number): number {
  const piece = lastWhere(pieces, (one) => one.offset <= offset);
  if (piece === undefined) return 0;
  return piece.firstRow + (piece.fold === null ? Math.floor((offset - piece.offset) / ROW_BYTES) : 0);
}

function lastWhere(pieces: readonly Piece[], holds: (piece: Piece) => boolean): Piece | undefined {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const piece = pieces[middle];
    if (piece !== undefined && holds(piece)) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
}
