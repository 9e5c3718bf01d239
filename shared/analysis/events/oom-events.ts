import type { CaseEvent, OomReport } from '#shared/domain/events.ts';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { EventSource } from './case-events.ts';
import { placeTime } from './place-time.ts';

/** One event per run of the OOM killer, with the line of the kill in the first log that tells the most of it. */
export function oomEvents(sources: readonly EventSource[]): CaseEvent[] {
  const byKey = new Map<string, CaseEvent>();
  for (const { snapshot, bootAt, kernelLogs } of sources) {
    for (const { artifact, reports } of kernelLogs) {
      for (const oom of reports) {
        const key = keyOf(oom);
        const known = byKey.get(key);
        // A kernel's ring buffer loses its head: a later log may tell less of the same kill.
        if (known !== undefined && detail(known.oom) >= detail(oom)) continue;
        const victim = oom.victims[0];
        byKey.set(key, {
          kind: 'oom-kill',
          target: snapshot.targetName,
          time: placeTime(oom.timeText, bootAt) ?? known?.time ?? null,
          timeText: oom.timeText,
          pid: victim?.pid ?? null,
          processName: victim?.name ?? null,
          oom,
          connection: null,
          newPid: null,
          evidence: [lineOf(artifact, oom)],
        });
      }
    }
  }
  return [...byKey.values()];
}

/** The victims and their amounts; the time only where there is none, for a log that lost its head begins later. */
function keyOf({ victims, timeText, firstLine }: OomReport): string {
  return victims.length === 0
    ? `${timeText} ${firstLine}`
    : victims
        .map(({ pid, totalVmBytes, anonRssBytes, fileRssBytes }) =>
          [pid, totalVmBytes, anonRssBytes, fileRssBytes].join(':'),
        )
        .join(' ');
}

function detail(oom: OomReport | null): number {
  if (oom === null) return -1;
  return oom.tasks.length + (oom.askedBy === null ? 0 : 1) + (oom.limitGroup === null ? 0 : 1);
}

function lineOf(artifact: number, { victims, firstLine }: OomReport): EvidenceRef {
  return { artifact, line: victims[0]?.line ?? firstLine };
}
