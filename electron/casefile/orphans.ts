/**
 * Chunks that an import left when it failed, was cancelled or was killed. They are invisible, so they
 * are swept in portions: a broken import of some GiB must not make the next opening slow.
 */
import type { CaseStore } from './store.ts';

/** 64 MiB of content. */
const PORTION = 256;

/** Marks what a killed process left; to be called once after opening, in a transaction. */
export function endPendingImports({ pending, chunks }: CaseStore): void {
  for (const { id, last } of pending.list()) {
    if (last === null) pending.end(id, chunks.lastId());
  }
}

/** Sweeps one portion; to be called while no import runs, in a transaction. @returns whether any is left */
export function sweepOrphans({ pending }: CaseStore): boolean {
  const [row, ...others] = pending.list().filter(({ last }) => last !== null);
  if (row === undefined || row.last === null) return false;
  const until = Math.min(row.last, row.first + PORTION - 1);
  pending.sweep(row.first, until);
  if (until >= row.last) pending.remove(row.id);
  else pending.advance(row.id, until + 1);
  return until < row.last || others.length > 0;
}
