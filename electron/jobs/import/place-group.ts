/** Which snapshot a group of evidence belongs to: one that there is, or a new one. */
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import { formatUtc } from '#shared/units/time.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import { comparable, readingKey, readingKeys } from './plan.ts';
import type { Group, PlannedItem } from './plan.ts';

/** Snapshots closer than this were probably meant to be one, and the user is told how. */
const NEAR_MS = 10 * 60 * 1000;

export interface Place {
  readonly snapshot: Snapshot;
  readonly warnings: readonly string[];
}

/**
 * 1. Where the time is only that of files, a snapshot that holds exactly these bytes already (the same
 *    files copied, or imported a second time).
 * 2. A snapshot of the same target and time, unless it holds another reading of the same thing.
 * 3. A new snapshot.
 */
export async function placeGroup(file: WritableCase, target: string, group: Group): Promise<Place> {
  const known = file.targets().some(({ name }) => name === target);
  const snapshots = known ? file.snapshots({ target }) : [];
  // Listed once for a group: a day of samples is more than a thousand snapshots.
  const held = Map.groupBy(known ? file.artifacts({ target }) : [], ({ snapshotId }) => snapshotId);
  const artifactsOf = ({ id }: Snapshot) => held.get(id) ?? [];
  const timeIsWeak = group.timeSource !== 'given' && group.timeSource !== 'manifest';
  const sameTime = snapshots.filter(({ takenAt }) => takenAt === group.takenAt);
  for (const snapshot of timeIsWeak ? snapshots : []) {
    if (await holdsAll(artifactsOf(snapshot), group.items)) return { snapshot, warnings: [] };
  }
  for (const snapshot of sameTime) {
    if (!(await contradicts(artifactsOf(snapshot), group.items))) return { snapshot, warnings: [] };
  }
  const { id: targetId } = file.ensureTarget(target);
  const snapshot = file.addSnapshot(targetId, group.takenAt, group.timeSource);
  return { snapshot, warnings: warningsOf(target, group, snapshots, sameTime.length) };
}

function warningsOf(
  target: string,
  group: Group,
  snapshots: readonly Snapshot[],
  sameTime: number,
): string[] {
  const at = formatUtc(group.takenAt);
  if (sameTime > 0) {
    return [
      `${target} has another snapshot at ${at} with other content of the same kind; both are kept, as two snapshots at the same time.`,
    ];
  }
  const near = snapshots.find(({ takenAt }) => Math.abs(takenAt - group.takenAt) < NEAR_MS);
  if (near === undefined || group.timeSource === 'manifest' || group.timeSource === 'given') return [];
  const other = formatUtc(near.takenAt);
  return [
    `${target} has a snapshot at ${other} too; if this is of the same moment, import it with --at ${other} to have them as one.`,
  ];
}

async function holdsAll(artifacts: readonly Artifact[], items: readonly PlannedItem[]): Promise<boolean> {
  for (const item of items) {
    if (
      !(await anySame(
        artifacts.filter((artifact) => isSameThing(artifact, item)),
        item,
      ))
    )
      return false;
  }
  return items.length > 0;
}

async function contradicts(artifacts: readonly Artifact[], items: readonly PlannedItem[]): Promise<boolean> {
  for (const item of items) {
    const keys = readingKeys(item, comparable);
    const rivals = artifacts.filter((artifact) => keys.includes(readingKey(artifact, comparable) ?? ''));
    if (rivals.length > 0 && !(await anySame(rivals, item))) return true;
  }
  return false;
}

function isSameThing(artifact: Artifact, { inspection, pid, process }: PlannedItem): boolean {
  return (
    artifact.sourceId === null &&
    artifact.kind === inspection.kind &&
    artifact.pid === pid &&
    artifact.process === process
  );
}

/** Sizes first: most files need not be hashed for it. */
async function anySame(artifacts: readonly Artifact[], { inspection }: PlannedItem): Promise<boolean> {
  const { sizeBytes } = inspection;
  const candidates = artifacts.filter((artifact) => sizeBytes === null || artifact.sizeBytes === sizeBytes);
  if (candidates.length === 0) return false;
  const sha256 = await inspection.sha256();
  return candidates.some((artifact) => artifact.sha256 === sha256);
}
