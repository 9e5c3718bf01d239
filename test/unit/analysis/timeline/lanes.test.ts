/** Lanes from snapshots in a few lines. */
import { describe, expect, it } from 'vitest';
import { clockReadings } from '#shared/analysis/timeline/clocks.ts';
import { readLanes, type LaneSource } from '#shared/analysis/timeline/lanes.ts';
import { firstLanes, seriesOf } from '#shared/analysis/timeline/view.ts';
import { windowColumns } from '#shared/analysis/timeline/windows.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import {
  contents,
  meminfo,
  processes,
  readerOf,
  snapshot,
  type ProcessSpec,
} from '#test/support/builders/snapshot.ts';

function source(
  target: string,
  ordinal: number,
  available: number,
  specs: readonly ProcessSpec[],
): LaneSource {
  const reader = readerOf(contents(meminfo({ MemAvailable: available }), processes(specs)));
  const at = snapshot(target, ordinal, ['meminfo', 'ps']);
  return {
    snapshot: { ...at, id: at.id + (target === 'gw-a' ? 0 : 100) },
    meminfo: reader.meminfo(),
    processes: reader.processes(),
  };
}

const fwlog = (pid: number, rss: number, command = '/usr/sbin/fwlog -c x'): ProcessSpec => ({
  pid,
  command,
  measures: { rss },
});

describe('readLanes', () => {
  it('sums the instances of a program, per target and snapshot', () => {
    const lanes = readLanes([
      source('gw-a', 1, 100, [
        fwlog(7, 10),
        fwlog(8, 5),
        { pid: 2, command: '[kthreadd]', measures: { rss: 0 } },
      ]),
      source('gw-a', 2, 90, [fwlog(7, 30), fwlog(8, 6)]),
      source('gw-b', 1, 100, [fwlog(9, 11)]),
    ]);
    const lane = lanes.find(({ id }) => id === 'process:/usr/sbin/fwlog');
    expect(lane).toMatchObject({ label: 'fwlog', measure: 'rss', growthBytes: 21, samples: 3 });
    expect(
      lane?.byTarget.get('gw-a')?.samples.map(({ bytes, snapshot: ordinal }) => [ordinal, bytes]),
    ).toEqual([
      [1, 15],
      [2, 36],
    ]);
    expect(lane?.byTarget.get('gw-b')?.samples.map(({ bytes }) => bytes)).toEqual([11]);
  });

  it('takes a bare name and its path for one program unless a snapshot has both', () => {
    const first = source('gw-a', 1, 100, [fwlog(7, 10, 'fwlog')]);
    const idsOf = (second: readonly ProcessSpec[]) =>
      readLanes([first, source('gw-a', 2, 90, second)])
        .filter(({ kind }) => kind === 'process')
        .map(({ id, samples }) => `${id} ${samples}`)
        .toSorted();
    expect(idsOf([fwlog(7, 12)])).toEqual(['process:/usr/sbin/fwlog 2']);
    expect(idsOf([fwlog(7, 12), fwlog(8, 1, 'fwlog')])).toEqual([
      'process:/usr/sbin/fwlog 1',
      'process:fwlog 2',
    ]);
  });

  it('measures one thing throughout, the best that all readings have', () => {
    const better = { pid: 7, command: '/usr/sbin/fwlog', measures: { rss: 40, 'pss-anon': 12 } };
    const lanes = readLanes([source('gw-a', 1, 100, [better]), source('gw-a', 2, 90, [fwlog(7, 50)])]);
    const lane = lanes.find(({ label }) => label === 'fwlog');
    expect([lane?.measure, lane?.byTarget.get('gw-a')?.samples.map(({ bytes }) => bytes)]).toEqual([
      'rss',
      [40, 50],
    ]);
  });
});

describe('what is shown', () => {
  const lanes = readLanes([
    source('gw-a', 1, 100, [fwlog(7, 1000), { pid: 5, command: '/bin/ps', measures: { rss: 100 } }]),
    source('gw-a', 2, 90, [fwlog(7, 2000), { pid: 6, command: '/bin/ps', measures: { rss: 120 } }]),
    source('gw-a', 3, 80, [fwlog(9, 100), { pid: 6, command: '/bin/ps', measures: { rss: 120 } }]),
    source('gw-a', 4, 70, [fwlog(9, 200)]),
    source('gw-a', 5, 60, [fwlog(9, 3300)]),
  ]);

  it('begins with meminfo and with what grew much', () => {
    expect(firstLanes(lanes)).toEqual(['meminfo:MemAvailable', 'process:/usr/sbin/fwlog']);
  });

  it('takes growth from the last restart on', () => {
    const restart = {
      kind: 'restart',
      target: 'gw-a',
      processName: 'fwlog',
      time: { from: 120_000, to: 180_000 },
    };
    const question = { lanes: ['process:/usr/sbin/fwlog'], range: null, width: 100 };
    const growth = (events: readonly CaseEvent[]) =>
      seriesOf({ lanes, windows: windowColumns([]), events, whole: null }, question).lanes[0]?.series[0]
        ?.growth;
    expect(growth([restart as CaseEvent])).toMatchObject({ samples: 3, from: 180_000 });
    expect(growth([])).toMatchObject({ samples: 5, from: 60_000 });
  });

  it('cuts a range, with its neighbours to draw and without them to count', () => {
    const { lanes: shown, forecasts } = seriesOf(
      { lanes, windows: windowColumns([]), events: [], whole: null },
      {
        lanes: ['meminfo:MemAvailable'],
        range: { from: 110_000, to: 250_000 },
        width: 100,
        evidence: true,
      },
    );
    expect(shown[0]?.series[0]).toMatchObject({ total: 3 });
    expect(shown[0]?.series[0]?.readings?.map(({ snapshot: ordinal }) => ordinal)).toEqual([1, 2, 3, 4, 5]);
    // 10 kB a minute; 70 kB are left at minute 4: seven minutes more.
    expect(forecasts).toMatchObject([
      { target: 'gw-a', state: 'falling', headroomBytes: 70 * 1024, exhausted: { expected: 11 * 60_000 } },
    ]);
  });

  it('refuses a lane that is not there', () => {
    expect(() =>
      seriesOf(
        { lanes, windows: windowColumns([]), events: [], whole: null },
        { lanes: ['meminfo:Nope'], range: null, width: 1 },
      ),
    ).toThrow(expect.objectContaining({ code: 'input.bad-option' }));
  });
});

it('tells the newest offset of a clock and the span of all; what is no number is not believed', () => {
  const clock = (line: number, fields: Record<string, string>) => ({
    artifact: 4,
    line,
    fields: new Map(Object.entries(fields)),
  });
  expect(
    clockReadings([
      clock(3, { ours: '2000', offset: '-30', bound: '4' }),
      clock(2, { ours: '1000', offset: '12', bound: '5' }),
      clock(4, { ours: '3000', offset: '1e99', bound: '5' }),
      clock(5, { when: 'before', theirs: '5' }),
    ]),
  ).toEqual({
    offsetMs: -30,
    boundMs: 4,
    lowestMs: -30,
    highestMs: 12,
    readings: 2,
    evidence: { artifact: 4, line: 3 },
  });
  expect(clockReadings([])).toBeNull();
});
