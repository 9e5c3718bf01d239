import { describe, expect, it } from 'vitest';
import { caseEvents, type EventSource } from '#shared/analysis/events/case-events.ts';
import { placeTime } from '#shared/analysis/events/place-time.ts';
import type { OomReport } from '#shared/domain/events.ts';
import type { ProcessMemory } from '#shared/domain/memory.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 22, 12, 0, 0);

/** The n-th snapshot of a target, a minute after the one before. */
function source(ordinal: number, filled: Partial<EventSource> = {}, target = 'gw-a'): EventSource {
  return {
    snapshot: {
      id: ordinal,
      targetId: 1,
      targetName: target,
      ordinal,
      takenAt: START + ordinal * MINUTE,
      timeSource: 'manifest',
      artifactCount: 1,
      kinds: [],
      problemCount: 0,
    },
    bootAt: null,
    kernelLogs: [],
    processes: [],
    sockets: [],
    ...filled,
  };
}

function process(pid: number, name: string): ProcessMemory {
  return {
    id: pid,
    pid,
    parentPid: 1,
    user: 'root',
    name,
    executable: name.startsWith('[') ? name : `/usr/sbin/${name}`,
    commandLine: name,
    startText: null,
    measures: {},
    regionArtifact: null,
    regionSource: null,
    evidence: { artifact: 1, line: pid },
  };
}

function listings(...names: readonly (readonly [pid: number, name: string][])[]): EventSource[] {
  return names.map((rows, i) => source(i + 1, { processes: rows.map(([pid, name]) => process(pid, name)) }));
}

function oom(pid: number, changes: Partial<OomReport> = {}): OomReport {
  return {
    timeText: '120.500000',
    askedBy: null,
    constraint: null,
    limitGroup: null,
    limitBytes: null,
    usageBytes: null,
    victims: [
      {
        pid,
        name: 'fwlog',
        totalVmBytes: 8192,
        anonRssBytes: 4096,
        fileRssBytes: 0,
        shmemRssBytes: 0,
        line: 80,
      },
    ],
    tasks: [],
    pageBytes: 4096,
    pageSource: 'assumed',
    firstLine: 1,
    lastLine: 80,
    ...changes,
  };
}

describe('restarts', () => {
  const kindsOf = (sources: EventSource[]) =>
    caseEvents(sources).map(({ kind, pid, newPid }) => [kind, pid, newPid]);

  it('are the same command under another number, between two listings', () => {
    const sources = listings([[10, 'fwlog']], [[10, 'fwlog']], [[20, 'fwlog']]);
    expect(caseEvents(sources)).toMatchObject([
      {
        kind: 'restart',
        pid: 10,
        newPid: 20,
        processName: 'fwlog',
        time: { from: START + 2 * MINUTE, to: START + 3 * MINUTE },
        evidence: [
          { artifact: 1, line: 10 },
          { artifact: 1, line: 20 },
        ],
      },
    ]);
  });

  it('are not the ps of each capture', () => {
    expect(kindsOf(listings([[1, 'ps']], [[2, 'ps']], [[3, 'ps']]))).toEqual([]);
  });

  it('count where there are but two listings', () => {
    expect(kindsOf(listings([[10, 'fwlog']], [[20, 'fwlog']]))).toEqual([['restart', 10, 20]]);
  });

  it('tell what ended, instances of one command apart, and leave kernel threads out', () => {
    const sources = listings(
      [
        [10, 'worker'],
        [11, 'worker'],
        [2, '[kworker/0]'],
      ],
      [
        [10, 'worker'],
        [11, 'worker'],
        [2, '[kworker/0]'],
      ],
      [[11, 'worker']],
    );
    expect(kindsOf(sources)).toEqual([['ended', 10, null]]);
  });

  it('pass over snapshots without a list of processes', () => {
    const [first, second] = listings([[10, 'fwlog']], [[10, 'fwlog']]) as [EventSource, EventSource];
    expect(kindsOf([first, source(3), second])).toEqual([]);
  });
});

