/**
 * What happened on the targets of a case, out of all snapshots: the same kill stands in the kernel log of every later
 * snapshot, the same connection in many listings; each is told once.
 */
import type { CaseEvent, OomReport } from '#shared/domain/events.ts';
import type { ArtifactId, Snapshot } from '#shared/domain/evidence.ts';
import type { ProcessMemory } from '#shared/domain/memory.ts';
import type { ParsedSocket } from '#shared/domain/parsed.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { connectionEvents } from './connections.ts';
import { oomEvents } from './oom-events.ts';
import { restartEvents } from './restarts.ts';

/** One snapshot as events are read from it. */
export interface EventSource {
  readonly snapshot: Snapshot;
  /** When the machine was started, by its own clock; null where the evidence does not tell. */
  readonly bootAt: EpochMs | null;
  readonly kernelLogs: readonly { readonly artifact: ArtifactId; readonly reports: readonly OomReport[] }[];
  /** Empty where the snapshot has no list of processes. */
  readonly processes: readonly ProcessMemory[];
  readonly sockets: readonly (ParsedSocket & { readonly artifact: ArtifactId })[];
}

/** By target, then by time, those without a time first. Sources may come in any order. */
export function caseEvents(sources: readonly EventSource[]): CaseEvent[] {
  const targets = Map.groupBy(sources, ({ snapshot }) => snapshot.targetName);
  return [...targets.values()].flatMap((own) => {
    const inTime = own.toSorted(
      (x, y) => x.snapshot.takenAt - y.snapshot.takenAt || x.snapshot.ordinal - y.snapshot.ordinal,
    );
    return [...oomEvents(inTime), ...restartEvents(inTime), ...connectionEvents(inTime)].toSorted(
      (x, y) => (x.time?.from ?? -Infinity) - (y.time?.from ?? -Infinity),
    );
  });
}
