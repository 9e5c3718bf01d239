/** The mechanisms of a comparison: both sides' dumped processes, and those that hold sockets. */
import type { Side } from '#shared/analysis/explain.ts';
import type { ChosenSides } from '#shared/analysis/select-sides.ts';
import type { Mechanism } from '#shared/domain/mechanism.ts';
import { matchMechanisms } from '#shared/mechanisms/match.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import type { InspectedProcess, InspectedSides } from './inspect-processes.ts';
import { evidenceOfSide, type KnownProcess } from './process-evidence.ts';

/** @returns largest first, both targets together */
export function mechanismsOf(
  file: ReadableCase,
  { a, b }: ChosenSides,
  inspected: InspectedSides,
): Mechanism[] {
  const evidence = evidenceOfSide(file, a, b, processesOf(file, a, inspected.a));
  if (b !== null) evidence.push(...evidenceOfSide(file, b, a, processesOf(file, b, inspected.b)));
  return matchMechanisms(evidence);
}

function processesOf(
  file: ReadableCase,
  { snapshot }: Side,
  inspected: readonly InspectedProcess[],
): KnownProcess[] {
  const known = new Map<number, KnownProcess>();
  for (const { pid } of file.sockets(snapshot.id)) {
    if (pid !== undefined) known.set(pid, { pid, takenAt: snapshot.takenAt, inspection: null });
  }
  for (const { process, inspection } of inspected) {
    const { pid, dumps } = process;
    const takenAt = Math.max(process.snapshot.takenAt, ...dumps.map(({ capturedAt }) => capturedAt));
    known.set(pid, { pid, takenAt, inspection });
  }
  return [...known.values()];
}
