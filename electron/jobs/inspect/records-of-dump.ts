/** The records of one dump of a case, found in a thread of their own. */
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/errors/app-error.ts';
import type { Artifact, ArtifactId } from '#shared/domain/evidence.ts';
import { parseAddress } from '#shared/units/address.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { mapOf } from '../dump/list-dumps.ts';
import { MOST_DUMP_BYTES } from './dump-memory-reader.ts';
import { dumpedProcesses, type DumpedProcess } from './inspect-processes.ts';
import type { RecordsAnswer, RecordsTask, SharedDump } from './records-worker.ts';

export interface RecordsOfDump extends RecordsAnswer {
  readonly artifact: Artifact;
  readonly process: DumpedProcess;
}

/** @throws input.unknown-artifact, input.too-large, job.cancelled */
export async function recordsOfDump(
  file: ReadableCase,
  dump: ArtifactId,
  signal?: AbortSignal,
): Promise<RecordsOfDump> {
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
  const task = await taskOf(file, process, artifact, signal);
  const answer = await runWorker(task, signal);
  return { ...answer, artifact, process };
}

/** One that a newer dump of the same region took the place of is read alone. */
async function taskOf(
  file: ReadableCase,
  { snapshot, dumps }: DumpedProcess,
  wanted: Artifact,
  signal: AbortSignal | undefined,
): Promise<RecordsTask> {
  const maps = file.artifactsOf(snapshot.id).filter(({ kind }) => kind === 'page-map');
  const isCurrent = dumps.some(({ id }) => id === wanted.id);
  const readable = isCurrent ? dumps.filter(({ sizeBytes }) => sizeBytes <= MOST_DUMP_BYTES) : [wanted];
  const shared: SharedDump[] = [];
  for (const dump of readable) shared.push(await loadShared(file, dump, maps, signal));
  return { dumps: shared, wanted: readable.findIndex(({ id }) => id === wanted.id) };
}

async function loadShared(
  file: ReadableCase,
  artifact: Artifact,
  maps: readonly Artifact[],
  signal: AbortSignal | undefined,
): Promise<SharedDump> {
  const bytes = new SharedArrayBuffer(artifact.sizeBytes);
  const view = new Uint8Array(bytes);
  let at = 0;
  let chunks = 0;
  for (const chunk of file.chunks(artifact.id)) {
    view.set(chunk, at);
    at += chunk.length;
    // Others take their turn between chunks.
    chunks += 1;
    if (chunks % 16 === 0) await setImmediate();
    if (signal?.aborted === true) throw cancelled();
  }
  const runs = mapOf(file, artifact, maps)?.map.runs ?? null;
  return { start: parseAddress(artifact.baseAddress ?? '') ?? 0n, bytes, runs };
}

/** In a bundle the worker lies beside the services as JavaScript. */
const worker = new URL(
  import.meta.url.endsWith('.ts') ? './records-worker.ts' : './records-worker.js',
  import.meta.url,
);

async function runWorker(task: RecordsTask, signal: AbortSignal | undefined): Promise<RecordsAnswer> {
  const thread = new Worker(worker, { workerData: task });
  const stop = (): void => void thread.terminate();
  signal?.addEventListener('abort', stop);
  try {
    return await new Promise<RecordsAnswer>((resolve, reject) => {
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

function cancelled(): AppError {
  return new AppError('job.cancelled', 'Cancelled; nothing was changed.');
}
