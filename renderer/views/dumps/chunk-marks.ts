/** What is drawn of chunks in one row of the hex view. */
import type { ChunkState } from '#shared/domain/heap.ts';
import type { HexRow } from './hex-rows.ts';

export interface ChunkSpan {
  readonly offset: number;
  readonly size: number;
  readonly state: ChunkState;
}

export interface ChunkMark {
  readonly state: ChunkState;
  /** Columns of the row: the second exclusive. */
  readonly from: number;
  readonly to: number;
  /** The chunk begins in this row, at `from`. */
  readonly begins: boolean;
  readonly size: number;
}

/** @param chunks sorted by offset, without overlap */
export function chunkMarks(chunks: readonly ChunkSpan[], row: HexRow): ChunkMark[] {
  const end = row.offset + row.length;
  const marks: ChunkMark[] = [];
  for (let at = firstEndingAfter(chunks, row.offset); at < chunks.length; at += 1) {
    const chunk = chunks[at];
    if (chunk === undefined || chunk.offset >= end) break;
    marks.push({
      ...{ state: chunk.state, size: chunk.size, begins: chunk.offset >= row.offset },
      from: Math.max(chunk.offset, row.offset) - row.offset,
      to: Math.min(chunk.offset + chunk.size, end) - row.offset,
    });
  }
  return marks;
}

function firstEndingAfter(chunks: readonly ChunkSpan[], offset: number): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const chunk = chunks[middle];
    if (chunk !== undefined && chunk.offset + chunk.size <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
