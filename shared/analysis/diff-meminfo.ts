import type { MeminfoDiffRow } from '#shared/domain/diff.ts';
import type { MeminfoReading } from '#shared/domain/memory.ts';
import type { NoteKey } from '#shared/i18n/ledger.en.ts';
import { difference } from './difference.ts';
import type { Side } from './explain.ts';
import { meminfoGroups } from './meminfo-groups.ts';

/** A row per field of either meminfo, in the kernel's order. */
export function meminfoRows(a: Side, b: Side | null): MeminfoDiffRow[] {
  const notes = missingMeminfo(a, b);
  const ofA = new Map(a.reader.meminfo().map((reading) => [reading.field, reading]));
  const ofB = new Map((b?.reader.meminfo() ?? []).map((reading) => [reading.field, reading]));
  return [...new Set([...ofA.keys(), ...ofB.keys()])].map((field) =>
    meminfoRow(field, ofA.get(field), ofB.get(field), notes),
  );
}

/** A side without any meminfo is not known; one that lacks a field is of another kernel. */
function missingMeminfo(a: Side, b: Side | null): NoteKey[] {
  if (a.reader.meminfo().length === 0) return ['no-meminfo-a'];
  return b !== null && b.reader.meminfo().length === 0 ? ['no-meminfo-b'] : [];
}

function meminfoRow(
  field: string,
  a: MeminfoReading | undefined,
  b: MeminfoReading | undefined,
  notes: readonly NoteKey[],
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
    deltaBytes: notes.length > 0 ? null : difference(aBytes, bBytes),
    notes,
    aEvidence: a === undefined ? [] : [a.evidence],
    bEvidence: b === undefined ? [] : [b.evidence],
  };
}
