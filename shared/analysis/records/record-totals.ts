/** Counts and bytes of records, by shape and liveness. */
import { livenesses, type ChunkTable, type Liveness } from '#shared/domain/heap.ts';
import type { RecordTable, RecordTotal } from '#shared/domain/records.ts';
import { livenessAt } from '../heap/chunk-at.ts';

export interface SideTotals {
  /** By shape × liveness. */
  readonly shapes: readonly RecordTotal[];
  /** Of records without a shape of their own. */
  readonly none: Readonly<Record<Liveness, RecordTotal>>;
}

export function sideTotals(table: RecordTable, chunks: ChunkTable, shapeCount: number): SideTotals {
  const sides = livenesses.length;
  const groups = Array.from({ length: (shapeCount + 1) * sides }, () => new Group());
  for (let row = 0; row < table.count; row++) {
    const shape = table.shapes[row] as number;
    const chunk = table.chunks[row] as number;
    const side = livenesses.indexOf(livenessAt(chunks, chunk));
    const group = groups[(shape < 0 ? shapeCount : shape) * sides + side];
    group?.add(table.lengths[row] as number, table.wholeness[row] === 0, chunk, chunks.sizes[chunk] ?? 0);
  }
  const totals = groups.map((group) => group.total());
  const none = livenesses.map((liveness, at) => [liveness, totals[shapeCount * sides + at]]);
  return { shapes: totals, none: Object.fromEntries(none) as Record<Liveness, RecordTotal> };
}

class Group {
  readonly #lengths: number[] = [];
  #wholes = 0;
  #payload = 0;
  #chunkBytes = 0;
  #chunk = -1;

  /** In the order of offsets, so that records of one chunk follow one another. */
  add(length: number, isWhole: boolean, chunk: number, chunkSize: number): void {
    this.#lengths.push(length);
    if (isWhole) this.#wholes += 1;
    this.#payload += length;
    if (chunk < 0 || chunk === this.#chunk) return;
    this.#chunk = chunk;
    this.#chunkBytes += chunkSize;
  }

  total(): RecordTotal {
    const lengths = Uint32Array.from(this.#lengths).sort();
    const count = lengths.length;
    return {
      ...{ count, wholes: this.#wholes, payloadBytes: this.#payload, chunkBytes: this.#chunkBytes },
      meanBytes: count === 0 ? 0 : this.#payload / count,
      p50Bytes: percentile(lengths, 0.5),
      p95Bytes: percentile(lengths, 0.95),
      maxBytes: lengths[count - 1] ?? 0,
    };
  }
}

/** The nearest rank: the smallest length that `share` of them do not exceed. */
function percentile(sorted: Uint32Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
