import { describe, expect, it } from 'vitest';
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import { parseArtifact } from '#shared/parsers/registry.ts';
import { generateSmaps } from '#test/support/generated-smaps.ts';
import { fixtureSource, fixtureText, sourceOf } from '#test/support/text-source.ts';

const KB = 1024;
const parse = (content: string | Uint8Array) => parseArtifact('smaps', sourceOf(content));
const sumKb = (
  mappings: readonly ParsedMapping[],
  field: 'rssBytes' | 'pssBytes' | 'anonymousBytes' | 'privateDirtyBytes' | 'swapBytes' | 'dirtyBytes',
) => mappings.reduce((sum, mapping) => sum + (mapping[field] ?? Number.NaN), 0) / KB;
const sizeKb = (mappings: readonly ParsedMapping[]) =>
  Number(mappings.reduce((sum, { start, end }) => sum + (end - start), 0n)) / KB;

describe('a recorded process', () => {
  const { mappings, problems } = parseArtifact('smaps', fixtureSource('proc/debian12-6.18/smaps'));

  // awk '/^Rss:/{r+=$2} …' over the file: 35 blocks, 153124 5464 4423 4292 4332 0
  it('sums to what awk sums', () => {
    expect(problems).toEqual([]);
    expect(mappings).toHaveLength(35);
    expect(sizeKb(mappings)).toBe(153_124);
    expect(sumKb(mappings, 'rssBytes')).toBe(5464);
    expect(sumKb(mappings, 'pssBytes')).toBe(4423);
    expect(sumKb(mappings, 'anonymousBytes')).toBe(4292);
    expect(sumKb(mappings, 'privateDirtyBytes')).toBe(4332);
    expect(sumKb(mappings, 'dirtyBytes')).toBe(4332);
    expect(sumKb(mappings, 'swapBytes')).toBe(0);
  });

  it('keeps each block with its line, path and flags', () => {
    // 251:7f634b501000-7f634b511000 rw-s 00000000 fe:00 2187921   /var/spool/fwlog/queue file (deleted)
    expect(mappings[10]).toEqual({
      start: 0x7f634b501000n,
      end: 0x7f634b511000n,
      permissions: 'rw-s',
      offset: 0n,
      device: 'fe:00',
      inode: 2_187_921,
      path: '/var/spool/fwlog/queue file (deleted)',
      rssBytes: 20 * KB,
      pssBytes: 20 * KB,
      anonymousBytes: 0,
      dirtyBytes: 20 * KB,
      privateDirtyBytes: 20 * KB,
      swapBytes: 0,
      hugetlbBytes: 0,
      vmFlags: ['rd', 'wr', 'sh', 'mr', 'mw', 'me', 'ms'],
      line: 251,
    });
    expect(mappings.at(-1)).toMatchObject({
      start: 0xffffffffff600000n,
      end: 0xffffffffff601000n,
      path: '[vsyscall]',
    });
  });

  it('agrees with pmap -x of the same moment, row by row', () => {
    const pmap = parseArtifact('pmap', fixtureSource('proc/debian12-6.18/pmap-x.txt'));
    expect(
      pmap.mappings.map(({ start, end, rssBytes, dirtyBytes }) => ({ start, end, rssBytes, dirtyBytes })),
    ).toEqual(mappings.map(({ start, end, rssBytes, dirtyBytes }) => ({ start, end, rssBytes, dirtyBytes })));
  });
});

// awk over the file: 48 blocks, rss 218420, pss 216490, anonymous 214716, private dirty 215896
it('reads a process with a full queue', () => {
  const { mappings, problems } = parseArtifact('smaps', fixtureSource('proc/fwlog-queue-glibc2.36/smaps'));
  expect(problems).toEqual([]);
  expect(mappings).toHaveLength(48);
  expect(sumKb(mappings, 'rssBytes')).toBe(218_420);
  expect(sumKb(mappings, 'pssBytes')).toBe(216_490);
  expect(sumKb(mappings, 'anonymousBytes')).toBe(214_716);
  expect(sumKb(mappings, 'privateDirtyBytes')).toBe(215_896);
  // A heap of an arena lacks the flag `ac` and carries `nr`.
  const heap = mappings.find(({ start }) => start === 0x7f8d90000000n);
  expect(heap?.vmFlags).toContain('nr');
  expect(heap?.vmFlags).not.toContain('ac');
});

