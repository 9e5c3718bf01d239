/** A thread that works through the dumps of one process, so that nobody waits for it meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { findRecords } from '#shared/analysis/records/find-records.ts';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import type { HeapRefusal } from '#shared/domain/heap.ts';
import type { RecordSummary } from '#shared/domain/records.ts';
import { inspectMemory, type MemoryInspection } from './inspect-memory.ts';
import { openShared, type SharedDump } from './shared-dumps.ts';

/** All dumps are of one process: each helps to tell what is alive in the others. */
export type DumpTask =
  | { readonly task: 'records'; readonly dumps: readonly SharedDump[]; readonly wanted: number }
  | { readonly task: 'inspect'; readonly dumps: readonly SharedDump[] };

export interface RecordsAnswer {
  /** No heap was found in the dump: nothing says what is alive. */
  readonly refusal: HeapRefusal | null;
  readonly summary: RecordSummary;
}

export interface DumpAnswers {
  readonly records: RecordsAnswer | undefined;
  readonly inspect: MemoryInspection;
}

function answerTask(task: DumpTask): DumpAnswers[DumpTask['task']] {
  const memory = task.dumps.map(openShared);
  if (task.task === 'inspect') return inspectMemory(memory);
  const input = memory[task.wanted];
  const walked = walkHeaps(memory).dumps[task.wanted];
  if (input === undefined || walked === undefined) return undefined;
  const chunks = walked.chunks.count === 0 ? null : walked.chunks;
  return { refusal: walked.refusal, summary: findRecords(input, chunks) };
}

parentPort?.postMessage(answerTask(workerData as DumpTask));
