import type { MeminfoDiffRow } from '#shared/domain/diff.ts';
import type { MeminfoReading } from '#shared/domain/memory.ts';
import { difference } from './difference.ts';
import type { Side } from './explain.ts';
import { meminfoGroups } from './meminfo-groups.ts';

/** A row per field of either meminfo, in the kernel's order. */
export function meminfoRows(a: Side, b: Side | null): MeminfoDiffRow[] {
  const ofA = new Map(a.reader.meminfo().map((reading) => [reading.field, reading]));
  const ofB = new Map((b?.reader.meminfo() ?? []).map((reading) => [reading.field, reading]));
  return [...new Set([...ofA.keys(), ...ofB.keys()])].map((field) =>
    meminfoRow(field, ofA.get(field), ofB.get(field)),
  );
}

function meminfoRow(
  field: string,
  a: MeminfoReading | undefined,
  b: MeminfoReading | undefined,
): MeminfoDiffRow {
  const aBytes = a?.value ?? null;
  const bBytes = b?.value ?? null;
  return {
    kind: 'meminfo',
    id: field,
    label: field,
    field,
    group: meminfoGroups[field] ?? 'other',
    unit: (a ?? b)?.unit ?? 'bytes',
    aBytes,
    bBytes,
    deltaBytes: difference(aBytes, bBytes),
    aEvidence: a === undefined ? [] : [a.evidence],
    bEvidence: b === undefined ? [] : [b.evidence],
  };
}
