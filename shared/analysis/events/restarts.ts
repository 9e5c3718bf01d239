/**
 * Processes that came and went between two listings: the same command line under another number is a restart; one that
 * was there and is not any more has ended. What stands in one listing only is somebody's command (the `ps` of the
 * capture, for one), unless there are but two listings to tell from.
 */
import type { CaseEvent } from '#shared/domain/events.ts';
import type { ProcessMemory } from '#shared/domain/memory.ts';
import type { EventSource } from './case-events.ts';

const LISTINGS_OF_A_DAEMON = 2;

export function restartEvents(sources: readonly EventSource[]): CaseEvent[] {
  const listings = sources.filter(({ processes }) => processes.some(({ pid }) => pid !== null));
  const seen = new Map<string, number>();
  for (const process of listings.flatMap(programs)) {
    const key = identityOf(process);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const isDaemon = (process: ProcessMemory) =>
    listings.length === 2 || (seen.get(identityOf(process)) ?? 0) >= LISTINGS_OF_A_DAEMON;
  return listings.flatMap((before, i) => {
    const after = listings[i + 1];
    return after === undefined ? [] : changes(before, after, isDaemon);
  });
}

function changes(
  before: EventSource,
  after: EventSource,
  isDaemon: (process: ProcessMemory) => boolean,
): CaseEvent[] {
  const young = Map.groupBy(programs(after), nameOf);
  const events: CaseEvent[] = [];
  for (const [name, was] of Map.groupBy(programs(before), nameOf)) {
    const now = young.get(name) ?? [];
    const gone = was.filter(({ pid }) => now.every((process) => process.pid !== pid));
    const came = now.filter(({ pid }) => was.every((process) => process.pid !== pid));
    for (const [i, process] of gone.entries()) {
      const next = came[i];
      if (isDaemon(process) || (next !== undefined && isDaemon(next)))
        events.push(eventOf(before, after, process, next));
    }
  }
  return events;
}

/** Kernel threads restart nothing. */
function programs({ processes }: EventSource): ProcessMemory[] {
  return processes.filter(({ pid, executable }) => pid !== null && !executable.startsWith('['));
}

function nameOf({ executable, commandLine }: ProcessMemory): string {
  return `${executable}\n${commandLine}`;
}

function identityOf(process: ProcessMemory): string {
  return `${process.pid} ${nameOf(process)}`;
}

function eventOf(
  before: EventSource,
  after: EventSource,
  process: ProcessMemory,
  next: ProcessMemory | undefined,
): CaseEvent {
  return {
    kind: next === undefined ? 'ended' : 'restart',
    target: after.snapshot.targetName,
    time: { from: before.snapshot.takenAt, to: after.snapshot.takenAt },
    timeText: '',
    pid: process.pid,
    processName: process.name,
    oom: null,
    connection: null,
    newPid: next?.pid ?? null,
    evidence: next === undefined ? [process.evidence] : [process.evidence, next.evidence],
  };
}
