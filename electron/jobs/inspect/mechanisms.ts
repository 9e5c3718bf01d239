/** The mechanisms of a comparison: both sides' dumped processes, and those that hold sockets. */
import type { Side } from '#shared/analysis/explain.ts';
import type { ChosenSides } from '#shared/analysis/select-sides.ts';
import type { ProcessInspection } from '#shared/domain/inspection.ts';
import type { Mechanism } from '#shared/domain/mechanism.ts';
import { matchMechanisms } from '#shared/mechanisms/match.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { dumpsOfSide, inspectProcess, type DumpedProcess } from './inspect-processes.ts';
import { evidenceOfSide, type KnownProcess } from './process-evidence.ts';

/**
 * @param inspect how a process's dumps are read; callers that keep what was walked give their own
 * @returns largest first, both targets together
 */
export function mechanismsOf(
  file: ReadableCase,
  { a, b }: ChosenSides,
  inspect: (process: DumpedProcess) => ProcessInspection = (process) => inspectProcess(file, process),
): Mechanism[] {
  const sides: readonly (readonly [Side, Side | null])[] =
    b === null
      ? [[a, null]]
      : [
          [a, b],
          [b, a],
        ];
  return matchMechanisms(
    sides.flatMap(([side, other]) => evidenceOfSide(file, side, other, processesOf(file, side, inspect))),
  );
}

function processesOf(
  file: ReadableCase,
  side: Side,
  inspect: (process: DumpedProcess) => ProcessInspection,
): KnownProcess[] {
  const known = new Map<number, KnownProcess>();
  for (const { pid } of file.sockets(side.snapshot.id)) {
    if (pid !== undefined) known.set(pid, { pid, takenAt: side.snapshot.takenAt, inspection: null });
  }
  for (const process of dumpsOfSide(file, side)) {
    const { pid, dumps, snapshot } = process;
    const takenAt = Math.max(snapshot.takenAt, ...dumps.map(({ capturedAt }) => capturedAt));
    known.set(pid, { pid, takenAt, inspection: inspect(process) });
  }
  return [...known.values()];
}
