/** A thread that works through the dumps of one process, so that nobody waits for it meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { dumpStats } from '#shared/analysis/dump-stats.ts';
import { dumpStrip } from '#shared/analysis/heap/dump-strip.ts';
import { heapCensus } from '#shared/analysis/heap/heap-census.ts';
import { findRecords } from '#shared/analysis/records/find-records.ts';
import { walkProcess, type OtherHeaps } from '#shared/analysis/heap/walk-process.ts';
import type { DumpStats } from '#shared/domain/dump-stats.ts';
import type { DumpStrip } from '#shared/domain/dump-strip.ts';
import type { ChunkTable, HeapRefusal } from '#shared/domain/heap.ts';
import type { HeapCensus } from '#shared/domain/heap-census.ts';
import type { RecordSummary } from '#shared/domain/records.ts';
import { inspectMemory, type MemoryInspection } from './inspect-memory.ts';
import { knownPages, openShared, type SharedDump } from './shared-dumps.ts';
import { stringsOfMemory, type MemoryStrings, type StringsWanted } from './strings-of-memory.ts';

/** All dumps are of one process: each helps to tell what is alive in the others. */
export type DumpTask =
  | (ProcessDumps & { readonly task: 'records' | 'layout' | 'stats'; readonly wanted: number })
  | (ProcessDumps & { readonly task: 'strings'; readonly wanted: number; readonly strings: StringsWanted })
  | (ProcessDumps & { readonly task: 'inspect'; readonly asksForContent: boolean });

export interface ProcessDumps {
  readonly dumps: readonly SharedDump[];
  /** Heaps that are not glibc’s. */
  readonly other: OtherHeaps;
}

export interface RecordsAnswer {
  /** No heap was found in the dump: nothing says what is alive. */
  readonly refusal: HeapRefusal | null;
  readonly summary: RecordSummary;
}

export interface StringsAnswer extends MemoryStrings {
  readonly refusal: HeapRefusal | null;
}

/** Where the chunks of a dump lie, the whole of it in a strip, and what was counted. */
export interface LayoutAnswer {
  readonly refusal: HeapRefusal | null;
  readonly chunks: ChunkTable;
  readonly strip: DumpStrip;
  readonly census: HeapCensus;
}

export interface DumpAnswers {
  readonly records: RecordsAnswer | undefined;
  readonly strings: StringsAnswer | undefined;
  readonly layout: LayoutAnswer | undefined;
  readonly stats: DumpStats | undefined;
  readonly inspect: MemoryInspection;
}

function answerTask(task: DumpTask): DumpAnswers[DumpTask['task']] {
  const memory = task.dumps.map(openShared);
  if (task.task === 'inspect') return inspectMemory(memory, task.other, task.asksForContent);
  const input = memory[task.wanted];
  if (task.task === 'stats') return input === undefined ? undefined : dumpStats(input, knownPages(input));
  const walked = walkProcess(memory, task.other).dumps[task.wanted];
  if (input === undefined || walked === undefined) return undefined;
  const { refusal } = walked;
  if (task.task === 'layout') {
    const strip = dumpStrip(input, knownPages(input), walked.chunks);
    return { refusal, chunks: walked.chunks, strip, census: heapCensus(walked) };
  }
  const chunks = walked.chunks.count === 0 ? null : walked.chunks;
  if (task.task === 'strings') return { refusal, ...stringsOfMemory(input, chunks, task.strings) };
  return { refusal, summary: findRecords(input, chunks) };
}

parentPort?.postMessage(answerTask(workerData as DumpTask));
