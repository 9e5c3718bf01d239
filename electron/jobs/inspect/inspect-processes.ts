/** Every process that a case has dumps of, walked: what its allocator holds, and what is in it. */
import { allocatorOf, runtimeOf } from '#shared/analysis/heap/refuse-allocator.ts';
import { noOtherHeaps, type OtherHeaps } from '#shared/analysis/heap/walk-process.ts';
import type { Side } from '#shared/analysis/explain.ts';
import type { ChosenSides } from '#shared/analysis/select-sides.ts';
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import type { ProcessInspection } from '#shared/domain/inspection.ts';
import { asksForContent } from '#shared/mechanisms/asks-content.ts';
import { parseAddress } from '#shared/units/address.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { checkedReader } from '../check-sources.ts';
import { toSocket } from './process-evidence.ts';
import { runDumpWorker } from './run-dump-worker.ts';
import { loadShared, MOST_DUMP_BYTES, type CaseNow, type SharedDump } from './shared-dumps.ts';

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

export interface InspectedProcess {
  readonly process: DumpedProcess;
  readonly inspection: ProcessInspection;
}

export interface InspectedSides {
  readonly a: readonly InspectedProcess[];
  /** Empty where there is no other side. */
  readonly b: readonly InspectedProcess[];
}

/**
 * One process after the other, since each takes the memory of its dumps.
 * @param inspect how a process's dumps are read; callers that keep what was walked give their own
 */
export async function inspectSides(
  caseNow: CaseNow,
  { a, b }: ChosenSides,
  inspect = (process: DumpedProcess) => inspectProcess(caseNow, process),
): Promise<InspectedSides> {
  const ofSide = async (side: Side) => {
    const inspected: InspectedProcess[] = [];
    for (const process of dumpsOfSide(caseNow(), side)) {
      inspected.push({ process, inspection: await inspect(process) });
    }
    return inspected;
  };
  return { a: await ofSide(a), b: b === null ? [] : await ofSide(b) };
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

/**
 * Reads all dumps of the process at once, in a thread of its own: memory for their sum.
 * @throws job.cancelled
 */
export async function inspectProcess(
  caseNow: CaseNow,
  { snapshot, pid, dumps }: DumpedProcess,
  signal?: AbortSignal,
): Promise<ProcessInspection> {
  const { other, ...names } = namesOf(caseNow(), snapshot, pid);
  const sockets = caseNow()
    .sockets(snapshot.id)
    .filter((socket) => socket.pid === pid)
    .map(toSocket);
  const asks = asksForContent({ process: names.name ?? '', libraries: names.libraries, sockets });
  const maps = caseNow()
    .artifactsOf(snapshot.id)
    .filter(({ kind }) => kind === 'page-map');
  const small = dumps.filter(({ sizeBytes }) => sizeBytes <= MOST_DUMP_BYTES);
  const shared: SharedDump[] = [];
  for (const dump of small) shared.push(await loadShared(caseNow, dump, maps, signal));
  return {
    ...{ target: snapshot.targetName, snapshot: snapshot.ordinal, pid, ...names },
    ...(await runDumpWorker({ task: 'inspect', dumps: shared, other, asksForContent: asks }, signal)),
    skipped: dumps.filter((dump) => !small.includes(dump)).map(({ id }) => id),
  };
}

/** Name, mapped files, and what they say of its heaps, as far as the snapshot tells them. */
export function namesOf(
  file: ReadableCase,
  snapshot: Snapshot,
  pid: number,
): Pick<ProcessInspection, 'name' | 'libraries'> & { readonly other: OtherHeaps } {
  const reader = checkedReader(file, snapshot);
  const process = reader.processes().find((one) => one.pid === pid);
  if (process === undefined) return { name: null, libraries: [], other: noOtherHeaps };
  const regions = reader.regions(process.id);
  const paths = [...new Set(regions.map(({ path }) => path))];
  const starts = regions.map(({ start }) => start);
  return {
    name: process.name,
    libraries: paths.filter((path) => path.startsWith('/')),
    other: { allocator: allocatorOf(paths), runtime: runtimeOf(paths, starts) },
  };
}
