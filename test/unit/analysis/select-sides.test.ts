import { describe, expect, it } from 'vitest';
import { diffRows } from '#shared/analysis/diff-rows.ts';
import { explain } from '#shared/analysis/explain.ts';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import type { SnapshotReader } from '#shared/domain/memory.ts';
import type { ParsedArtifact } from '#shared/domain/parsed.ts';
import {
  contents,
  kB,
  mapping,
  meminfo,
  parsed,
  processes,
  readerOf,
  snapshot,
} from '#test/support/builders/snapshot.ts';

const used = (kilobytes: number) =>
  meminfo({
    MemTotal: 1_000_000,
    MemFree: 900_000 - kilobytes,
    Cached: 0,
    MemAvailable: 1_000_000 - kilobytes,
  });
const list = processes([{ pid: 1, command: 'fwlog', measures: { rss: 5 * kB } }], 'ps');

/** A case in which each entry is one snapshot: target, minute, artifacts. */
function world(...entries: [target: string, minute: number, ...artifacts: ParsedArtifact[]][]) {
  const readers = new Map<Snapshot, SnapshotReader>();
  const counts = new Map<string, number>();
  for (const [target, minute, ...artifacts] of entries) {
    const ordinal = (counts.get(target) ?? 0) + 1;
    counts.set(target, ordinal);
    const kinds = artifacts.map(({ kind }) => kind);
    readers.set(snapshot(target, ordinal, kinds, minute * 60_000), readerOf(contents(...artifacts)));
  }
  const select = (selectors: { a?: string; b?: string } = {}) =>
    selectSides([...readers.keys()], selectors, (one) => readers.get(one) as SnapshotReader);
  return { select };
}

describe('which sides are compared', () => {
  it('takes the target that uses more as A', () => {
    const { a, b } = world(['x', 1, used(100), list], ['y', 1, used(300), list]).select();
    expect([a.target, b?.target]).toEqual(['y', 'x']);
  });

  it('leaves two targets that are called A and B what they are called', () => {
    const { a, b } = world(['A', 1, used(100), list], ['B', 1, used(300), list]).select();
    expect([a.target, b?.target]).toEqual(['A', 'B']);
    const three = world(
      ['a', 1, used(100), list],
      ['b', 1, used(300), list],
      ['c', 1, used(200), list],
    ).select();
    expect([three.a.target, three.b?.target]).toEqual(['b', 'a']);
  });

  it('chooses no target of which nothing is known while others can be compared', () => {
    const { a, b } = world(
      ['x', 1, used(100), list],
      ['y', 1, used(300), list],
      ['mute', 1, parsed('dmesg', {})],
    ).select();
    expect([a.target, b?.target]).toEqual(['y', 'x']);
  });

  it('says which target it passed over, and nothing of one that was not to be chosen', () => {
    const { select } = world(
      ['x', 1, used(100), list],
      ['y', 1, used(300), list],
      ['mute', 1, parsed('dmesg', {})],
    );
    const said = (selectors: { a?: string; b?: string }) =>
      explain({ caseTitle: 't', all: false, ...select(selectors) })
        .statements.filter(({ code }) => code === 'target.unmeasured')
        .map(({ params }) => params['target']);
    expect(said({})).toEqual(['mute']);
    expect(said({ a: 'x' })).toEqual(['mute']);
    expect(said({ b: 'x' })).toEqual(['mute']);
    expect(said({ a: 'x', b: 'y' })).toEqual([]);
  });

  it('takes the newest snapshot that has both meminfo and processes', () => {
    const { a } = world(['x', 1, used(1), list], ['x', 2, used(2), list], ['x', 3, used(3)]).select();
    expect(a.snapshot.ordinal).toBe(2);
  });

  it('takes a snapshot by its number', () => {
    const { a, b } = world(['x', 1, used(1), list], ['x', 2, used(2), list]).select({ a: 'x@2', b: 'x@1' });
    expect([a.snapshot.ordinal, b?.snapshot.ordinal]).toEqual([2, 1]);
  });

  it('borrows what a snapshot lacks from the nearest one, and the ledger says so', () => {
    const sides = world(
      ['x', 0, used(500)],
      ['x', 7, list],
      ['x', 60, list],
      ['y', 1, used(100), list],
    ).select();
    expect(sides.a.borrowed).toEqual({ processes: 420_000 });
    const explanation = explain({ caseTitle: 't', ...sides, all: false });
    expect(
      explanation.statements.filter(({ code }) => code === 'evidence.other-time').map(({ params }) => params),
    ).toEqual([{ target: 'x', what: 'processes', awayMs: 420_000 }]);
  });

  it('names the targets that there are when one is unknown', () => {
    const { select } = world(['x', 1, used(1)], ['y', 1, used(2)]);
    expect(() => select({ a: 'z' })).toThrow(
      expect.objectContaining({ code: 'input.unknown-target', message: expect.stringContaining('x, y') }),
    );
    expect(() => select({ a: 'x@9' })).toThrow(expect.objectContaining({ code: 'input.unknown-snapshot' }));
    expect(() => world().select()).toThrow(expect.objectContaining({ code: 'explain.no-evidence' }));
  });

  it('says which of more than two targets were chosen', () => {
    const sides = world(['x', 1, used(10)], ['y', 1, used(30)], ['z', 1, used(20)]).select();
    const explanation = explain({ caseTitle: 't', ...sides, all: false });
    expect([explanation.a.target, explanation.b?.target]).toEqual(['y', 'x']);
    expect(explanation.statements.some(({ code }) => code === 'targets.chosen')).toBe(true);
  });
});

