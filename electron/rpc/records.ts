/** The records of a dump, and where a source tree writes them. */
import type { DumpRecords } from '#shared/contract/records.ts';
import { wholenesses, type RecordShape, type RecordSide, type RecordTable } from '#shared/domain/records.ts';
import { toAddressText, parseAddress } from '#shared/units/address.ts';
import { recordsOfDump, type RecordsOfDump } from '#electron/jobs/inspect/records-of-dump.ts';
import { linkSource, type SourceLink } from '#electron/jobs/source-link/link-source.ts';
import { os } from './implementer.ts';
import type { Services } from './services.ts';
import { anySignal } from './stream-job.ts';

/** Shapes that go to a page or a program; those behind them are small. */
const MOST_SHAPES = 200;
/** Shapes whose writers are looked for. */
const LINKED_SHAPES = 20;

export function recordProcedures({ cases }: Services) {
  return {
    ofDump: os.records.ofDump.handler(async ({ input, signal }): Promise<DumpRecords> => {
      const open = cases.get(input.case);
      const found = await recordsOfDump(() => open.file, input.dump, anySignal(signal, open.closing));
      const linked = found.summary.shapes.slice(0, LINKED_SHAPES).map(({ keys }) => keys);
      const link = input.source === undefined ? null : await linkSource(input.source, linked);
      return toDumpRecords(found, link);
    }),
  };
}

function toDumpRecords(
  { artifact, process, refusal, summary }: RecordsOfDump,
  link: SourceLink | null,
): DumpRecords {
  return {
    ...{ artifact: artifact.id, target: process.snapshot.targetName, snapshot: process.snapshot.ordinal },
    ...{ pid: process.pid, start: toAddressText(parseAddress(artifact.baseAddress ?? '') ?? 0n) },
    ...{ sizeBytes: artifact.sizeBytes, refusal, records: countsOf(summary.table) },
    shapes: summary.shapes.slice(0, MOST_SHAPES).map((shape, at) => toShape(shape, link?.places[at] ?? [])),
    moreShapes: Math.max(0, summary.shapes.length - MOST_SHAPES),
    unassigned: { ...summary.unassigned },
    source: link === null ? null : { engine: link.engine, isPartial: link.isPartial },
  };
}

function toShape(
  { id, keys, sides }: RecordShape,
  places: SourceLink['places'][number],
): DumpRecords['shapes'][number] {
  return {
    ...{ id, keys: [...keys] },
    sides: { live: toSide(sides.live), ghost: toSide(sides.ghost), undetermined: toSide(sides.undetermined) },
    places: places.map((place) => ({ ...place, keys: [...place.keys] })),
  };
}

function toSide(side: RecordSide | null): DumpRecords['shapes'][number]['sides']['live'] {
  if (side === null) return null;
  const { total, fields, samples } = side;
  return { total, fields: fields.map((field) => ({ ...field, top: [...field.top] })), samples: [...samples] };
}

function countsOf({ count, wholeness }: RecordTable): DumpRecords['records'] {
  const by = wholenesses.map(() => 0);
  for (const at of wholeness) by[at] = (by[at] ?? 0) + 1;
  const [whole = 0, noHead = 0, noTail = 0] = by;
  return { count, whole, noHead, noTail };
}
