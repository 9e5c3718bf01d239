/** One side put together: what its snapshot lacks comes from the nearest ones of the same target, and says so. */
import type { ArtifactKind, Snapshot } from '#shared/domain/evidence.ts';
import type { SnapshotReader } from '#shared/domain/memory.ts';
import { borrowRegions, type Lender } from './borrow-regions.ts';
import type { Side } from './explain.ts';

export type ReaderOf = (snapshot: Snapshot) => SnapshotReader;

/** Evidence that lists processes, and evidence that tells of one. */
const listKinds: readonly ArtifactKind[] = ['ps', 'smaps-rollup', 'status'];
const regionKinds: readonly ArtifactKind[] = ['smaps', 'pmap', 'maps'];

function holds({ kinds }: Snapshot, wanted: readonly ArtifactKind[]): boolean {
  return wanted.some((kind) => kinds.includes(kind));
}

export function hasMeminfo(snapshot: Snapshot): boolean {
  return holds(snapshot, ['meminfo']);
}

export function hasList(snapshot: Snapshot): boolean {
  return holds(snapshot, listKinds);
}

export function hasProcesses(snapshot: Snapshot): boolean {
  return hasList(snapshot) || hasRegions(snapshot);
}

function hasRegions(snapshot: Snapshot): boolean {
  return holds(snapshot, regionKinds);
}

/** Regions of another day are those of another process, or of another story. */
const SAME_STORY_MS = 24 * 3_600_000;

/** A timeline of thousands of snapshots is not searched to its ends. */
const MOST_LENDERS = 6;

/** @param ofTarget all snapshots of the target, in the order of time */
export function composeSide(ofTarget: readonly Snapshot[], chosen: Snapshot, readerOf: ReaderOf): Side {
  const readers = new Map<Snapshot, SnapshotReader>();
  const read = (snapshot: Snapshot): SnapshotReader => {
    const reader = readers.get(snapshot) ?? memoise(readerOf(snapshot));
    readers.set(snapshot, reader);
    return reader;
  };
  const byDistance = nearestFirst(ofTarget, chosen);
  const meminfo = byDistance.find(hasMeminfo) ?? chosen;
  const list = byDistance.find(hasList) ?? byDistance.find(hasProcesses) ?? chosen;
  const lenders = byDistance
    .filter((one) => one !== list && hasRegions(one) && distance(one, chosen) <= SAME_STORY_MS)
    .slice(0, MOST_LENDERS)
    .map((one): Lender => ({
      awayMs: distance(chosen, one),
      isChosen: one === chosen,
      snapshot: one,
      reader: read(one),
    }));
  const { reader, borrowed, lent } = borrowRegions(read(list), lenders);
  return {
    target: chosen.targetName,
    sources: [...new Set([meminfo, list, ...lent])],
    snapshot: chosen,
    reader: { ...reader, meminfo: () => read(meminfo).meminfo() },
    borrowed: {
      ...(meminfo === chosen ? {} : { meminfo: distance(chosen, meminfo) }),
      ...(list === chosen ? {} : { processes: distance(chosen, list) }),
      ...(borrowed.length === 0 ? {} : { regions: borrowed }),
    },
  };
}

/** The snapshot itself, then the others; of two at the same distance the older one. */
function nearestFirst(ofTarget: readonly Snapshot[], chosen: Snapshot): Snapshot[] {
  const others = ofTarget.filter((one) => one !== chosen);
  return [chosen, ...others.toSorted((x, y) => distance(x, chosen) - distance(y, chosen))];
}

function distance(x: Snapshot, y: Snapshot): number {
  return Math.abs(x.takenAt - y.takenAt);
}

/** Reads each table once. */
function memoise(reader: SnapshotReader): SnapshotReader {
  const once = <T>(read: () => T) => {
    let value: { readonly read: T } | undefined;
    return () => (value ??= { read: read() }).read;
  };
  return {
    meminfo: once(() => reader.meminfo()),
    processes: once(() => reader.processes()),
    classTotals: once(() => reader.classTotals()),
    regions: (processId) => reader.regions(processId),
  };
}
