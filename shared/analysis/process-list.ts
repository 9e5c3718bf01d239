/** Whether a side tells what runs on it, or only of the few processes whose regions were given. */
import type { ProcessMemory } from '#shared/domain/memory.ts';
import type { ArtifactKind } from '#shared/domain/evidence.ts';
import type { NoteKey } from '#shared/i18n/ledger.en.ts';
import type { ProcessPair } from './match-processes.ts';

/** A side that is compared with nothing, or that lists its processes, is listed. */
export interface Listed {
  readonly a: boolean;
  readonly b: boolean;
}

/** Nobody pastes the regions of more processes than this by hand. */
const FEW = 8;

const regionKinds: readonly ArtifactKind[] = ['smaps', 'pmap', 'maps'];

/** Where a process is missing from it, it does not run there. */
export function isList(processes: readonly ProcessMemory[]): boolean {
  return processes.length > FEW || processes.some(isFromList);
}

function isFromList({ regionArtifact, measures }: ProcessMemory): boolean {
  return (
    regionArtifact === null || Object.values(measures).some(({ source }) => !regionKinds.includes(source))
  );
}

/** What is to be said of pairs of which one side is missing in all. */
export function sideNotes(pairs: readonly ProcessPair[], listed: Listed): NoteKey[] {
  if (pairs.every(({ b }) => b === null)) return [listed.b ? 'only-in-a' : 'not-listed-b'];
  if (pairs.every(({ a }) => a === null)) return [listed.a ? 'only-in-b' : 'not-listed-a'];
  return [];
}
