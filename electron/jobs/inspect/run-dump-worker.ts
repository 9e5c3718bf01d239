/** One task of `dump-worker.ts` in a thread of its own. */
import { Worker } from 'node:worker_threads';
import { cancelled } from './shared-dumps.ts';
import type { DumpAnswers, DumpTask } from './dump-worker.ts';

/** In a bundle the worker lies beside the services as JavaScript. */
const worker = new URL(
  import.meta.url.endsWith('.ts') ? './dump-worker.ts' : './dump-worker.js',
  import.meta.url,
);

/** @throws job.cancelled */
export async function runDumpWorker<Name extends DumpTask['task']>(
  task: DumpTask & { readonly task: Name },
  signal: AbortSignal | undefined,
): Promise<DumpAnswers[Name]> {
  if (signal?.aborted === true) throw cancelled();
  const thread = new Worker(worker, { workerData: task });
  const stop = (): void => void thread.terminate();
  signal?.addEventListener('abort', stop);
  try {
    return await new Promise((resolve, reject) => {
      thread.on('message', resolve);
      thread.on('error', reject);
      thread.on('exit', () =>
        reject(signal?.aborted === true ? cancelled() : new Error('The thread ended early.')),
      );
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
