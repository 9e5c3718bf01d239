/** A thread that finds records in one dump of a process; the others help to tell what is alive. */
import { parentPort, workerData } from 'node:worker_threads';
import { findRecords } from '#shared/analysis/records/find-records.ts';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import type { HeapRefusal } from '#shared/domain/heap.ts';
import type { PageRun } from '#shared/domain/page-map.ts';
import type { RecordSummary } from '#shared/domain/records.ts';
import { pagesOf } from './dump-memory-reader.ts';

export interface SharedDump {
  readonly start: bigint;
  readonly bytes: SharedArrayBuffer;
  readonly runs: readonly PageRun[] | null;
}

export interface RecordsTask {
  /** Of one process. */
  readonly dumps: readonly SharedDump[];
  /** Which of them. */
  readonly wanted: number;
}

export interface RecordsAnswer {
  /** No heap was found in the dump: nothing says what is alive. */
  readonly refusal: HeapRefusal | null;
  readonly summary: RecordSummary;
}

export function answerTask({ dumps, wanted }: RecordsTask): RecordsAnswer | undefined {
  const inputs = dumps.map(({ start, bytes, runs }) => ({
    ...{ start, sizeBytes: bytes.byteLength },
    read: (offset: number, length: number) =>
      new Uint8Array(bytes, offset, Math.min(length, bytes.byteLength - offset)),
    pageIsThere: runs === null ? () => true : pagesOf(runs, start),
  }));
  const input = inputs[wanted];
  const walked = walkHeaps(inputs).dumps[wanted];
  if (input === undefined || walked === undefined) return undefined;
  const chunks = walked.chunks.count === 0 ? null : walked.chunks;
  return { refusal: walked.refusal, summary: findRecords(input, chunks) };
}

parentPort?.postMessage(answerTask(workerData as RecordsTask));
