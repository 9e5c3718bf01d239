/** What the allocator of one process holds and what is in it, from the bytes of its dumps. */
import { contentShapes } from '#shared/analysis/content-shapes.ts';
import { sumTotals, totalsOf } from '#shared/analysis/heap/heap-totals.ts';
import { trimmableBytes } from '#shared/analysis/heap/trimmable.ts';
import { walkProcess, type OtherHeaps } from '#shared/analysis/heap/walk-process.ts';
import { findLinks } from '#shared/analysis/structures/find-links.ts';
import { findKafkaMessages, type KafkaMessage } from '#shared/analysis/structures/rdkafka-messages.ts';
import { summarizeQueue } from '#shared/analysis/structures/rdkafka-queue.ts';
import { livenesses, type ChunkTable, type Liveness, type WalkedDump } from '#shared/domain/heap.ts';
import type { ContentTotal, DumpInspection, ProcessInspection } from '#shared/domain/inspection.ts';
import type { OpenedDump } from './shared-dumps.ts';

/** What bytes alone tell; names, libraries and what was left out are the case's to say. */
export type MemoryInspection = Pick<
  ProcessInspection,
  | 'shapes'
  | 'era'
  | 'eraVotes'
  | 'safeLinking'
  | 'mainArenaFound'
  | 'allocator'
  | 'dumps'
  | 'totals'
  | 'queue'
  | 'links'
>;

/**
 * @param memory all dumps of the process: lists lead from one to the other
 * @param other what its mappings say of other allocators
 * @param asksForContent a known component is there whose queue may be told by its records
 */
export function inspectMemory(
  memory: readonly OpenedDump[],
  other: OtherHeaps,
  asksForContent: boolean,
): MemoryInspection {
  const walk = walkProcess(memory, other);
  const found = memory.map((dump, at) => findKafkaMessages(dump, walk.dumps[at]?.chunks ?? noChunks));
  const dumps = memory.flatMap((dump, at) => {
    const walked = walk.dumps[at];
    return walked === undefined ? [] : [inspectDump(dump, walked, found[at] ?? [])];
  });
  const { era, eraVotes, safeLinking, mainArenaFound } = walk;
  const queue = summarizeQueue(memory, found) ?? null;
  // The records in a producer's messages are the same bytes once more.
  const needsContent = asksForContent && (queue?.totals.live.count ?? 0) === 0;
  const shapes = needsContent
    ? memory.flatMap((dump, at) => contentShapes(dump, walkedChunks(walk.dumps[at])))
    : [];
  return {
    ...{ era, eraVotes, safeLinking, mainArenaFound, allocator: other.allocator ?? other.runtime, dumps },
    totals: sumTotals(dumps.map(({ totals }) => totals)),
    ...{ queue, shapes },
    links: findLinks(
      memory.flatMap((dump, at) => {
        const walked = walk.dumps[at];
        return walked === undefined ? [] : [{ memory: dump, chunks: walked.chunks }];
      }),
    ),
  };
}

function walkedChunks(walked: WalkedDump | undefined): ChunkTable | null {
  return walked === undefined || walked.chunks.count === 0 ? null : walked.chunks;
}

const noChunks = {
  count: 0,
  offsets: new Float64Array(),
  sizes: new Float64Array(),
  states: new Uint8Array(),
};

function inspectDump(
  dump: OpenedDump,
  walked: WalkedDump,
  messages: readonly KafkaMessage[],
): DumpInspection {
  return {
    ...{ artifact: dump.artifact, pageMap: dump.pageMap },
    ...{ start: dump.start, end: dump.start + BigInt(dump.sizeBytes) },
    ...{ refusal: walked.refusal, segments: walked.segments, totals: totalsOf(walked, dump.runs) },
    trimmableBytes: trimmableBytes(walked, dump.runs),
    messages: Object.fromEntries(
      livenesses.map((liveness) => [liveness, contentOf(messages, liveness)]),
    ) as Record<Liveness, ContentTotal>,
  };
}

function contentOf(messages: readonly KafkaMessage[], wanted: Liveness): ContentTotal {
  const some = messages.filter(({ liveness }) => liveness === wanted);
  return { count: some.length, bytes: some.reduce((sum, { chunkBytes }) => sum + chunkBytes, 0) };
}
