import type { Side } from '#renderer/state/inspected.ts';
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import type { LedgerSide } from '#shared/domain/ledger.ts';

/** Whose evidence an artifact is: by the snapshot that is compared, else by its target; null where neither tells. */
export function sideOfArtifact(
  artifact: Artifact,
  snapshots: readonly Snapshot[],
  a: LedgerSide | null,
  b: LedgerSide | null,
): Side | null {
  const snapshot = snapshots.find(({ id }) => id === artifact.snapshotId);
  const isOf = (side: LedgerSide | null) =>
    side !== null && side.target === artifact.targetName && side.snapshot === snapshot?.ordinal;
  if (isOf(a)) return 'a';
  if (isOf(b)) return 'b';
  if (a?.target === b?.target) return null;
  if (a?.target === artifact.targetName) return 'a';
  return b?.target === artifact.targetName ? 'b' : null;
}

/** A hash in groups of 8, so that eyes can compare it. */
export function hashGroups(sha256: string): readonly string[] {
  return sha256.match(/.{1,8}/g) ?? [];
}
