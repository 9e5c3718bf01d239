/** All records of a dump: where they lie, their shapes, and what is in their fields, by whether their chunk lives. */
import { livenesses, type ChunkTable, type Liveness, type MemoryReader } from '#shared/domain/heap.ts';
import {
  wholenesses,
  type RecordShape,
  type RecordSide,
  type RecordSummary,
  type RecordTable,
} from '#shared/domain/records.ts';
import { chunkCursor, livenessAt } from '../heap/chunk-at.ts';
import { FieldValues, type ValueBudget } from './field-values.ts';
import { RecordColumns } from './record-columns.ts';
import { sideTotals } from './record-totals.ts';
import { scanRecords, type FoundRecord, type ScanOptions } from './scan-records.ts';
import { Shapes, type Layout } from './shapes.ts';

const WHOLE = wholenesses.indexOf('whole');
const NO_TAIL = wholenesses.indexOf('no-tail');
/** Different values over all fields of all shapes; some hundred MB at most. */
const MOST_VALUES = 1_000_000;
const MOST_FIELDS = 100_000;
const SAMPLES = 5;

const noChunks: ChunkTable = {
  count: 0,
  offsets: new Float64Array(),
  sizes: new Float64Array(),
  states: new Uint8Array(),
};

/** @param chunks null where the dump was not walked: all is undetermined then */
export function findRecords(
  reader: MemoryReader,
  chunks: ChunkTable | null,
  options: ScanOptions = {},
): RecordSummary {
  const table = chunks ?? noChunks;
  const collector = new RecordCollector(table);
  scanRecords(reader, (record) => collector.add(record), options);
  return collector.summary();
}

class RecordCollector {
  readonly #chunks: ChunkTable;
  readonly #chunkAt: (offset: number) => number;
  readonly #columns = new RecordColumns();
  readonly #shapes = new Shapes();
  /** Fields by shape × liveness. */
  readonly #fields = new Map<number, (FieldValues | undefined)[]>();
  readonly #budget: ValueBudget = { left: MOST_VALUES };
  #fieldsLeft = MOST_FIELDS;

  constructor(chunks: ChunkTable) {
    this.#chunks = chunks;
    this.#chunkAt = chunkCursor(chunks);
  }

  add(record: FoundRecord): void {
    const { start, end, base, wholeness } = record;
    const chunk = this.#chunkAt(base + start);
    let shape: number;
    if (wholeness === WHOLE) {
      const layout = this.#shapes.layoutOf(record);
      shape = layout.shape;
      if (shape >= 0) this.#addFields(record, layout, livenesses.indexOf(livenessAt(this.#chunks, chunk)));
    } else shape = this.#shapes.cutOf(record, wholeness === NO_TAIL);
    this.#columns.push(base + start, end - start, wholeness, shape, chunk);
  }

  summary(): RecordSummary {
    const table = this.#columns.table();
    this.#assignCuts(table);
    const totals = sideTotals(table, this.#chunks, this.#shapes.all.length);
    const samples = samplesOf(table, this.#chunks);
    const shapes = this.#shapes.all.map(({ id, keys }): RecordShape => {
      const sides = livenesses.map((liveness, at): [Liveness, RecordSide | null] => {
        const total = totals.shapes[id * livenesses.length + at];
        if (total === undefined || total.count === 0) return [liveness, null];
        const key = id * livenesses.length + at;
        const fields = (this.#fields.get(key) ?? []).flatMap((field) => field?.summary() ?? []);
        return [liveness, { total, fields, samples: samples.get(key) ?? [] }];
      });
      return { id, keys, sides: Object.fromEntries(sides) as Record<Liveness, RecordSide | null> };
    });
    return {
      table,
      shapes: shapes.toSorted((one, other) => payloadOf(other) - payloadOf(one)),
      unassigned: totals.none,
    };
  }

  #addFields({ bytes, parser }: FoundRecord, { shape, fields }: Layout, side: number): void {
    const key = shape * livenesses.length + side;
    let values = this.#fields.get(key);
    if (values === undefined) this.#fields.set(key, (values = this.#newFields(shape)));
    const { members } = parser;
    for (let member = 0; member < fields.length; member++) {
      const start = members.valueStarts[member] as number;
      const end = members.valueEnds[member] as number;
      values[fields[member] as number]?.add(bytes, start, end, members.kinds[member] as number);
    }
  }

  #newFields(shape: number): FieldValues[] {
    const keys = this.#shapes.all[shape]?.keys ?? [];
    if (keys.length > this.#fieldsLeft) return [];
    this.#fieldsLeft -= keys.length;
    return keys.map((path) => new FieldValues(path, this.#budget));
  }

  #assignCuts({ shapes }: RecordTable): void {
    const resolved = this.#shapes.resolve();
    for (let row = 0; row < shapes.length; row++) {
      const shape = shapes[row] as number;
      if (shape < -1) shapes[row] = resolved[-2 - shape] ?? -1;
    }
  }
}

function payloadOf({ sides }: RecordShape): number {
  return livenesses.reduce((sum, liveness) => sum + (sides[liveness]?.total.payloadBytes ?? 0), 0);
}

/** By shape × liveness: the first whole ones, and where there are too few, cut ones. */
function samplesOf(
  { count, offsets, shapes, wholeness, chunks: owners }: RecordTable,
  chunks: ChunkTable,
): Map<number, number[]> {
  const samples = new Map<number, number[]>();
  for (const wantsWhole of [true, false]) {
    for (let row = 0; row < count; row++) {
      const shape = shapes[row] as number;
      if (shape < 0 || (wholeness[row] === WHOLE) !== wantsWhole) continue;
      const key = shape * livenesses.length + livenesses.indexOf(livenessAt(chunks, owners[row] as number));
      const some = samples.get(key);
      if (some === undefined) samples.set(key, [offsets[row] as number]);
      else if (some.length < SAMPLES) some.push(offsets[row] as number);
    }
  }
  return samples;
}
