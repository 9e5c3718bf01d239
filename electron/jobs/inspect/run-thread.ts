/** Heavy work in a thread of its own, so that nobody waits for it meanwhile. */
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { cancelled } from './shared-dumps.ts';

/** In a bundle the threads lie beside the services as JavaScript. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * Ends when the thread does; a cancel ends it at once, wherever it is.
 * @throws job.cancelled, and what was thrown in the thread or by `hear`
 */
export async function runThread(
  name: 'dump-worker' | 'search-worker',
  options: WorkerOptions,
  signal: AbortSignal | undefined,
  hear: (message: unknown) => void,
): Promise<void> {
  if (signal?.aborted === true) throw cancelled();
  const file = `./${name}.${extension}`;
  const thread = new Worker(new URL(file, import.meta.url), options);
  const stop = (): void => void thread.terminate();
  signal?.addEventListener('abort', stop);
  try {
    await new Promise<void>((resolve, reject) => {
      thread.on('message', (message) => {
        try {
          hear(message);
        } catch (error) {
          reject(error as Error);
        }
      });
      thread.on('error', reject);
      thread.on('exit', (code) => {
        if (signal?.aborted === true) reject(cancelled());
        else if (code === 0) resolve();
        else reject(new Error('The thread ended early.'));
      });
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await thread.terminate();
  }
}
