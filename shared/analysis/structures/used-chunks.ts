/** All chunks in use of a process in one row, over all of its dumps: pointers lead from one dump to the other. */
import { chunkStates, type ChunkTable, type MemoryReader } from '#shared/domain/heap.ts';
import { HEADER } from '../heap/layouts.ts';
import { Words } from '../heap/words.ts';

export interface LinkInput {
  readonly memory: MemoryReader;
  readonly chunks: ChunkTable;
}

const USED = chunkStates.indexOf('used');
/** A chunk's last word of the user's bytes is the next chunk's prev_size. */
const BORROWED = 8;

/** In order of address. Addresses are numbers below 2⁵³. */
export class UsedChunks {
  readonly count: number;
  readonly #starts: Float64Array;
  readonly #sizes: Float64Array;
  readonly #dumps: Uint32Array;
  readonly #memories: readonly { readonly words: Words; readonly start: number }[];
  readonly #lowest: number;
  readonly #highest: number;

  constructor(inputs: readonly LinkInput[]) {
    const sorted = inputs.toSorted((one, other) => (one.memory.start < other.memory.start ? -1 : 1));
    this.#memories = sorted.map(({ memory }) => ({ words: new Words(memory), start: Number(memory.start) }));
    this.count = sorted.reduce((sum, { chunks }) => sum + usedOf(chunks), 0);
    this.#starts = new Float64Array(this.count);
    this.#sizes = new Float64Array(this.count);
    this.#dumps = new Uint32Array(this.count);
    let row = 0;
    for (const [dump, { memory, chunks }] of sorted.entries()) {
      const start = Number(memory.start);
      for (let at = 0; at < chunks.count; at++) {
        if (chunks.states[at] !== USED) continue;
        this.#starts[row] = start + (chunks.offsets[at] ?? 0) + HEADER;
        this.#sizes[row] = chunks.sizes[at] ?? 0;
        this.#dumps[row++] = dump;
      }
    }
    this.#lowest = this.#starts[0] ?? Infinity;
    this.#highest = this.count === 0 ? 0 : this.start(this.count - 1) + this.userBytes(this.count - 1);
  }

  /** Address of the user's first byte. */
  start(row: number): number {
    return this.#starts[row] ?? NaN;
  }

  chunkBytes(row: number): number {
    return this.#sizes[row] ?? 0;
  }

  userBytes(row: number): number {
    return this.chunkBytes(row) - HEADER + BORROWED;
  }

  /** The word at an offset from the user's first byte; NaN beyond the dump, or where it is no address. */
  word(row: number, offset: number): number {
    const memory = this.#memories[this.#dumps[row] ?? -1];
    return memory === undefined ? NaN : memory.words.at(this.start(row) - memory.start + offset);
  }

  /** Of the chunk whose user's bytes hold the address, or −1. */
  rowAt(address: number): number {
    if (!(address >= this.#lowest && address < this.#highest)) return -1;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? Infinity) <= address) low = middle + 1;
      else high = middle;
    }
    return address < this.start(low - 1) + this.userBytes(low - 1) ? low - 1 : -1;
  }
}

function usedOf({ states, count }: ChunkTable): number {
  let used = 0;
  for (let at = 0; at < count; at++) if (states[at] === USED) used += 1;
  return used;
}
