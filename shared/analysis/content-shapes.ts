/** What a dump's content is, as mechanisms look at it: JSON records by shape, other texts by template, each by liveness. */
import { livenesses, type ChunkTable, type Liveness, type MemoryReader } from '#shared/domain/heap.ts';
import type { ArtifactId } from '#shared/domain/evidence.ts';
import type { ShapeAmount, ShapeEvidence } from '#shared/domain/mechanism.ts';
import type { RecordTable } from '#shared/domain/records.ts';
import { chunkCursor, livenessAt } from './heap/chunk-at.ts';
import { findRecords } from './records/find-records.ts';
import { scanStrings } from './strings/scan-strings.ts';
import { findTemplates, type FoundText } from './templates/find-templates.ts';

/** What a shape is recognised by. */
const SAMPLE_BYTES = 256;
/** Templates beyond are small. */
const MOST_TEMPLATES = 200;
/** Shorter texts are names and numbers of any program. */
const LEAST_TEXT = 16;

const nothing: ShapeAmount = { count: 0, payloadBytes: 0, chunkBytes: 0 };

/** @param chunks null where the dump was not walked: all is undetermined */
export function contentShapes(
  dump: MemoryReader & { readonly artifact: ArtifactId },
  chunks: ChunkTable | null,
): ShapeEvidence[] {
  const { shapes, table } = findRecords(dump, chunks);
  const json = shapes.map(({ keys, sides }): ShapeEvidence => {
    const [sample] = livenesses.flatMap((liveness) => sides[liveness]?.samples ?? []);
    const amountOf = (liveness: Liveness): ShapeAmount => sides[liveness]?.total ?? nothing;
    return shapeOf(dump, keys, sample ?? 0, amountOf);
  });
  const { templates } = findTemplates(textsBeside(dump, table, chunks));
  const texts = templates.slice(0, MOST_TEMPLATES).map(({ samples, sides }) =>
    shapeOf(dump, [], samples[0] ?? 0, (liveness) => ({
      ...{ count: sides[liveness].count, payloadBytes: sides[liveness].bytes, chunkBytes: 0 },
    })),
  );
  return [...json, ...texts];
}

function shapeOf(
  dump: MemoryReader & { readonly artifact: ArtifactId },
  keys: readonly string[],
  offset: number,
  amountOf: (liveness: Liveness) => ShapeAmount,
): ShapeEvidence {
  const plain = (liveness: Liveness): ShapeAmount => {
    const { count, payloadBytes, chunkBytes } = amountOf(liveness);
    return { count, payloadBytes, chunkBytes };
  };
  const sample = latin1(dump.read(offset, SAMPLE_BYTES));
  return {
    ...{ keys, sample, evidence: [{ dump: dump.artifact, offset, length: sample.length }] },
    amounts: { live: plain('live'), ghost: plain('ghost'), undetermined: plain('undetermined') },
  };
}

/** Texts that begin in no record; both come in the order of their offsets. */
function* textsBeside(
  dump: MemoryReader,
  records: RecordTable,
  chunks: ChunkTable | null,
): Generator<FoundText> {
  const chunkOf = chunks === null ? () => -1 : chunkCursor(chunks);
  let record = 0;
  for (const batch of scanStrings(dump, { asciiOnly: true })) {
    for (let at = 0; at < batch.count; at++) {
      const offset = batch.offsets[at] ?? 0;
      const bytes = batch.lengths[at] ?? 0;
      const owner = chunkOf(offset);
      while (record < records.count && endOf(records, record) <= offset) record += 1;
      // What precedes a record in the same run of printable bytes is not worth a text of its own.
      if (bytes < LEAST_TEXT || (records.offsets[record] ?? Infinity) < offset + bytes) continue;
      const liveness = chunks === null ? 'undetermined' : livenessAt(chunks, owner);
      yield { offset, bytes, liveness, text: latin1(dump.read(offset, Math.min(bytes, SAMPLE_BYTES))) };
    }
  }
}

function endOf({ offsets, lengths }: RecordTable, row: number): number {
  return (offsets[row] ?? 0) + (lengths[row] ?? 0);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
