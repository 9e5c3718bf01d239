import { describe, expect, it } from 'vitest';
import { diffRows, regionProcesses } from '#shared/analysis/diff-rows.ts';
import { sortAndFilterRows, sumOfDeltas } from '#shared/analysis/table-view.ts';
import { kB, mapping, meminfo, parsed, processes, side } from '#test/support/builders/snapshot.ts';

const smaps = (pid: number, rssKb: number, base: string) => ({
  ...parsed('smaps', {
    mappings: [
      mapping(`${base}00000000-${base}00400000 rw-p`, { rssKb, line: 1 }),
      mapping(`${base}00400000-${base}04000000 ---p`, { rssKb: 0, line: 9 }),
      mapping(`${base}10000000-${base}10001000 r-xp`, { path: '/usr/sbin/fwlog', rssKb: 4, line: 17 }),
    ],
  }),
  forPid: pid,
});
const a = side(
  'a',
  meminfo({ MemTotal: 100, MemFree: 40, Percpu: 3 }),
  processes([
    { pid: 1, command: '/usr/sbin/fwlog', measures: { rss: 900 * kB } },
    { pid: 2, command: '/usr/sbin/webd 1', measures: { rss: 50 * kB } },
    { pid: 3, command: '/usr/sbin/webd 2', measures: { rss: 70 * kB } },
  ]),
  smaps(1, 800, '7f'),
);
const b = side(
  'b',
  meminfo({ MemTotal: 100, MemFree: 55 }),
  processes([
    { pid: 11, command: '/usr/sbin/fwlog', measures: { rss: 300 * kB } },
    { pid: 12, command: '/usr/sbin/webd 2', measures: { rss: 60 * kB } },
  ]),
  smaps(11, 200, '7a'),
);

describe('rows', () => {
  it('keeps an absent meminfo field absent', () => {
    const { rows } = diffRows('meminfo', a, b);
    expect(rows.map(({ label, aBytes, bBytes, deltaBytes }) => [label, aBytes, bBytes, deltaBytes])).toEqual([
      ['MemTotal', 100 * kB, 100 * kB, 0],
      ['MemFree', 40 * kB, 55 * kB, -15 * kB],
      ['Percpu', 3 * kB, null, 3 * kB],
    ]);
  });

  it('gives instances their own rows under their program', () => {
    const { rows } = diffRows('processes', a, b);
    const sorted = sortAndFilterRows(rows, {});
    expect(sorted.map(({ label, deltaBytes }) => [label, deltaBytes])).toEqual([
      ['fwlog', 600 * kB],
      ['webd', 60 * kB],
      ['/usr/sbin/webd 1', 50 * kB],
      ['/usr/sbin/webd 2', 10 * kB],
    ]);
    expect(sumOfDeltas(sorted)).toBe(660 * kB);
  });

  it('sorts by any column with unknown values last, and filters by text of any column', () => {
    const { rows } = diffRows('meminfo', a, b);
    const order = (descending: boolean) =>
      sortAndFilterRows(rows, { sort: { column: 'b', descending } }).map(({ label }) => label);
    expect(order(false)).toEqual(['MemFree', 'MemTotal', 'Percpu']);
    expect(order(true)).toEqual(['MemTotal', 'MemFree', 'Percpu']);
    expect(sortAndFilterRows(rows, { filter: 'KERNEL' }).map(({ label }) => label)).toEqual(['Percpu']);
  });

  it('pairs regions across address spaces', () => {
    expect(regionProcesses(a, b).map(({ label, deltaBytes }) => [label, deltaBytes])).toEqual([
      ['fwlog', 600 * kB],
    ]);
    const { process, rows } = diffRows('regions', a, b);
    expect(process).toBe('fwlog');
    const arena = rows.find((row) => row.kind === 'region' && row.class === 'arena-heap');
    expect(arena).toMatchObject({
      deltaBytes: 600 * kB,
      a: { start: '0x7f00000000' },
      b: { start: '0x7a00000000' },
      aEvidence: [{ artifact: 3, line: 1 }],
    });
    expect(diffRows('classes', a, b, '11').rows.map(({ label, aBytes }) => [label, aBytes])).toContainEqual([
      'glibc arena heap',
      800 * kB,
    ]);
  });

  it('names what it has when a process is unknown', () => {
    expect(() => diffRows('regions', a, b, 'nosuch')).toThrow(
      expect.objectContaining({ code: 'input.unknown-process', message: expect.stringContaining('fwlog') }),
    );
  });
});
