/** What is answered rests on the tables as they were stored, or it is not answered. */
import type { ChosenSides } from '#shared/analysis/select-sides.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';

/**
 * Compares the derived tables of the snapshots that a comparison reads with their digest in the journal. That the
 * evidence itself is whole only `verify` asks.
 * @throws verify.failed
 */
export function checkSources(file: ReadableCase, { a, b }: ChosenSides): void {
  for (const snapshot of new Set([...a.sources, ...(b?.sources ?? [])])) checkSnapshot(file, snapshot);
}

function checkSnapshot(file: ReadableCase, { id, targetName, ordinal }: Snapshot): void {
  if (file.isAsDerived(id)) return;
  const name = `${targetName}@${ordinal}`;
  throw new AppError(
    'verify.failed',
    `The tables of ${name} were changed after they were stored; memcase reparse makes them again from the evidence.`,
    { snapshot: name },
  );
}
