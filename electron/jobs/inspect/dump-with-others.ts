/** One dump, and the others of its process: each helps to tell what is alive in it. */
import { AppError } from '#shared/errors/app-error.ts';
import type { Artifact, ArtifactId } from '#shared/domain/evidence.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import type { ProcessDumps } from './dump-worker.ts';
import { dumpedProcesses, namesOf, type DumpedProcess } from './inspect-processes.ts';
import { loadShared, MOST_DUMP_BYTES, type CaseNow, type SharedDump } from './shared-dumps.ts';

export interface DumpOfProcess {
  readonly artifact: Artifact;
  readonly process: DumpedProcess;
}

/** @throws input.unknown-artifact, input.too-large */
export function processOfDump(file: ReadableCase, dump: ArtifactId): DumpOfProcess {
  const artifact = file.artifact(dump);
  const process = dumpedProcesses(file, file.snapshots()).find(
    ({ snapshot, pid }) =>
      artifact.kind === 'dump' && snapshot.id === artifact.snapshotId && pid === artifact.pid,
  );
  if (process === undefined) {
    throw new AppError('input.unknown-artifact', 'That evidence is no dump of memory.', { artifact: dump });
  }
  if (artifact.sizeBytes > MOST_DUMP_BYTES) {
    throw new AppError('input.too-large', 'The dump is too large to be read at once.', { artifact: dump });
  }
  return { artifact, process };
}

/** One that a newer dump of the same region took the place of is read alone. @throws job.cancelled */
export async function sharedWith(
  caseNow: CaseNow,
  { snapshot, pid, dumps }: DumpedProcess,
  wanted: Artifact,
  signal: AbortSignal | undefined,
): Promise<ProcessDumps & { readonly wanted: number }> {
  const maps = caseNow()
    .artifactsOf(snapshot.id)
    .filter(({ kind }) => kind === 'page-map');
  const isCurrent = dumps.some(({ id }) => id === wanted.id);
  const readable = isCurrent ? dumps.filter(({ sizeBytes }) => sizeBytes <= MOST_DUMP_BYTES) : [wanted];
  const shared: SharedDump[] = [];
  for (const dump of readable) shared.push(await loadShared(caseNow, dump, maps, signal));
  const { other } = namesOf(caseNow(), snapshot, pid);
  return { dumps: shared, other, wanted: readable.findIndex(({ id }) => id === wanted.id) };
}