describe('evidence that was imported block by block', () => {
  const ps = (pid: number, rssKb: number, command = '/usr/sbin/fwlog') =>
    processes([{ pid, command, measures: { rss: rssKb * kB } }], 'ps');
  const others = processes(
    [
      { pid: 7, command: '/usr/sbin/fwlog', measures: { rss: 5 * kB } },
      { pid: 8, command: '/usr/sbin/webd', measures: { rss: 3 * kB } },
    ],
    'ps',
  );
  const pmap = (pid: number | undefined, rssKb: number, commandLine = '/usr/sbin/fwlog') =>
    parsed('pmap', {
      mappings: [mapping('7f0000000000-7f0000400000 rw-p', { rssKb })],
      commandLine,
      ...(pid === undefined ? {} : { pid }),
    });

  it('finds the regions of a process in the nearest snapshot, and says from which time', () => {
    const anonymous = { MemTotal: 1000, MemFree: 500, Cached: 0, MemAvailable: 500, AnonPages: 400 };
    const { a } = world(
      ['x', 0, meminfo(anonymous), others],
      ['x', 30, pmap(7, 400)],
      ['x', 9, pmap(7, 200)],
      ['y', 1, used(100), list],
    ).select({ a: 'x' });
    const [fwlog, webd] = a.reader.processes();
    expect([fwlog?.regionSource, webd?.regionSource]).toEqual(['pmap', null]);
    expect(a.reader.regions(fwlog?.id ?? 0).map(({ rssBytes }) => rssBytes)).toEqual([200 * kB]);
    expect(a.reader.classTotals().map(({ processId, rssBytes }) => [processId, rssBytes])).toEqual([
      [fwlog?.id, 200 * kB],
    ]);
    expect(a.borrowed.regions).toEqual([{ processId: fwlog?.id, name: 'fwlog', awayMs: 540_000 }]);
    const explanation = explain({ caseTitle: 't', a, b: null, all: false });
    expect(explanation.statements.find(({ code }) => code === 'regions.other-time')?.params).toEqual({
      target: 'x',
      processes: 'fwlog',
      others: 0,
      awayMs: 540_000,
    });
    expect(JSON.stringify(explanation.tree)).toContain('regions-of-other-time');
    const [row] = diffRows('regions', a, null).rows;
    expect(row?.notes).toEqual(['regions-of-other-time']);
  });

  it('takes no regions of another program, of another start, of another day or of another machine', () => {
    const started = (startText: string) => ({
      ...others,
      processes: others.processes.map((row) => ({ ...row, startText })),
    });
    const restarted = { ...pmap(7, 4), processes: [{ line: 1, pid: 7, startText: '11:02', measures: [] }] };
    const day = 24 * 60;
    for (const lender of [
      ['x', 5, pmap(7, 4, '/usr/bin/other')],
      ['x', 5, restarted],
      ['x', 5, pmap(9, 4)],
      ['x', day + 5, pmap(7, 4)],
      ['y', 5, pmap(7, 4)],
    ] as [string, number, ParsedArtifact][]) {
      const { a } = world(['x', 0, used(500), started('10:23')], lender).select({ a: 'x' });
      expect(a.borrowed.regions).toBeUndefined();
    }
  });

  it('takes a process list from elsewhere, not the one process whose regions are near', () => {
    const { a } = world(['x', 0, used(500)], ['x', 2, pmap(7, 200)], ['x', 20, others]).select();
    expect(a.borrowed.processes).toBe(1_200_000);
    expect(a.reader.processes().map(({ name, regionSource }) => [name, regionSource])).toEqual([
      ['fwlog', 'pmap'],
      ['webd', null],
    ]);
  });

  it('finds a process by the name that a person gave', () => {
    const { a } = world(
      ['x', 0, used(500), others],
      ['x', 2, pmap(undefined, 200, '/usr/sbin/webd')],
    ).select();
    expect(a.reader.processes().map(({ regionSource }) => regionSource)).toEqual([null, 'pmap']);
  });

  it('names all snapshots that it reads', () => {
    const { a } = world(
      ['x', 0, used(500)],
      ['x', 2, pmap(7, 200)],
      ['x', 20, others],
      ['x', 50, ps(1, 1)],
    ).select();
    expect(a.sources.map(({ takenAt }) => takenAt / 60_000).toSorted((m, n) => m - n)).toEqual([0, 2, 20]);
  });
});

describe('what was chosen by us', () => {
  const said = (selectors: { a?: string; b?: string }) =>
    explain({
      caseTitle: 't',
      ...world(
        ['x', 1, used(100), list],
        ['x', 2, used(200), list],
        ['x', 3, used(250)],
        ['y', 1, used(300), list],
      ).select(selectors),
      all: false,
    })
      .statements.filter(({ code }) => code === 'side.chosen')
      .map(({ params }) => [params.side, params.target, params.snapshot, params.byTarget, params.bySnapshot]);

  it('is said with the reason', () => {
    expect(said({})).toEqual([
      ['A', 'y', 1, 'most', 'only'],
      ['B', 'x', 2, 'least', 'both'],
    ]);
  });

  it('is not said of what a person named', () => {
    expect(said({ a: 'x@1', b: 'y' })).toEqual([]);
    expect(said({ a: 'x', b: 'y' })).toEqual([['A', 'x', 2, 'named', 'both']]);
  });
});
