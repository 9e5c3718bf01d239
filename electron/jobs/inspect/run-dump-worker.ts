/** One task of `dump-worker.ts` in a thread of its own. */
import type { DumpAnswers, DumpTask } from './dump-worker.ts';
import { runThread } from './run-thread.ts';

/** @throws job.cancelled */
export async function runDumpWorker<Name extends DumpTask['task']>(
  task: DumpTask & { readonly task: Name },
  signal: AbortSignal | undefined,
): Promise<DumpAnswers[Name]> {
  let answer: unknown;
  await runThread('dump-worker', { workerData: task }, signal, (message) => (answer = message));
  return answer as DumpAnswers[Name];
}