describe('the fast way and the slow way', () => {
  const generated = generateSmaps(800);
  const text = new TextDecoder().decode(generated.bytes);

  it('gives the sums that the generator counted', () => {
    const { mappings, problems } = parse(generated.bytes);
    expect(problems).toEqual([]);
    expect(mappings).toHaveLength(800);
    expect(sizeKb(mappings)).toBe(generated.sizeKb);
    expect(sumKb(mappings, 'rssBytes')).toBe(generated.rssKb);
    expect(sumKb(mappings, 'pssBytes')).toBe(generated.pssKb);
    expect(sumKb(mappings, 'privateDirtyBytes')).toBe(generated.privateDirtyKb);
    expect(sumKb(mappings, 'anonymousBytes')).toBe(generated.anonymousKb);
    expect(sumKb(mappings, 'swapBytes')).toBe(generated.swapKb);
  });

  it('gives the same records', () => {
    // A carriage return before each line end is read line by line.
    const slow = parse(text.replaceAll('\n', '\r\n'));
    expect(slow.problems).toEqual([]);
    expect(slow.mappings).toEqual(parse(text).mappings);
  });

  it.each([
    ['a number', 'Swap:                  0 kB', 'Swap:                  l kB', 'bad-number'],
    [
      'a number that still can be read',
      'Locked:                0 kB',
      'Locked:               1O kB',
      'damaged-digit',
    ],
    ['a unit', 'SwapPss:               0 kB', 'SwapPss:               0 KB', 'damaged-label'],
    ['a line that is gone', 'Locked:                0 kB\n', '', undefined],
    ['a field that came before', 'KSM:                   0 kB', 'Rss:                   0 kB', 'duplicate'],
    ['a line of noise', 'KSM:                   0 kB', '%%%%%%%%%%%%%%%%%%%%%%%%%%%', 'unparsed-line'],
  ])('finds damage in the middle: %s', (_, whole, broken, reason) => {
    const damagedAt = text.indexOf(whole, text.length / 2);
    const damaged = text.slice(0, damagedAt) + broken + text.slice(damagedAt + whole.length);
    const { mappings, problems } = parse(damaged);
    const line = text.slice(0, damagedAt).split('\n').length;
    expect(problems.map((problem) => [problem.reason, problem.line])).toEqual(
      reason === undefined ? [] : [[reason, line]],
    );
    expect(mappings).toHaveLength(800);
    expect(sumKb(mappings, 'rssBytes')).toBe(generated.rssKb);
  });

  it('takes a field behind the flags for one of the block', () => {
    const at = text.indexOf('\n', text.indexOf('VmFlags', text.length / 2)) + 1;
    const { mappings, problems } = parse(
      `${text.slice(0, at)}NewField:              1 kB\n${text.slice(at)}`,
    );
    expect(problems).toEqual([]);
    expect(mappings.map(({ rssBytes }) => rssBytes)).toEqual(
      parse(text).mappings.map(({ rssBytes }) => rssBytes),
    );
  });

  it('forgets a block that it refused: half of a number may be as before, the other half as before that', () => {
    const blockOf = (i: number, rss: number, unit: string) =>
      [
        `${(0x10000000 * (i + 1)).toString(16).padStart(12, '0')}-${(0x10000000 * (i + 2)).toString(16).padStart(12, '0')} rw-p 00000000 00:00 0 `,
        'Size:             262144 kB',
        'KernelPageSize:        4 kB',
        'MMUPageSize:           4 kB',
        `Rss:            ${String(rss).padStart(8)} ${unit}`,
        'Pss:               10000 kB',
        '',
      ].join('\n');
    const { mappings, problems } = parse(
      blockOf(0, 10_010, 'kB') +
        blockOf(1, 10_020, 'kB') +
        blockOf(2, 20_030, 'KB') +
        blockOf(3, 20_020, 'kB'),
    );
    expect(mappings.map(({ rssBytes }) => rssBytes! / KB)).toEqual([10_010, 10_020, 20_030, 20_020]);
    expect(problems).toMatchObject([{ line: 17, reason: 'damaged-label' }]);
  });

  it('changes its layout with the kernel that printed', () => {
    const oldKernel = text.replaceAll(/^(?:VmFlags|Pss_Dirty|KSM|THPeligible|LazyFree).*\n/gm, '');
    const joined = parse(text + oldKernel);
    expect(joined.mappings).toHaveLength(1600);
    expect(sumKb(joined.mappings, 'rssBytes')).toBe(2 * generated.rssKb);
    expect(joined.mappings.at(-1)?.vmFlags).toBeUndefined();
    // The second process starts below the end of the first.
    expect(joined.problems.map(({ reason }) => reason)).toContain('impossible-range');
  });
});

it('reads all 64 bits of an address', () => {
  const block = (range: string) =>
    `${range} rw-p 00000000 00:00 0 \nRss:                   4 kB\nSwap:                  0 kB\n`;
  const { mappings } = parse(
    ['000100000-000101000', '100001000-100002000', '200002000-200003000', 'fffffffffffff000-ffffffffffffffff']
      .map(block)
      .join(''),
  );
  expect(mappings.map(({ start, end }) => [start, end])).toEqual([
    [0x100000n, 0x101000n],
    [0x100001000n, 0x100002000n],
    [0x200002000n, 0x200003000n],
    [0xfffffffffffff000n, 0xffffffffffffffffn],
  ]);
});