describe('kills', () => {
  const withLog = (ordinal: number, report: OomReport, bootAt: number | null = null) =>
    source(ordinal, { bootAt, kernelLogs: [{ artifact: ordinal * 100, reports: [report] }] });

  it('are told once, out of the log that tells most', () => {
    const whole = oom(7, { askedBy: 'nginx' });
    const events = caseEvents([withLog(2, whole), withLog(1, oom(7)), withLog(3, oom(7))]);
    expect(events).toMatchObject([
      { kind: 'oom-kill', pid: 7, oom: { askedBy: 'nginx' }, evidence: [{ artifact: 200, line: 80 }] },
    ]);
  });

  it('of the same process number are two where the amounts differ', () => {
    const second = oom(7, { victims: [{ ...oom(7).victims[0]!, anonRssBytes: 8192 }] });
    expect(caseEvents([withLog(1, oom(7)), withLog(2, second)])).toHaveLength(2);
  });

  it('have a time where the start of the machine is known', () => {
    const [event] = caseEvents([withLog(1, oom(7), START)]);
    expect(event?.time).toEqual({ from: START + 119_500, to: START + 121_500 });
    expect(caseEvents([withLog(1, oom(7))])[0]?.time).toBeNull();
  });

  it('of two targets are two', () => {
    const elsewhere = source(1, { kernelLogs: [{ artifact: 5, reports: [oom(7)] }] }, 'gw-b');
    expect(caseEvents([withLog(1, oom(7)), elsewhere]).map(({ target }) => target)).toEqual(['gw-a', 'gw-b']);
  });
});

describe('connections', () => {
  const socket = (state: string, sendQueueBytes: number, line = 3) => ({
    state,
    local: '192.0.2.18:43210',
    remote: '192.0.2.9:9092',
    pid: 10,
    processName: 'fwlog',
    sendQueueBytes,
    artifact: 9,
    line,
  });
  const heard = (state: string, ...queues: (number | null)[]) =>
    caseEvents(
      queues.map((queue, i) =>
        source(i + 1, { sockets: [socket('LISTEN', 0), ...(queue === null ? [] : [socket(state, queue)])] }),
      ),
    ).map(({ connection }) => connection);

  it('that nobody answers count from the first listing on', () => {
    expect(heard('SYN-SENT', null, 1, null)).toEqual([
      { remote: '192.0.2.9:9092', state: 'SYN-SENT', sendQueueBytes: 1, seenIn: 1, listings: 3 },
    ]);
  });

  it('with bytes that wait count where they wait in two listings in a row', () => {
    expect(heard('ESTAB', 500, 0, 700)).toEqual([]);
    expect(heard('ESTAB', 0, 500, 700)).toMatchObject([{ seenIn: 2, listings: 3, sendQueueBytes: 700 }]);
    expect(heard('ESTAB', 500)).toMatchObject([{ seenIn: 1, listings: 1 }]);
  });

  it('that only listen or are over do not', () => {
    expect(heard('TIME-WAIT', 500, 500)).toEqual([]);
  });
});

describe('times', () => {
  it.each([
    ['2026-11-22T21:52:49.123456+08:00', Date.UTC(2026, 10, 22, 13, 52, 49, 123)],
    ['2026-11-22T21:52:49+0800', Date.UTC(2026, 10, 22, 13, 52, 49)],
    ['2026-11-22 21:52:49,5Z', Date.UTC(2026, 10, 22, 21, 52, 49, 500)],
  ])('%s is one moment', (text, at) => {
    expect(placeTime(text, null)).toEqual({ from: at, to: at });
  });

  it.each(['Nov 22 21:52:49', 'Tue Sep  3 05:57:48 2024', '2026-11-22T21:52:49', '12345.678901', ''])(
    '%j is none without more',
    (text) => {
      expect(placeTime(text, null)).toBeNull();
    },
  );
});
