/** The strings of one dump of a case, found in a thread of their own. */
import type { Artifact, ArtifactId } from '#shared/domain/evidence.ts';
import type { StringsAnswer } from './dump-worker.ts';
import { processOfDump, sharedWith } from './dump-with-others.ts';
import type { DumpedProcess } from './inspect-processes.ts';
import { runDumpWorker } from './run-dump-worker.ts';
import type { CaseNow } from './shared-dumps.ts';
import type { StringsWanted } from './strings-of-memory.ts';

export interface StringsOfDump extends StringsAnswer {
  readonly artifact: Artifact;
  readonly process: DumpedProcess;
}

/** @throws input.unknown-artifact, input.too-large, job.cancelled */
export async function stringsOfDump(
  caseNow: CaseNow,
  dump: ArtifactId,
  strings: StringsWanted,
  signal?: AbortSignal,
): Promise<StringsOfDump> {
  const { artifact, process } = processOfDump(caseNow(), dump);
  const dumps = await sharedWith(caseNow, process, artifact, signal);
  const answer = await runDumpWorker({ task: 'strings', strings, ...dumps }, signal);
  if (answer === undefined) throw new Error('The dump is none of those that were read.');
  return { ...answer, artifact, process };
}
