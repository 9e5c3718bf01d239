/** Which snapshot a group of evidence belongs to: one that there is, or a new one. */
import type { Artifact, SnapshotId, TimeSource } from '#shared/domain/evidence.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import { formatUtc } from '#shared/units/time.ts';
import type { NewSnapshot, SnapshotTime, WritableCase } from '#electron/casefile/types.ts';
import { comparable, readingKey, readingsOf, tellTheSame } from './plan.ts';
import type { Group, PlannedItem, Reading } from './plan.ts';

/** Snapshots closer than this were probably meant to be one, and the user is told how. */
const NEAR_MS = 10 * 60 * 1000;
/** Evidence without a time of its own joins a snapshot without one that is no further away than this. */
const JOIN_MS = 60 * 60 * 1000;

/** Times that say when a file was written or given, not when it was captured. */
const undated: ReadonlySet<TimeSource> = new Set(['file', 'import']);

export interface Place {
  /** A new one is made with its first artifact, so that none stays empty. */
  readonly snapshotId: SnapshotId | NewSnapshot;
  readonly warnings: readonly string[];
}

/**
 * 1. Where the time is only that of files, a snapshot that holds exactly these bytes already (the same
 *    files copied, or imported a second time).
 * 2. A snapshot of the same target and time, unless it holds another reading of the same thing.
 * 3. Where the time is that of files or of the import, the snapshot of such a time within an hour that was
 *    added last, if none of this evidence is in it yet: captures come block by block.
 * 4. A new snapshot.
 */
export async function placeGroup(
  file: WritableCase,
  target: string,
  group: Group,
  alwaysNew = false,
): Promise<Place> {
  const { takenAt, timeSource, items } = group;
  const near = file.snapshotsNear(target, takenAt, JOIN_MS);
  const sameTime = near.filter((snapshot) => snapshot.takenAt === Math.round(takenAt));
  if (!alwaysNew) {
    const isWeak = timeSource !== 'given' && timeSource !== 'manifest';
    const holder = isWeak ? await holderOf(file, target, items) : undefined;
    if (holder !== undefined) return { snapshotId: holder, warnings: [] };
    for (const { id } of sameTime) {
      if (!(await contradicts(file.artifactsOf(id), items, isSameReading)))
        return { snapshotId: id, warnings: [] };
    }
    const open = undated.has(timeSource) ? lastUndated(near) : undefined;
    if (open !== undefined && !(await contradicts(file.artifactsOf(open.id), items, tellTheSame))) {
      return { snapshotId: open.id, warnings: [joined(file, target, open.id)] };
    }
  }
  return {
    snapshotId: { target, takenAt, timeSource },
    warnings: alwaysNew ? [] : warningsOf(target, group, near, sameTime.length),
  };
}

function lastUndated(near: readonly SnapshotTime[]): SnapshotTime | undefined {
  return near.filter(({ timeSource }) => undated.has(timeSource)).toSorted((x, y) => y.id - x.id)[0];
}

function joined(file: WritableCase, target: string, id: SnapshotId): string {
  const snapshot = file.snapshots({ target }).find((candidate) => candidate.id === id);
  const at = snapshot === undefined ? '' : ` of ${formatUtc(snapshot.takenAt)}`;
  return `joined snapshot ${target}@${snapshot?.ordinal ?? '?'}${at}, which held no such evidence yet; use --new-snapshot to start another.`;
}

function warningsOf(
  target: string,
  group: Group,
  snapshots: readonly SnapshotTime[],
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

/** The snapshot that has all of it. Asked by size, then by hash: most files need not be hashed for it. */
async function holderOf(
  file: WritableCase,
  target: string,
  items: readonly PlannedItem[],
): Promise<SnapshotId | undefined> {
  for (const item of items) {
    const { sizeBytes } = item.inspection;
    if (sizeBytes !== null && !file.holdsSize(target, sizeBytes)) return undefined;
    const sha256 = await hashOf(item);
    if (sha256 === undefined) continue;
    for (const artifact of file.artifactsWithHash(target, sha256)) {
      if (!isSameThing(artifact, item)) continue;
      if (await holdsAll(file.artifactsOf(artifact.snapshotId), items)) return artifact.snapshotId;
    }
    return undefined;
  }
  return undefined;
}

async function holdsAll(artifacts: readonly Artifact[], items: readonly PlannedItem[]): Promise<boolean> {
  for (const item of items) {
    const rivals = artifacts.filter((artifact) => isSameThing(artifact, item));
    if ((await anySame(rivals, item)) === false) return false;
  }
  return true;
}

async function contradicts(
  artifacts: readonly Artifact[],
  items: readonly PlannedItem[],
  isRival: (reading: Reading, artifact: Reading) => boolean,
): Promise<boolean> {
  for (const item of items) {
    const readings = readingsOf(item);
    const rivals = artifacts.filter((artifact) => readings.some((reading) => isRival(reading, artifact)));
    if (rivals.length > 0 && (await anySame(rivals, item)) === false) return true;
  }
  return false;
}

/** Of which there is one at a moment, as far as both say whose it is. */
function isSameReading(reading: Reading, artifact: Reading): boolean {
  const key = readingKey(reading, comparable);
  return key !== null && key === readingKey(artifact, comparable);
}

function isSameThing(artifact: Artifact, { inspection, pid, process }: PlannedItem): boolean {
  return (
    artifact.sourceId === null &&
    artifact.kind === inspection.kind &&
    artifact.pid === pid &&
    artifact.process === process
  );
}

/** Sizes first. Undefined where only reading could tell and the file cannot be read any more. */
async function anySame(artifacts: readonly Artifact[], item: PlannedItem): Promise<boolean | undefined> {
  const { sizeBytes } = item.inspection;
  const candidates = artifacts.filter((artifact) => sizeBytes === null || artifact.sizeBytes === sizeBytes);
  if (candidates.length === 0) return false;
  const sha256 = await hashOf(item);
  return sha256 === undefined ? undefined : candidates.some((artifact) => artifact.sha256 === sha256);
}

/** Undefined where it cannot be read any more: it brings nothing then; storing it tells why. */
async function hashOf({ inspection }: PlannedItem): Promise<string | undefined> {
  try {
    return await inspection.sha256();
  } catch (error) {
    if (isAppError(error) && error.code === 'job.cancelled') throw error;
    return undefined;
  }
}