describe('fields that are not there', () => {
  // 2.6.32: no Anonymous, no VmFlags, no Hugetlb (fs/proc/task_mmu.c of that version).
  const block = (start: string, end: string, rss: number) =>
    `${start}-${end} rw-p 00000000 00:00 0 \nSize:               1024 kB\nRss:   ${String(rss).padStart(17)} kB\nPss:                  4 kB\n` +
    'Shared_Clean:          0 kB\nShared_Dirty:          8 kB\nPrivate_Clean:         0 kB\nPrivate_Dirty:         4 kB\n' +
    'Referenced:           12 kB\nSwap:                  0 kB\nKernelPageSize:        4 kB\nMMUPageSize:           4 kB\n';
  const old =
    block('00100000', '00200000', 12) + block('00200000', '00300000', 16) + block('00300000', '00400000', 20);

  it('are undefined, never zero', () => {
    const { mappings, problems } = parse(old);
    expect(problems).toEqual([]);
    expect(mappings.map(({ rssBytes }) => rssBytes)).toEqual([12 * KB, 16 * KB, 20 * KB]);
    for (const mapping of mappings) {
      expect(mapping.anonymousBytes).toBeUndefined();
      expect(mapping.hugetlbBytes).toBeUndefined();
      expect(mapping.vmFlags).toBeUndefined();
      expect(mapping.dirtyBytes).toBe(12 * KB);
    }
  });

  it('make no sum: dirty needs both of its parts', () => {
    const { mappings } = parse(old.replaceAll(/^Shared_Dirty.*\n/gm, ''));
    expect(mappings.map(({ dirtyBytes }) => dirtyBytes)).toEqual([undefined, undefined, undefined]);
    expect(mappings.map(({ privateDirtyBytes }) => privateDirtyBytes)).toEqual([4 * KB, 4 * KB, 4 * KB]);
  });
});

describe('an smaps that was cut in the middle', () => {
  const text = fixtureText('proc/debian12-6.18/smaps');
  const whole = parse(text);

  it.each([
    [251, 'Size', 'a mapping line alone'],
    [255, 'Rss', 'a block without its end'],
    [274, 'VmFlags', 'a block without its last line'],
  ])('at line %i says so (%s: %s)', (lines) => {
    const { mappings, problems } = parse(`${text.split('\n').slice(0, lines).join('\n')}\n`);
    expect(mappings).toHaveLength(11);
    expect(mappings.slice(0, 10)).toEqual(whole.mappings.slice(0, 10));
    expect(problems).toEqual([
      expect.objectContaining({
        reason: 'truncated',
        line: lines,
        text: expect.stringContaining('queue file'),
      }),
    ]);
  });

  it('within a number does not trust it', () => {
    // Line 254 is `Rss:                  20 kB`; cut to `Rss:                  2`.
    const lines = text.split('\n').slice(0, 255);
    const cut = lines.slice(0, 254).join('\n') + `\n${lines[254]!.slice(0, 23)}`;
    const { mappings, problems } = parse(cut);
    expect(lines[254]).toMatch(/^Rss: +20 kB$/);
    expect(mappings.at(-1)?.rssBytes).toBeUndefined();
    expect(problems.map(({ reason, line }) => [reason, line])).toContainEqual(['truncated', 255]);
  });
});

it('flags regions that cannot be, and keeps them', () => {
  const text = fixtureText('proc/debian12-6.18/smaps');
  const lines = text.split('\n').slice(0, 25);
  const backwards = ['2000-1000 rw-p 00000000 00:00 0 ', ...lines.slice(1), ''].join('\n');
  const { mappings, problems } = parse(`${text}${backwards}`);
  expect(mappings).toHaveLength(36);
  expect(problems[0]).toMatchObject({ reason: 'impossible-range', line: 876 });
});

it('names fields without a mapping line', () => {
  const { mappings, problems } = parse('Rss:                  4 kB\n');
  expect(mappings).toEqual([]);
  expect(problems).toMatchObject([{ line: 1, reason: 'unparsed-line', detail: 'no mapping line before it' }]);
});

it('reads paths beyond ASCII and flags what is no text', () => {
  const head = (path: string) =>
    `00100000-00200000 rw-p 00000000 fe:00 12                                 ${path}\nRss:                   4 kB\n`;
  expect(parse(head('/data/日志.db')).mappings[0]?.path).toBe('/data/日志.db');
  const broken = parse(
    new Uint8Array([
      ...new TextEncoder().encode(head('/data/x')).map((byte) => (byte === 120 ? 0xff : byte)),
    ]),
  );
  expect(broken.problems.map(({ reason }) => reason)).toContain('not-text');
});
