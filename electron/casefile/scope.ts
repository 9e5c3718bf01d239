/** Which snapshots a scope means. */
import { AppError } from '#shared/errors/app-error.ts';
import type { Snapshot, Target } from '#shared/domain/evidence.ts';
import type { CaseStore } from './store.ts';
import type { EvidenceScope } from './types.ts';

/** @throws input.unknown-target, input.unknown-snapshot */
export function snapshotsInScope(store: CaseStore, scope: EvidenceScope): Snapshot[] {
  const { target, snapshot } = scope;
  if (target !== undefined) requireTarget(store, target);
  const found = store.snapshots
    .list()
    .filter((row) => target === undefined || row.targetName === target)
    .filter((row) => snapshot === undefined || row.ordinal === snapshot);
  if (snapshot !== undefined && found.length === 0) {
    throw new AppError('input.unknown-snapshot', `There is no snapshot ${snapshot}.`, { snapshot });
  }
  return found;
}

/** @throws input.unknown-target */
export function requireTarget(store: CaseStore, name: string): Target {
  const found = store.targets.find(name);
  if (found !== undefined) return found;
  throw new AppError('input.unknown-target', `The case has no target named ${name}.`, { target: name });
}

export function isWholeCase(scope: EvidenceScope): boolean {
  return scope.target === undefined && scope.snapshot === undefined;
}
