/** All that a case knows of one process, put together for the mechanisms. */
import { matchProcesses, anonymousMeasures } from '#shared/analysis/match-processes.ts';
import type { Side } from '#shared/analysis/explain.ts';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { DumpInspection, ProcessInspection } from '#shared/domain/inspection.ts';
import type { AllocatorEvidence, ProcessEvidence, SocketEvidence } from '#shared/domain/mechanism.ts';
import type { MeasureReading, ProcessMemory, Region, RegionClass } from '#shared/domain/memory.ts';
import type { StateTotal } from '#shared/domain/heap.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { logLinesOf, logsOf } from './log-lines.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';

/** A process that was dumped, or that holds sockets. */
export interface KnownProcess {
  readonly pid: number;
  readonly takenAt: EpochMs;
  readonly inspection: ProcessInspection | null;
}

/** Classes whose bytes glibc hands out. */
const heapClasses: ReadonlySet<RegionClass> = new Set(['main-heap', 'arena-heap']);

export function evidenceOfSide(
  file: ReadableCase,
  side: Side,
  other: Side | null,
  processes: readonly KnownProcess[],
): ProcessEvidence[] {
  const listed = new Map(side.reader.processes().map((process) => [process.pid, process]));
  const sockets = Map.groupBy(file.sockets(side.snapshot.id), ({ pid }) => pid);
  const likes = likesOf(side, other);
  const logs = logsOf(file, side.snapshot);
  return processes.map(({ pid, takenAt, inspection }) => {
    const process = listed.get(pid);
    const like = process === undefined ? undefined : likes.get(process);
    return {
      ...{ target: side.target, pid, takenAt, process: inspection?.name ?? process?.name ?? String(pid) },
      ...librariesOf(side, process, inspection),
      dumps: (inspection?.dumps ?? []).map(({ artifact, totals }) => ({
        artifact,
        sizeBytes: totals.sizeBytes,
      })),
      dumpedShare: process === undefined ? null : dumpedShare(side, process, inspection),
      ...{ queue: inspection?.queue ?? null, allocator: allocatorOf(inspection) },
      ...{
        shapes: inspection?.shapes ?? [],
        logLines: logLinesOf(logs, inspection?.name ?? process?.name ?? null),
      },
      ...{ sockets: (sockets.get(pid) ?? []).map(toSocket) },
      ...growth(process, like),
    };
  });
}

/** For each process of a side its like on the other one. */
function likesOf(side: Side, other: Side | null): Map<ProcessMemory, ProcessMemory> {
  const pairs =
    other === null
      ? []
      : matchProcesses(side.reader.processes(), other.reader.processes()).flatMap((group) => group.pairs);
  return new Map(pairs.flatMap(({ a, b }) => (a === null || b === null ? [] : [[a, b] as const])));
}

function anonymousOf(process: ProcessMemory | undefined): MeasureReading | undefined {
  const best = anonymousMeasures.find((measure) => process?.measures[measure] !== undefined);
  // The last two count files and shared pages too: no anonymous memory.
  return best === undefined || best === 'pss' || best === 'rss' ? undefined : process?.measures[best];
}

function growth(
  process: ProcessMemory | undefined,
  like: ProcessMemory | undefined,
): Pick<ProcessEvidence, 'anonymousBytes' | 'otherAnonymousBytes' | 'anonymousEvidence'> {
  const own = anonymousOf(process);
  const others = anonymousOf(like);
  return {
    anonymousBytes: own?.bytes ?? null,
    otherAnonymousBytes: others?.bytes ?? null,
    anonymousEvidence: [own, others].flatMap((reading) => (reading === undefined ? [] : [reading.evidence])),
  };
}

function librariesOf(
  { reader }: Side,
  process: ProcessMemory | undefined,
  inspection: ProcessInspection | null,
): Pick<ProcessEvidence, 'libraries' | 'librariesEvidence'> {
  const own = process === undefined ? [] : reader.regions(process.id).map(({ path }) => path);
  const paths = [
    ...new Set([...(inspection?.libraries ?? []), ...own.filter((path) => path.startsWith('/'))]),
  ];
  const artifact = process?.regionArtifact ?? null;
  const evidence: EvidenceRef | null = artifact === null ? null : { artifact, line: 0 };
  return { libraries: paths, librariesEvidence: paths.length === 0 ? null : evidence };
}

/** Of the resident bytes of its heaps, those within a dump; null where its heaps are not known. */
function dumpedShare(
  { reader }: Side,
  process: ProcessMemory,
  inspection: ProcessInspection | null,
): number | null {
  const heaps = reader.regions(process.id).filter((region) => heapClasses.has(region.class));
  const resident = heaps.reduce((sum, { rssBytes, sizeBytes }) => sum + (rssBytes ?? sizeBytes), 0);
  if (resident === 0) return null;
  const dumped = heaps.reduce((sum, region) => sum + dumpedOf(region, inspection?.dumps ?? []), 0);
  return Math.min(1, dumped / resident);
}

/** Resident bytes are taken to lie evenly in their region. */
function dumpedOf({ start, end, rssBytes, sizeBytes }: Region, dumps: readonly DumpInspection[]): Bytes {
  let covered = 0;
  for (const dump of dumps) {
    const from = dump.start > start ? dump.start : start;
    const to = dump.end < end ? dump.end : end;
    if (to > from) covered += Number(to - from);
  }
  return sizeBytes === 0 ? 0 : ((rssBytes ?? sizeBytes) * covered) / sizeBytes;
}

/** Null where nothing was walked. */
function allocatorOf(inspection: ProcessInspection | null): AllocatorEvidence | null {
  if (inspection === null) return null;
  const segments = inspection.dumps.flatMap((dump) => dump.segments);
  if (segments.length === 0) return null;
  const { states, overheadBytes } = inspection.totals;
  return {
    usedBytes: thereOf(states.used),
    freeBytes: thereOf(states.free),
    cachedBytes: thereOf(states['thread-cached']),
    fastBytes: thereOf(states.fast),
    topBytes: thereOf(states.top),
    unknownBytes: thereOf(states.unknown),
    overheadBytes,
    trimmableBytes: inspection.dumps.reduce((sum, dump) => sum + dump.trimmableBytes, 0),
    isResidencyKnown: inspection.totals.residentBytes !== null,
    arenas: new Set(segments.map(({ kind, arena }) => (kind === 'main' ? kind : String(arena)))).size,
  };
}

/** What was given back already is not kept. */
function thereOf({ bytes, residentBytes }: StateTotal): Bytes {
  return residentBytes ?? bytes;
}

export function toSocket({
  remote,
  state,
  sendQueueBytes,
  artifact,
  line,
}: ReturnType<ReadableCase['sockets']>[number]): SocketEvidence {
  return { remote, state, unsentBytes: sendQueueBytes ?? null, evidence: { artifact, line } };
}
