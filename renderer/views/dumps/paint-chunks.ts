/** Chunks beneath the bytes: a tint for the state, a line where one begins, and its state in words beside. */
import type { ChunkState } from '#shared/domain/heap.ts';
import { chunkMarks, type ChunkSpan } from './chunk-marks.ts';
import { hexColumnX, HEX_ROW_HEIGHT, type HexLayout } from './hex-layout.ts';
import type { HexRow } from './hex-rows.ts';
import type { InkName, Inks } from './paint-hex.ts';

export const chunkInks: Record<ChunkState, InkName> = {
  used: 'live',
  free: 'ghost',
  'thread-cached': 'cached',
  fast: 'cached',
  top: 'fold',
  unknown: 'unsure',
};

export interface ChunkPaint {
  readonly layout: HexLayout;
  readonly inks: Inks;
  readonly chunks: readonly ChunkSpan[];
  readonly chunkText: (state: ChunkState, size: number) => string;
}

export function paintChunks(
  context: CanvasRenderingContext2D,
  { layout, inks, chunks, chunkText }: ChunkPaint,
  row: HexRow,
  y: number,
): void {
  const { characterWidth, textX } = layout;
  const marks = chunkMarks(chunks, row);
  for (const { state, from, to, begins } of marks) {
    const left = hexColumnX(layout, from) - characterWidth / 2;
    const right = hexColumnX(layout, to - 1) + 2.5 * characterWidth;
    context.fillStyle = inks[chunkInks[state]];
    context.fillRect(left, y, right - left, HEX_ROW_HEIGHT);
    context.fillRect(textX + from * characterWidth, y, (to - from) * characterWidth, HEX_ROW_HEIGHT);
    if (!begins) continue;
    context.fillStyle = inks.line;
    context.fillRect(left, y, right - left, 1);
    context.fillRect(left, y, 2, HEX_ROW_HEIGHT);
  }
  const words = marks
    .filter(({ begins }) => begins)
    .map(({ state, size }) => chunkText(state, size))
    .join(' · ');
  if (words === '') return;
  context.fillStyle = inks.muted;
  context.fillText(words, layout.noteX, y + HEX_ROW_HEIGHT / 2 + 1);
}
