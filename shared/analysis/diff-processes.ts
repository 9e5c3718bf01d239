import type { ProcessDiffRow } from '#shared/domain/diff.ts';
import type { ProcessMemory } from '#shared/domain/memory.ts';
import { processMeasures, type ProcessMeasure } from '#shared/domain/parsed.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { difference, sumKnown } from './difference.ts';
import { listedSides, type Side } from './explain.ts';
import {
  anonymousMeasures,
  groupMeasure,
  matchProcesses,
  type ProcessGroup,
  type ProcessPair,
} from './match-processes.ts';
import { sideNotes, type Listed } from './process-list.ts';

/** A row per program; where one has several instances, rows for these follow with `parentId`. */
export function processRows(a: Side, b: Side | null): ProcessDiffRow[] {
  const groups = matchProcesses(a.reader.processes(), b?.reader.processes() ?? []);
  const listed = listedSides(a, b);
  return groups.flatMap((group) => {
    const row = processRow(group.key, group, group.pairs, listed, null);
    if (group.pairs.length === 1) return [row];
    return [
      row,
      ...group.pairs.map((pair, index) =>
        processRow(`${group.key}#${index + 1}`, group, [pair], listed, group.key),
      ),
    ];
  });
}

function processRow(
  id: string,
  group: ProcessGroup,
  pairs: readonly ProcessPair[],
  listed: Listed,
  parentId: string | null,
): ProcessDiffRow {
  const ofA = pairs.map(({ a }) => a).filter((process) => process !== null);
  const ofB = pairs.map(({ b }) => b).filter((process) => process !== null);
  // All rows of a group compare the same measure, so that they sum up.
  const measure = groupMeasure(group.pairs, anonymousMeasures)?.measure ?? 'rss';
  const aBytes = sumMeasure(ofA, measure);
  const bBytes = sumMeasure(ofB, measure);
  const either = ofA[0] ?? ofB[0];
  const notes = sideNotes(pairs, listed).filter((note) => note.startsWith('not-listed-'));
  return {
    kind: 'process',
    id,
    label: parentId === null ? group.label : (either?.commandLine ?? group.label),
    executable: group.key,
    commandLine: either?.commandLine ?? '',
    aPids: ofA.map(({ pid }) => pid).filter((pid) => pid !== null),
    bPids: ofB.map(({ pid }) => pid).filter((pid) => pid !== null),
    aCount: ofA.length,
    bCount: ofB.length,
    measure,
    measures: allMeasures(ofA, ofB),
    parentId,
    aBytes,
    bBytes,
    deltaBytes: notes.length > 0 ? null : difference(aBytes, bBytes),
    notes,
    aEvidence: ofA.slice(0, 8).map((process) => process.measures[measure]?.evidence ?? process.evidence),
    bEvidence: ofB.slice(0, 8).map((process) => process.measures[measure]?.evidence ?? process.evidence),
  };
}

export function sumMeasure(processes: readonly ProcessMemory[], measure: ProcessMeasure): Bytes | null {
  return sumKnown(processes.map(({ measures }) => measures[measure]?.bytes ?? null));
}

function allMeasures(a: readonly ProcessMemory[], b: readonly ProcessMemory[]): ProcessDiffRow['measures'] {
  const measures: Partial<Record<ProcessMeasure, { a: Bytes | null; b: Bytes | null }>> = {};
  for (const measure of processMeasures) {
    const amounts = { a: sumMeasure(a, measure), b: sumMeasure(b, measure) };
    if (amounts.a !== null || amounts.b !== null) measures[measure] = amounts;
  }
  return measures;
}
