/** The records of one dump of a case, found in a thread of their own. */
import type { Artifact, ArtifactId } from '#shared/domain/evidence.ts';
import type { RecordsAnswer } from './dump-worker.ts';
import { processOfDump, sharedWith } from './dump-with-others.ts';
import type { DumpedProcess } from './inspect-processes.ts';
import { runDumpWorker } from './run-dump-worker.ts';
import type { CaseNow } from './shared-dumps.ts';

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
  const { artifact, process } = processOfDump(caseNow(), dump);
  const answer = await runDumpWorker(
    { task: 'records', ...(await sharedWith(caseNow, process, artifact, signal)) },
    signal,
  );
  if (answer === undefined) throw new Error('The dump is none of those that were read.');
  return { ...answer, artifact, process };
}
