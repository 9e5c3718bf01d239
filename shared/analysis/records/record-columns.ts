/** A record table that grows. */
import type { RecordTable } from '#shared/domain/records.ts';

export class RecordColumns {
  #offsets = new Float64Array(1024);
  #lengths = new Uint32Array(1024);
  #wholeness = new Uint8Array(1024);
  #shapes = new Int32Array(1024);
  #chunks = new Int32Array(1024);
  count = 0;

  push(offset: number, length: number, wholeness: number, shape: number, chunk: number): void {
    const row = this.count;
    if (row === this.#lengths.length) this.#grow(row * 2);
    this.#offsets[row] = offset;
    this.#lengths[row] = length;
    this.#wholeness[row] = wholeness;
    this.#shapes[row] = shape;
    this.#chunks[row] = chunk;
    this.count = row + 1;
  }

  /** Shares its memory with the columns. */
  table(): RecordTable {
    const { count } = this;
    return {
      count,
      offsets: this.#offsets.subarray(0, count),
      lengths: this.#lengths.subarray(0, count),
      wholeness: this.#wholeness.subarray(0, count),
      shapes: this.#shapes.subarray(0, count),
      chunks: this.#chunks.subarray(0, count),
    };
  }

  #grow(length: number): void {
    this.#offsets = grown(this.#offsets, new Float64Array(length));
    this.#lengths = grown(this.#lengths, new Uint32Array(length));
    this.#wholeness = grown(this.#wholeness, new Uint8Array(length));
    this.#shapes = grown(this.#shapes, new Int32Array(length));
    this.#chunks = grown(this.#chunks, new Int32Array(length));
  }
}

function grown<Column extends Float64Array | Uint32Array | Int32Array | Uint8Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from);
  return to;
}
