/** From an address to the chunk that begins there, over all dumps of a process. */
import type { ChunkTable, HeapSegment } from '#shared/domain/heap.ts';
import { chunkAt } from './chunk-at.ts';
import { HEADER } from './layouts.ts';
import type { OpenDump } from './walk-dump.ts';
import type { Words } from './words.ts';

export interface IndexedDump {
  readonly start: number;
  readonly end: number;
  readonly words: Words;
  readonly chunks: ChunkTable;
  readonly segments: readonly HeapSegment[];
}

export interface ChunkPlace {
  readonly dump: IndexedDump;
  readonly row: number;
}

export class ChunkIndex {
  readonly dumps: readonly IndexedDump[];
  readonly #low: number;
  readonly #high: number;

  constructor(dumps: readonly OpenDump[]) {
    this.dumps = dumps
      .map(({ start, sizeBytes, words, columns, segments }) => ({
        ...{ start, end: start + sizeBytes, words, chunks: columns.table(), segments },
      }))
      .toSorted((one, other) => one.start - other.start);
    this.#low = this.dumps[0]?.start ?? Infinity;
    this.#high = this.dumps.reduce((high, { end }) => Math.max(high, end), 0);
  }

  /** The chunk whose user bytes begin at `address`; undefined where none does. */
  ofUser(address: number): ChunkPlace | undefined {
    return this.ofHeader(address - HEADER);
  }

  ofHeader(address: number): ChunkPlace | undefined {
    if (!(address >= this.#low && address < this.#high) || (address & 15) !== 0) return undefined;
    const dump = this.dumpAt(address);
    if (dump === undefined) return undefined;
    const row = chunkAt(dump.chunks, address - dump.start);
    return row >= 0 && dump.chunks.offsets[row] === address - dump.start ? { dump, row } : undefined;
  }

  /** Among the dumps, where a chunk could be and none is known: not dumped, or behind a damage. */
  isGap(address: number): boolean {
    const isAmong = address >= this.#low && address < this.#high && address % 16 === 0;
    if (!isAmong) return false;
    const dump = this.dumpAt(address);
    return dump === undefined || chunkAt(dump.chunks, address - dump.start) < 0;
  }

  dumpAt(address: number): IndexedDump | undefined {
    let low = 0;
    let high = this.dumps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.dumps[middle]?.start ?? Infinity) <= address) low = middle + 1;
      else high = middle;
    }
    const dump = this.dumps[low - 1];
    return dump !== undefined && address < dump.end ? dump : undefined;
  }
}

export function sizeOf({ dump, row }: ChunkPlace): number {
  return dump.chunks.sizes[row] ?? 0;
}
