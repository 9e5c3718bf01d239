/** The records of one dump of a case, found in a thread of their own. */
import { AppError } from '#shared/errors/app-error.ts';
import type { Artifact, ArtifactId } from '#shared/domain/evidence.ts';
import type { DumpTask, RecordsAnswer } from './dump-worker.ts';
import { dumpedProcesses, namesOf, type DumpedProcess } from './inspect-processes.ts';
import { runDumpWorker } from './run-dump-worker.ts';
import { loadShared, MOST_DUMP_BYTES, type CaseNow, type SharedDump } from './shared-dumps.ts';

export interface RecordsOfDump extends RecordsAnswer {
  readonly artifact: Artifact;
  readonly process: DumpedProcess;
}

/** @throws input.unknown-artifact, input.too-large, job.cancelled */
export async function recordsOfDump(
  caseNow: CaseNow,
  dump: ArtifactId,
  signal?: AbortSignal,
): Promise<RecordsOfDump> {
  const file = caseNow();
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
  const answer = await runDumpWorker(await taskOf(caseNow, process, artifact, signal), signal);
  if (answer === undefined) throw new Error('The dump is none of those that were read.');
  return { ...answer, artifact, process };
}

/** One that a newer dump of the same region took the place of is read alone. */
async function taskOf(
  caseNow: CaseNow,
  { snapshot, pid, dumps }: DumpedProcess,
  wanted: Artifact,
  signal: AbortSignal | undefined,
): Promise<DumpTask & { readonly task: 'records' }> {
  const maps = caseNow()
    .artifactsOf(snapshot.id)
    .filter(({ kind }) => kind === 'page-map');
  const isCurrent = dumps.some(({ id }) => id === wanted.id);
  const readable = isCurrent ? dumps.filter(({ sizeBytes }) => sizeBytes <= MOST_DUMP_BYTES) : [wanted];
  const shared: SharedDump[] = [];
  for (const dump of readable) shared.push(await loadShared(caseNow, dump, maps, signal));
  const { other } = namesOf(caseNow(), snapshot, pid);
  return { task: 'records', dumps: shared, other, wanted: readable.findIndex(({ id }) => id === wanted.id) };
}
