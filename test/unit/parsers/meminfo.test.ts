import { describe, expect, it } from 'vitest';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { fixtureSource, fixtureText, sourceOf } from '#test/support/text-source.ts';

const KB = 1024;
const parse = (text: string) => parseArtifact('meminfo', sourceOf(text));
const reasons = (text: string) => parse(text).problems.map(({ line, reason }) => [line, reason]);

describe('a recorded file', () => {
  const source = fixtureSource('proc/debian12-6.18/meminfo');
  const { meminfo, problems } = parseArtifact('meminfo', source);
  const field = (name: string) => meminfo.find((candidate) => candidate.name === name);

  it('gives every line, in bytes or as a count', () => {
    expect(recogniseKind(source, 'unnamed')).toBe('meminfo');
    expect(problems).toEqual([]);
    expect(meminfo).toHaveLength(54);
    expect(field('MemTotal')).toEqual({ name: 'MemTotal', value: 24_684_092 * KB, unit: 'bytes', line: 1 });
    expect(field('Inactive(file)')).toMatchObject({ value: 960_360 * KB, line: 12 });
    expect(field('VmallocTotal')).toMatchObject({ value: 34_359_738_367 * KB });
    expect(field('HugePages_Total')).toMatchObject({ value: 0, unit: 'count' });
    expect(field('Hugepagesize')).toMatchObject({ value: 2048 * KB, unit: 'bytes' });
  });

  it('holds the identities that the kernel prints exactly', () => {
    const value = (name: string) => field(name)!.value;
    expect(value('Active(anon)') + value('Active(file)')).toBe(value('Active'));
    expect(value('SReclaimable') + value('SUnreclaim')).toBe(value('Slab'));
  });
});

it('misses MemTotal where the whole file was meant', () => {
  const without = fixtureText('proc/debian12-6.18/meminfo').replace(/^MemTotal.*\n/, '');
  expect(parse(without).problems).toEqual([
    { line: 0, reason: 'missing-field', text: '', detail: 'MemTotal' },
  ]);
  expect(reasons('Cached: 1 kB\nMapped: 1 kB\n')).toEqual([]);
});

it('keeps the first of two fields with one name', () => {
  const { meminfo, problems } = parse('Active: 1 kB\nActive: 2 kB\n');
  expect(meminfo).toEqual([{ name: 'Active', value: KB, unit: 'bytes', line: 1 }]);
  expect(problems).toEqual([{ line: 2, reason: 'duplicate', text: 'Active: 2 kB', detail: 'line 1 counts' }]);
});

describe('damage', () => {
  it.each([
    ['Active: 17671I6 kB\n', 1_767_116 * KB, 'damaged-digit'],
    ['Active: １２ kB\n', 12 * KB, 'damaged-digit'],
    ['Active：12 kB\n', 12 * KB, 'damaged-label'],
    ['Active: 12 KB\n', 12 * KB, 'damaged-label'],
    ['Active: 12\n', 12 * KB, 'missing-column'],
    ['Active: 12 kB 13\n', 12 * KB, 'moved-column'],
    ['Active: 12 pages\n', 12 * KB, 'moved-column'],
  ])('%j is read, and flagged', (text, value, reason) => {
    expect(parse(text).meminfo).toMatchObject([{ name: 'Active', value, unit: 'bytes' }]);
    expect(reasons(text)).toEqual([[1, reason]]);
  });

  it.each([
    ['Active:\n', 'missing-column'],
    ['Active: much kB\n', 'bad-number'],
    ['Active: 99999999999999 kB\n', 'bad-number'],
    ['Active 12 kB\n', 'unparsed-line'],
    ['Active: 1767', 'truncated'],
    ['Acti', 'truncated'],
    ['Active: -5 kB\n', 'bad-number'],
  ])('%j is not read, and flagged', (text, reason) => {
    expect(parse(text).meminfo).toEqual([]);
    expect(reasons(text)).toEqual([[1, reason]]);
  });

  it('is none where only the last line end is lost', () => {
    expect(reasons('Active: 12 kB')).toEqual([]);
  });

  it('reads fields of kernels to come by their unit', () => {
    expect(parse('MemTotal: 4 kB\nNewThing: 8 kB\nNewCount: 3\n').meminfo.slice(1)).toEqual([
      { name: 'NewThing', value: 8 * KB, unit: 'bytes', line: 2 },
      { name: 'NewCount', value: 3, unit: 'count', line: 3 },
    ]);
  });
});

it('does not take the counters of one zone for those of the machine', () => {
  // The head of a real /proc/zoneinfo (mm/vmstat.c, zoneinfo_show_print).
  const zoneinfo = `Node 0, zone      DMA
  per-node stats
      nr_inactive_anon 1
      nr_active_anon 291237
      workingset_nodes 1293
  pages free     3840
        boost    0
        min      9
      nr_free_pages 3840
      numa_hit     0
`;
  expect(recogniseKind(sourceOf(zoneinfo), 'proc/zoneinfo')).toBe('text');
});

it('reads /proc/vmstat as counts', () => {
  const source = fixtureSource('proc/debian12-6.18/vmstat');
  expect(recogniseKind(source, 'unnamed')).toBe('vmstat');
  const { meminfo, problems } = parseArtifact('vmstat', source);
  expect(problems).toEqual([]);
  expect(meminfo).toHaveLength(192);
  expect(meminfo[0]).toEqual({ name: 'nr_free_pages', value: 2_327_347, unit: 'count', line: 1 });
});
