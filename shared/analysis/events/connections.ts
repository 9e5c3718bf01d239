/** Connections that stand still: never answered, or with bytes that the other side does not take. */
import type { CaseEvent } from '#shared/domain/events.ts';
import type { EventSource } from './case-events.ts';

type Socket = EventSource['sockets'][number];
interface Sighting {
  readonly source: EventSource;
  /** Among those that list sockets. */
  readonly listing: number;
  readonly socket: Socket;
}

/**
 * One event per process, remote end and state; local ports change with every attempt. Bytes that wait in one listing of many are
 * traffic, so a queue counts only where it was there in two listings in a row, or in the only one.
 */
export function connectionEvents(sources: readonly EventSource[]): CaseEvent[] {
  const listings = sources.filter(({ sockets }) => sockets.length > 0);
  const sightings = listings.flatMap((source, listing) =>
    source.sockets.filter(standsStill).map((socket): Sighting => ({ source, listing, socket })),
  );
  const groups = Map.groupBy(sightings, ({ socket }) =>
    [socket.pid ?? '', socket.processName ?? '', socket.remote, socket.state].join('\n'),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const counts = isUnanswered(first.socket) || listings.length === 1 || lasts(group);
    return counts ? [eventOf(first, group, listings.length)] : [];
  });
}

function isUnanswered({ state }: Socket): boolean {
  return state === 'SYN-SENT';
}

function standsStill(socket: Socket): boolean {
  if (isUnanswered(socket)) return true;
  return socket.state !== 'LISTEN' && socket.state !== 'TIME-WAIT' && (socket.sendQueueBytes ?? 0) > 0;
}

function lasts(group: readonly Sighting[]): boolean {
  return group.some(({ listing }, i) => group[i - 1]?.listing === listing - 1);
}

function eventOf({ source, socket }: Sighting, group: readonly Sighting[], listings: number): CaseEvent {
  const queues = group.flatMap(({ socket: { sendQueueBytes } }) => sendQueueBytes ?? []);
  return {
    kind: 'connection',
    target: source.snapshot.targetName,
    time: { from: source.snapshot.takenAt, to: (group.at(-1)?.source ?? source).snapshot.takenAt },
    timeText: '',
    pid: socket.pid ?? null,
    processName: socket.processName ?? null,
    oom: null,
    connection: {
      remote: socket.remote,
      state: socket.state,
      sendQueueBytes: queues.length === 0 ? null : Math.max(...queues),
      seenIn: new Set(group.map(({ listing }) => listing)).size,
      listings,
    },
    newPid: null,
    evidence: group.slice(0, 100).map(({ socket: { artifact, line } }) => ({ artifact, line })),
  };
}
