/** Which chunk each string lies in, and how many strings live. */
import { chunkStates, livenesses, livenessOf, type ChunkTable, type Liveness } from '#shared/domain/heap.ts';
import {
  stringEncodings,
  type OwnedStrings,
  type StringBatch,
  type StringTotal,
  type StringTotals,
} from '#shared/domain/strings.ts';
import { chunkCursor } from '../heap/chunk-at.ts';

type Counting<Total> = { -readonly [Key in keyof Total]: Total[Key] };

/** Takes the batches of one dump in their order. Without a table (no walk) nothing is determined. */
export class StringOwners {
  readonly #table: ChunkTable | null;
  /** One each, for only within an encoding do offsets grow. */
  readonly #cursors: readonly ((offset: number) => number)[];
  readonly #totals: readonly (readonly Counting<StringTotal>[])[];

  constructor(table: ChunkTable | null) {
    this.#table = table;
    this.#cursors = stringEncodings.map(() => (table === null ? () => -1 : chunkCursor(table)));
    this.#totals = stringEncodings.map(() => livenesses.map(() => ({ count: 0, bytes: 0 })));
  }

  own(batch: StringBatch): OwnedStrings {
    const chunks = new Int32Array(batch.count);
    for (let i = 0; i < batch.count; i += 1) {
      const encoding = batch.encodings[i] ?? 0;
      const chunk = this.#cursors[encoding]?.(batch.offsets[i] ?? 0) ?? -1;
      chunks[i] = chunk;
      const total = this.#totals[encoding]?.[livenesses.indexOf(this.#livenessOf(chunk))];
      if (total === undefined) continue;
      total.count += 1;
      total.bytes += batch.lengths[i] ?? 0;
    }
    return { ...batch, chunks };
  }

  totals(): StringTotals {
    return toRecord(stringEncodings, (_, encoding) =>
      toRecord(livenesses, (_liveness, i) => ({
        ...(this.#totals[encoding]?.[i] ?? { count: 0, bytes: 0 }),
      })),
    );
  }

  #livenessOf(chunk: number): Liveness {
    return livenessOf(chunk < 0 ? undefined : chunkStates[this.#table?.states[chunk] ?? -1]);
  }
}

function toRecord<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name, index: number) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name, i) => [name, valueOf(name, i)])) as Record<Name, Value>;
}
