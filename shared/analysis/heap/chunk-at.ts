/** Which chunk an offset lies in. */
import { chunkStates, livenessOf, type ChunkTable, type Liveness } from '#shared/domain/heap.ts';

/** Index of the chunk that holds `offset` (header included), or −1 where none does. O(log n). */
export function chunkAt({ offsets, sizes, count }: ChunkTable, offset: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  const index = low - 1;
  return index >= 0 && offset < (offsets[index] ?? 0) + (sizes[index] ?? 0) ? index : -1;
}

/** As `chunkAt`, for offsets that only grow: O(1) on average. */
export function chunkCursor(table: ChunkTable): (offset: number) => number {
  let index = -1;
  return (offset) => {
    while (index + 1 < table.count && (table.offsets[index + 1] ?? Infinity) <= offset) index += 1;
    const end = index < 0 ? 0 : (table.offsets[index] ?? 0) + (table.sizes[index] ?? 0);
    return offset < end ? index : -1;
  };
}

/** What a chunk's state says of what lies in it; −1 is no chunk. */
export function livenessAt(table: ChunkTable, index: number): Liveness {
  return livenessOf(index < 0 ? undefined : chunkStates[table.states[index] ?? -1]);
}
