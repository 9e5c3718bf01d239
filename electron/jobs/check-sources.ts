/** What is answered rests on the tables as they were stored, or it is not answered. */
import type { ChosenSides } from '#shared/analysis/select-sides.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import type { SnapshotReader } from '#shared/domain/memory.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';

/**
 * Compares the derived tables of the snapshots that a comparison reads with their digest in the journal; those of
 * regions, which are most of them, only where they are read (`checkedReader`). That the evidence itself is whole only
 * `verify` asks.
 * @throws verify.failed
 */
export function checkSources(file: ReadableCase, { a, b }: ChosenSides): void {
  checkSnapshots(file, new Set([...a.sources, ...(b?.sources ?? [])]));
}

/** The same of any snapshots. @throws verify.failed */
export function checkSnapshots(file: ReadableCase, snapshots: Iterable<Snapshot>): void {
  for (const snapshot of snapshots) {
    if (!file.tablesAreAsDerived(snapshot.id)) throw changed(snapshot);
  }
}

/** A snapshot's tables, whose regions are compared with the journal as they are read. @throws verify.failed */
export function checkedReader(file: ReadableCase, snapshot: Snapshot): SnapshotReader {
  const reader = file.snapshotReader(snapshot.id);
  return {
    meminfo: () => reader.meminfo(),
    processes: () => reader.processes(),
    classTotals: () => reader.classTotals(),
    regions: (process) => {
      if (!file.regionsAreAsDerived(snapshot.id, process)) throw changed(snapshot);
      return reader.regions(process);
    },
  };
}

function changed({ targetName, ordinal }: Snapshot): AppError {
  const name = `${targetName}@${ordinal}`;
  return new AppError(
    'verify.failed',
    `The tables of ${name} were changed after they were stored; memcase reparse makes them again from the evidence.`,
    { snapshot: name },
  );
}
