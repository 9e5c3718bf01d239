/** The inside of dumped processes. What was walked once is kept as long as the case does not change. */
import { AppError } from '#shared/errors/app-error.ts';
import type { DumpCensus, HeapProcess, HeapRequest } from '#shared/contract/inside.ts';
import type { HeapCensus } from '#shared/domain/heap-census.ts';
import type { DumpInspection, ProcessInspection } from '#shared/domain/inspection.ts';
import { toAddressText } from '#shared/units/address.ts';
import {
  dumpedProcesses,
  inspectProcess,
  type DumpedProcess,
} from '#electron/jobs/inspect/inspect-processes.ts';
import type { LayoutAnswer } from '#electron/jobs/inspect/dump-worker.ts';
import { chunksWithin, layoutOfDump } from '#electron/jobs/inspect/layout-of-dump.ts';
import { statsOfDump } from '#electron/jobs/inspect/stats-of-dump.ts';
import type { OpenCase } from './case-registry.ts';
import { os } from './implementer.ts';
import { onceAsync } from './once.ts';
import type { Services } from './services.ts';

export function insideProcedures({ cases }: Services) {
  return {
    heap: os.inside.heap.handler(async ({ input }) => {
      const open = cases.get(input.case);
      const inspections: ProcessInspection[] = [];
      for (const process of chosen(open, input)) inspections.push(await inspectOnce(open, process));
      const { process } = input;
      return inspections
        .filter(({ name, pid }) => process === undefined || process === name || process === String(pid))
        .map(toHeapProcess);
    }),
    chunks: os.inside.chunks.handler(async ({ input }) => {
      const layout = await layoutOnce(cases.get(input.case), input.dump);
      return chunksWithin(layout, input.offset, input.length);
    }),
    strip: os.inside.strip.handler(async ({ input }) => {
      const { contents, lives } = (await layoutOnce(cases.get(input.case), input.dump)).strip;
      return { contents: new Uint8Array(contents), lives: new Uint8Array(lives) };
    }),
    census: os.inside.census.handler(async ({ input }) => {
      const { refusal, census } = await layoutOnce(cases.get(input.case), input.dump);
      return { refusal, ...toCensus(census) };
    }),
    stats: os.inside.stats.handler(async ({ input: { case: handle, dump } }) => {
      const open = cases.get(handle);
      const { pages, bytes, entropies, repeated, ...stats } = await onceAsync(open, ['stats', dump], () =>
        statsOfDump(() => open.file, dump, open.closing),
      );
      return {
        ...{ ...stats, pages: { ...pages }, bytes: { ...bytes } },
        ...{ entropies: [...entropies], repeated: [...repeated] },
      };
    }),
  };
}

function toCensus({ arenas, sizes, lists, largest }: HeapCensus): Omit<DumpCensus, 'refusal'> {
  return {
    arenas: arenas.map(({ address, states, ...arena }) => ({
      ...{ ...arena, states: { ...states } },
      address: address === null ? null : toAddressText(address),
    })),
    ...{ sizes: [...sizes], lists: [...lists], largest: [...largest] },
  };
}

/** Walked once for each state of the case; ends early only with the case, since others may wait for the same. */
export function inspectOnce(open: OpenCase, process: DumpedProcess): Promise<ProcessInspection> {
  return onceAsync(open, ['inspection', process.snapshot.id, process.pid], () =>
    inspectProcess(() => open.file, process, open.closing),
  );
}

/** Kept like an inspection. */
function layoutOnce(open: OpenCase, dump: number): Promise<LayoutAnswer> {
  return onceAsync(open, ['layout', dump], () => layoutOfDump(() => open.file, dump, open.closing));
}

/** @throws input.unknown-artifact where `dump` is no dump of the case */
function chosen({ file }: OpenCase, { target, snapshot, dump }: HeapRequest): DumpedProcess[] {
  const all = dumpedProcesses(file, file.snapshots({ target, snapshot }));
  if (dump === undefined) return all;
  const { kind, snapshotId, pid } = file.artifact(dump);
  if (kind !== 'dump') {
    throw new AppError('input.unknown-artifact', 'That evidence is no dump of memory.', { artifact: dump });
  }
  return all.filter((process) => process.snapshot.id === snapshotId && process.pid === pid);
}

function toHeapProcess({
  libraries: _libraries,
  shapes: _shapes,
  dumps,
  totals,
  queue,
  links,
  skipped,
  ...rest
}: ProcessInspection): HeapProcess {
  return {
    ...rest,
    dumps: dumps.map(toHeapDump),
    totals: { ...totals, states: { ...totals.states } },
    queue: queue === null ? null : { ...queue, topics: [...queue.topics] },
    lists: links.lists.map(({ first, last, ...list }) => ({
      ...list,
      first: toAddressText(first),
      last: toAddressText(last),
    })),
    tables: links.tables.map(({ address, ...table }) => ({ ...table, address: toAddressText(address) })),
    skipped: [...skipped],
  };
}

function toHeapDump({ start, end, segments, totals, ...rest }: DumpInspection): HeapProcess['dumps'][number] {
  return {
    ...rest,
    start: toAddressText(start),
    end: toAddressText(end),
    totals: { ...totals, states: { ...totals.states } },
    segments: segments.map(({ arena, firstChunk, endChunk, fenceBytes: _fence, ...segment }) => ({
      ...segment,
      arena: arena === null ? null : toAddressText(arena),
      chunks: endChunk - firstChunk,
    })),
  };
}
