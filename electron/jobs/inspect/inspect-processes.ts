/** Every process that a case has dumps of, walked: what its allocator holds, and what is in it. */
import { totalsOf, sumTotals } from '#shared/analysis/heap/heap-totals.ts';
import { trimmableBytes } from '#shared/analysis/heap/trimmable.ts';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import type { Side } from '#shared/analysis/explain.ts';
import { findKafkaMessages, type KafkaMessage } from '#shared/analysis/structures/rdkafka-messages.ts';
import { summarizeQueue } from '#shared/analysis/structures/rdkafka-queue.ts';
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import { livenesses, type Liveness, type WalkedDump } from '#shared/domain/heap.ts';
import type { ContentTotal, DumpInspection, ProcessInspection } from '#shared/domain/inspection.ts';
import { parseAddress } from '#shared/units/address.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { checkedReader } from '../check-sources.ts';
import { loadDump, MOST_DUMP_BYTES, type LoadedDump } from './dump-memory-reader.ts';

/** One process of one snapshot. */
export interface DumpedProcess {
  readonly snapshot: Snapshot;
  readonly pid: number;
  readonly dumps: readonly Artifact[];
}

/** Processes with dumps, by snapshot and pid. Where a region was dumped twice in a snapshot, the newer dump. */
export function dumpedProcesses(file: ReadableCase, snapshots: readonly Snapshot[]): DumpedProcess[] {
  return snapshots.flatMap((snapshot) => {
    if (!snapshot.kinds.includes('dump')) return [];
    const dumps = file.artifactsOf(snapshot.id).filter(({ kind, pid }) => kind === 'dump' && pid !== null);
    return [...Map.groupBy(dumps, ({ pid }) => pid ?? 0)].map(([pid, all]) => ({
      ...{ snapshot, pid, dumps: withoutOverlap(all) },
    }));
  });
}

/** Minutes between a snapshot and a dump that may still speak for it. */
const MOST_MINUTES = 24 * 60;

/**
 * Dumps that tell what is inside a side's processes: of each pid those nearest in time, at most a day away. Another
 * process may have had the pid then; where its regions lie elsewhere, nothing is taken from it.
 */
export function dumpsOfSide(file: ReadableCase, { target, snapshot }: Side): DumpedProcess[] {
  const distance = ({ takenAt }: Snapshot) => Math.abs(takenAt - snapshot.takenAt);
  const near = file
    .snapshots({ target })
    .filter((one) => distance(one) <= MOST_MINUTES * 60_000)
    .toSorted((one, other) => distance(one) - distance(other));
  const nearest = new Map<number, DumpedProcess>();
  for (const process of dumpedProcesses(file, near)) {
    if (!nearest.has(process.pid)) nearest.set(process.pid, process);
  }
  return [...nearest.values()];
}

/** Sorted by address; of two that overlap, the one that came later. */
function withoutOverlap(dumps: readonly Artifact[]): Artifact[] {
  const kept: { artifact: Artifact; start: bigint; end: bigint }[] = [];
  for (const artifact of dumps.toSorted((one, other) => other.id - one.id)) {
    const start = parseAddress(artifact.baseAddress ?? '');
    if (start === undefined || artifact.sizeBytes === 0) continue;
    const end = start + BigInt(artifact.sizeBytes);
    if (kept.some((other) => start < other.end && other.start < end)) continue;
    kept.push({ artifact, start, end });
  }
  return kept.toSorted((one, other) => (one.start < other.start ? -1 : 1)).map(({ artifact }) => artifact);
}

/** Reads all dumps of the process at once: memory for their sum. */
export function inspectProcess(
  file: ReadableCase,
  { snapshot, pid, dumps }: DumpedProcess,
): ProcessInspection {
  const maps = file.artifactsOf(snapshot.id).filter(({ kind }) => kind === 'page-map');
  const small = dumps.filter(({ sizeBytes }) => sizeBytes <= MOST_DUMP_BYTES);
  const loaded = small.map((artifact) => loadDump(file, artifact, maps));
  const walk = walkHeaps(loaded);
  const found = loaded.map((dump, at) => findKafkaMessages(dump, walk.dumps[at]?.chunks ?? noChunks));
  const inspected = loaded.flatMap((dump, at) => {
    const walked = walk.dumps[at];
    return walked === undefined ? [] : [inspectDump(dump, walked, found[at] ?? [])];
  });
  const { era, eraVotes, safeLinking, mainArenaFound } = walk;
  return {
    ...{ target: snapshot.targetName, snapshot: snapshot.ordinal, pid, ...namesOf(file, snapshot, pid) },
    ...{ era, eraVotes, safeLinking, mainArenaFound, allocator: null, dumps: inspected },
    totals: sumTotals(inspected.map(({ totals }) => totals)),
    queue: summarizeQueue(loaded, found) ?? null,
    skipped: dumps.filter((dump) => !small.includes(dump)).map(({ id }) => id),
  };
}

const noChunks = {
  count: 0,
  offsets: new Float64Array(),
  sizes: new Float64Array(),
  states: new Uint8Array(),
};

function inspectDump(
  dump: LoadedDump,
  walked: WalkedDump,
  messages: readonly KafkaMessage[],
): DumpInspection {
  return {
    ...{ artifact: dump.artifact.id, pageMap: dump.pageMap?.id ?? null },
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

/** Name and mapped files, as far as the snapshot tells them. */
function namesOf(
  file: ReadableCase,
  snapshot: Snapshot,
  pid: number,
): Pick<ProcessInspection, 'name' | 'libraries'> {
  const reader = checkedReader(file, snapshot);
  const process = reader.processes().find((one) => one.pid === pid);
  if (process === undefined) return { name: null, libraries: [] };
  const paths = reader.regions(process.id).map(({ path }) => path);
  return { name: process.name, libraries: [...new Set(paths.filter((path) => path.startsWith('/')))] };
}
