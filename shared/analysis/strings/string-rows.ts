/** Strings as they are found, gathered into columns. */
import type { StringBatch } from '#shared/domain/strings.ts';

/** Takes a string: offset and length in bytes, index into `stringEncodings`. */
export type StringSink = (offset: number, length: number, encoding: number) => void;

const LEAST_UNIT_BYTES = 12;

/** The zeros that are taken to follow the last byte of all may have made half a unit whole: that one is left out. */
export function clampUnits(sink: StringSink, sizeBytes: number): StringSink {
  return (offset, length, encoding) => {
    const isOver = offset + length > sizeBytes;
    if (!isOver) sink(offset, length, encoding);
    else if (length - 2 >= LEAST_UNIT_BYTES) sink(offset, length - 2, encoding);
  };
}

/** Columns that grow. */
export class StringRows {
  #offsets = new Float64Array(1024);
  #lengths = new Uint32Array(1024);
  #encodings = new Uint8Array(1024);
  #count = 0;

  readonly add: StringSink = (offset, length, encoding) => {
    if (this.#count === this.#offsets.length) this.#grow();
    this.#offsets[this.#count] = offset;
    this.#lengths[this.#count] = length;
    this.#encodings[this.#count] = encoding;
    this.#count += 1;
  };

  batch(): StringBatch {
    const count = this.#count;
    return {
      count,
      offsets: this.#offsets.subarray(0, count),
      lengths: this.#lengths.subarray(0, count),
      encodings: this.#encodings.subarray(0, count),
    };
  }

  #grow(): void {
    const grown = [
      new Float64Array(2 * this.#count),
      new Uint32Array(2 * this.#count),
      new Uint8Array(2 * this.#count),
    ] as const;
    grown[0].set(this.#offsets);
    grown[1].set(this.#lengths);
    grown[2].set(this.#encodings);
    [this.#offsets, this.#lengths, this.#encodings] = grown;
  }
}
