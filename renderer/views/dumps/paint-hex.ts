/** Draws what is seen of a dump: one text per row and ink, rectangles beneath for what is marked. */
import type { ChunkState } from '#shared/domain/heap.ts';
import type { PageState } from '#shared/domain/page-map.ts';
import { addressText, hexColumnX, HEX_ROW_HEIGHT, type HexLayout } from './hex-layout.ts';
import type { ChunkSpan } from './chunk-marks.ts';
import { paintChunks } from './paint-chunks.ts';
import { rowAt, ROW_BYTES, type HexRow, type HexRows } from './hex-rows.ts';

export const inkNames = [
  'text',
  'muted',
  'page',
  'selected',
  'focus',
  'line',
  'line-soft',
  'caution',
  'fold',
  'live',
  'ghost',
  'cached',
  'unsure',
  'strip-text',
  'strip-pointers',
  'strip-packed',
  'strip-live',
  'strip-ghost',
  'strip-unsure',
] as const;
export type InkName = (typeof inkNames)[number];
export type Inks = Readonly<Record<InkName, string>>;

export interface HexFrame {
  readonly rows: HexRows;
  /** Address of offset 0. */
  readonly start: bigint;
  readonly layout: HexLayout;
  readonly inks: Inks;
  readonly font: string;
  readonly width: number;
  readonly height: number;
  /** Pixels of the first row that are above the edge, and the row. */
  readonly top: number;
  readonly bytesAt: (offset: number, length: number) => Uint8Array | undefined;
  readonly foldText: (row: HexRow) => string;
  readonly cursor: number;
  readonly selection: { readonly start: number; readonly end: number };
  readonly hasFocus: boolean;
  readonly chunks: readonly ChunkSpan[];
  readonly chunkText: (state: ChunkState, size: number) => string;
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** @returns how many rows are seen whose bytes are still on their way */
export function paintHex(context: CanvasRenderingContext2D, frame: HexFrame): number {
  const { inks, rows, top, width, height } = frame;
  context.fillStyle = inks.page;
  context.fillRect(0, 0, width, height);
  context.font = frame.font;
  context.textBaseline = 'middle';
  let waiting = 0;
  const first = Math.floor(top / HEX_ROW_HEIGHT);
  const end = Math.min(rows.total, Math.ceil((top + height) / HEX_ROW_HEIGHT));
  for (let index = first; index < end; index += 1) {
    const row = rowAt(rows, index);
    if (row === undefined) continue;
    const y = index * HEX_ROW_HEIGHT - top;
    if (row.fold !== null) paintFold(context, frame, row, row.fold, y);
    else if (!paintBytes(context, frame, row, y)) waiting += 1;
  }
  return waiting;
}

function paintBytes(context: CanvasRenderingContext2D, frame: HexFrame, row: HexRow, y: number): boolean {
  const { layout, inks, start } = frame;
  const bytes = frame.bytesAt(row.offset, row.length);
  paintChunks(context, frame, row, y);
  paintSelection(context, frame, row, y);
  const middle = y + HEX_ROW_HEIGHT / 2 + 1;
  context.fillStyle = inks.muted;
  context.fillText(addressText(start + BigInt(row.offset)), layout.addressX, middle);
  if (bytes !== undefined) {
    const text = textsOf(bytes);
    context.fillText(text.zeros, layout.hexX, middle);
    context.fillText(text.dots, layout.textX, middle);
    context.fillStyle = inks.text;
    context.fillText(text.digits, layout.hexX, middle);
    context.fillText(text.letters, layout.textX, middle);
  }
  paintCursor(context, frame, row, y);
  return bytes !== undefined;
}

interface RowTexts {
  readonly digits: string;
  /** Bytes that are 0, for a quieter ink. */
  readonly zeros: string;
  readonly letters: string;
  readonly dots: string;
}

/** A row as four texts of one width each, blanks where another ink writes. */
export function textsOf(bytes: Uint8Array): RowTexts {
  let [digits, zeros, letters, dots] = ['', '', '', ''];
  for (const [column, byte] of bytes.entries()) {
    const gap = column === ROW_BYTES / 2 - 1 ? '  ' : ' ';
    const shown = (DIGITS[byte] ?? '') + gap;
    const blank = `  ${gap}`;
    digits += byte === 0 ? blank : shown;
    zeros += byte === 0 ? shown : blank;
    const isLetter = byte >= 0x20 && byte < 0x7f;
    letters += isLetter ? String.fromCodePoint(byte) : ' ';
    dots += isLetter ? ' ' : '·';
  }
  return { digits, zeros, letters, dots };
}

function paintSelection(
  context: CanvasRenderingContext2D,
  { layout, selection, inks }: HexFrame,
  row: HexRow,
  y: number,
): void {
  const from = Math.max(selection.start, row.offset) - row.offset;
  const to = Math.min(selection.end, row.offset + row.length) - row.offset;
  if (to <= from || selection.end - selection.start === 1) return;
  const { characterWidth } = layout;
  context.fillStyle = inks.selected;
  const left = hexColumnX(layout, from) - characterWidth / 2;
  const right = hexColumnX(layout, to - 1) + 2.5 * characterWidth;
  context.fillRect(left, y, right - left, HEX_ROW_HEIGHT);
  context.fillRect(layout.textX + from * characterWidth, y, (to - from) * characterWidth, HEX_ROW_HEIGHT);
}

function paintCursor(
  context: CanvasRenderingContext2D,
  { layout, cursor, inks, hasFocus }: HexFrame,
  row: HexRow,
  y: number,
): void {
  const column = cursor - row.offset;
  if (column < 0 || column >= row.length) return;
  const { characterWidth } = layout;
  context.strokeStyle = hasFocus ? inks.focus : inks.line;
  context.lineWidth = hasFocus ? 2 : 1;
  context.strokeRect(hexColumnX(layout, column) - 3, y + 1, 2 * characterWidth + 6, HEX_ROW_HEIGHT - 2);
  context.lineWidth = 1;
  context.strokeRect(
    layout.textX + column * characterWidth - 0.5,
    y + 1,
    characterWidth + 1,
    HEX_ROW_HEIGHT - 2,
  );
}

/** Each state has a pattern of its own besides its words. */
function paintFold(
  context: CanvasRenderingContext2D,
  frame: HexFrame,
  row: HexRow,
  state: PageState,
  y: number,
): void {
  const { inks, layout, width } = frame;
  const right = Math.min(width, layout.noteX) - layout.characterWidth;
  context.fillStyle = inks.fold;
  context.fillRect(layout.addressX - 4, y + 1, right - layout.addressX + 4, HEX_ROW_HEIGHT - 2);
  const text = frame.foldText(row);
  const middle = y + HEX_ROW_HEIGHT / 2 + 1;
  context.fillStyle = inks.muted;
  context.fillText(addressText(frame.start + BigInt(row.offset)), layout.addressX, middle);
  context.fillStyle = state === 'unreadable' ? inks.caution : inks.text;
  context.fillText(text, layout.hexX, middle);
  const from = layout.hexX + context.measureText(text).width + layout.characterWidth;
  paintPattern(context, inks, state, { from, right, y });
  if (frame.cursor !== row.offset) return;
  context.strokeStyle = frame.hasFocus ? inks.focus : inks.line;
  context.lineWidth = frame.hasFocus ? 2 : 1;
  context.strokeRect(layout.addressX - 4, y + 2, right - layout.addressX + 4, HEX_ROW_HEIGHT - 4);
}

/** Zeros: dots. No page: a thin line. Swapped: dashes. Not fetched: slashes. Refused: crosses. */
function paintPattern(
  context: CanvasRenderingContext2D,
  inks: Inks,
  state: PageState,
  { from, right, y }: { from: number; right: number; y: number },
): void {
  if (right <= from) return;
  context.strokeStyle = state === 'unreadable' ? inks.caution : inks.line;
  context.lineWidth = 1;
  const middle = y + HEX_ROW_HEIGHT / 2 + 0.5;
  context.beginPath();
  if (state === 'absent' || state === 'zero' || state === 'swapped') {
    context.setLineDash(state === 'absent' ? [] : state === 'zero' ? [1, 5] : [8, 6]);
    context.moveTo(from, middle);
    context.lineTo(right - 6, middle);
  } else {
    for (let x = from; x < right - 12; x += 10) {
      context.moveTo(x, y + HEX_ROW_HEIGHT - 6);
      context.lineTo(x + 6, y + 6);
      if (state !== 'unreadable') continue;
      context.moveTo(x, y + 6);
      context.lineTo(x + 6, y + HEX_ROW_HEIGHT - 6);
    }
  }
  context.stroke();
  context.setLineDash([]);
}
