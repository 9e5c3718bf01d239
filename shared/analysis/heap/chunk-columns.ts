/** A chunk table that grows. */
import type { ChunkTable } from '#shared/domain/heap.ts';

export class ChunkColumns {
  #offsets = new Float64Array(1024);
  #sizes = new Float64Array(1024);
  #states = new Uint8Array(1024);
  count = 0;

  push(offset: number, size: number, state: number): void {
    if (this.count === this.#states.length) this.#grow();
    this.#offsets[this.count] = offset;
    this.#sizes[this.count] = size;
    this.#states[this.count] = state;
    this.count += 1;
  }

  /** Takes the last one back. @returns its offset */
  pop(): number {
    this.count -= 1;
    return this.#offsets[this.count] ?? NaN;
  }

  table(): ChunkTable {
    const { count } = this;
    return {
      count,
      offsets: this.#offsets.subarray(0, count),
      sizes: this.#sizes.subarray(0, count),
      states: this.#states.subarray(0, count),
    };
  }

  #grow(): void {
    const length = this.#states.length * 2;
    this.#offsets = copied(this.#offsets, new Float64Array(length));
    this.#sizes = copied(this.#sizes, new Float64Array(length));
    this.#states = copied(this.#states, new Uint8Array(length));
  }
}

function copied<Column extends Float64Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
