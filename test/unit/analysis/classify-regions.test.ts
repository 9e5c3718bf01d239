import { describe, expect, it } from 'vitest';
import { classifyRegions } from '#shared/analysis/classify-regions.ts';
import { parseArtifact } from '#shared/parsers/registry.ts';
import { kB, mapping } from '#test/support/builders/snapshot.ts';
import { fixtureSource } from '#test/support/text-source.ts';

const classesOf = (...mappings: Parameters<typeof classifyRegions>[0]) =>
  classifyRegions(mappings).map((region) => [region.class, region.rule]);

describe('arenas', () => {
  it('knows a heap and its reservation by their sum of 64 MiB', () => {
    const regions = classifyRegions([
      mapping('7f638c000000-7f638e82a000 rw-p', { rssKb: 26936 }),
      mapping('7f638e82a000-7f6390000000 ---p', { rssKb: 0 }),
    ]);
    expect(regions.map((region) => [region.class, region.rule, region.arena])).toEqual([
      ['arena-heap', 'arena.pair-64MiB', 1],
      ['arena-reserve', 'arena.pair-64MiB', 1],
    ]);
    expect(regions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(65_536 * kB);
  });

  it('splits two full heaps that the kernel merged, and keeps every resident byte', () => {
    // As measured on a live process: 131,072 kB in one VMA, NORESERVE without accounting.
    const regions = classifyRegions([
      mapping('7f8d98000000-7f8da0000000 rw-p', {
        rssKb: 131_071,
        vmFlags: ['rd', 'wr', 'mr', 'mw', 'me', 'nr'],
      }),
    ]);
    expect(regions.map(({ start, end }) => [start, end])).toEqual([
      [0x7f8d98000000n, 0x7f8d9c000000n],
      [0x7f8d9c000000n, 0x7f8da0000000n],
    ]);
    expect(regions.map(({ class: name, arena, estimated }) => [name, arena, estimated])).toEqual([
      ['arena-heap', 1, true],
      ['arena-heap', 2, true],
    ]);
    expect(regions.reduce((sum, { rssBytes }) => sum + (rssBytes ?? 0), 0)).toBe(131_071 * kB);
  });

  it('splits a merged VMA whose last heap is not full: 65,536 + 17,464 kB before its reservation', () => {
    const end = 0x7f8d94000000n + BigInt(17_464 * kB);
    const regions = classifyRegions([
      mapping(`7f8d90000000-${end.toString(16)} rw-p`, { rssKb: 83_000 }),
      mapping(`${end.toString(16)}-7f8d98000000 ---p`, { rssKb: 0 }),
    ]);
    expect(regions.map(({ class: name, sizeBytes, arena }) => [name, sizeBytes / kB, arena])).toEqual([
      ['arena-heap', 65_536, 1],
      ['arena-heap', 17_464, 2],
      ['arena-reserve', 48_072, 2],
    ]);
    // All of it is resident, so that nothing had to be guessed.
    expect(regions.map(({ estimated }) => estimated)).toEqual([false, false, false]);
  });

  it('does not take accounted memory at a 64 MiB boundary for an arena', () => {
    const block = mapping('7f8d98000000-7f8d9c000000 rw-p', { rssKb: 1, vmFlags: ['rd', 'wr', 'ac'] });
    expect(classesOf(block)).toEqual([['large-anonymous', 'anonymous.above-mmap-threshold']]);
  });

  it('does not take a block with a neighbour that ends elsewhere for an arena', () => {
    expect(
      classesOf(
        mapping('7f8d98000000-7f8d99000000 rw-p', { rssKb: 1 }),
        mapping('7f8d99000000-7f8d9b000000 ---p', { rssKb: 0 }),
      ).map(([name]) => name),
    ).toEqual(['large-anonymous', 'anonymous']);
  });
});

describe('stacks, data, labels', () => {
  it('tells a thread stack by the guard below it', () => {
    expect(
      classesOf(
        mapping('7f63947d6000-7f63947d7000 ---p', { rssKb: 0 }),
        mapping('7f63947d7000-7f6394fd7000 rw-p', { rssKb: 24 }),
      ),
    ).toEqual([
      ['stack-guard', 'stack.guard-below'],
      ['thread-stack', 'stack.after-guard'],
    ]);
  });

  it('tells .bss from its place after writable data of a file', () => {
    expect(
      classesOf(
        mapping('55c9edcdf000-55c9edce0000 rw-p', { path: '/usr/sbin/fwlog' }),
        mapping('55c9edce0000-55c9edcea000 rw-p'),
        mapping('55c9eedcc000-55c9eee10000 rw-p', { path: '[heap]' }),
      ).map(([name]) => name),
    ).toEqual(['file-data', 'file-bss', 'main-heap']);
  });

  it.each([
    ['7ffe00000000-7ffe00021000 rw-p', '[stack]', 'main-stack'],
    ['7ffe00000000-7ffe00002000 r-xp', '[vdso]', 'kernel-special'],
    ['7f0000001000-7f0000002000 r-xp', '/usr/lib/libc.so.6', 'file-text'],
    ['7f0000001000-7f0000002000 r--p', '/usr/lib/libc.so.6', 'file-rodata'],
    ['7f0000001000-7f0000002000 rw-s', '/dev/shm/ring', 'shared-memory'],
    ['7f0000001000-7f0000002000 rw-s', '/SYSV00000000 (deleted)', 'shared-memory'],
    ['7f0000001000-7f0000002000 rw-s', '/memfd:ring (deleted)', 'shared-memory'],
    ['7f0000001000-7f0000002000 rw-s', '/var/lib/app/data.bin', 'file-mapped'],
    ['7f0000001000-7f0000002000 rw-p', '[anon:jemalloc_pg]', 'jemalloc'],
    ['7f0000001000-7f0000002000 rw-p', '[anon:tcmalloc_region_NORMAL]', 'tcmalloc'],
    ['7f0000001000-7f0000002000 rw-p', '[anon: glibc: malloc arena]', 'arena-heap'],
    ['7f0000001000-7f0000002000 rw-p', '[anon: glibc: pthread stack: 77]', 'thread-stack'],
    ['c000000000-c004000000 rw-p', '', 'go-heap'],
    ['7f0000001000-7f0000002000 rwxp', '', 'jit-code'],
    ['7f0000001000-7f0000002000 rw-p', '', 'anonymous'],
    ['7f0000001000-7f0000201000 rw-p', '', 'large-anonymous'],
    ['7f0000001000-7f0000002000 rw-p', '[something new]', 'unknown'],
    ['7f0000002000-7f0000001000 rw-p', '', 'unknown'],
  ])('%s %s is %s', (range, path, expected) => {
    expect(classesOf(mapping(range, { path })).map(([name]) => name)).toEqual([expected]);
  });

  it('gives large blocks to jemalloc only where its library is mapped', () => {
    const block = mapping('7f0000200000-7f0000400000 rw-p');
    const library = mapping('7f1000000000-7f1000001000 r-xp', { path: '/usr/lib/libjemalloc.so.2' });
    expect(classesOf(block)[0]?.[0]).toBe('large-anonymous');
    expect(classesOf(block, library)[0]?.[0]).toBe('jemalloc');
  });
});

describe('a live process with a full producer queue (glibc 2.36, kernel 6.18)', () => {
  it('is classified whole, and the same from maps, which has no flags', () => {
    const counts = (name: string, kind: 'maps' | 'smaps') => {
      const regions = classifyRegions(parseArtifact(kind, fixtureSource(name)).mappings);
      const byClass = Map.groupBy(regions, (region) => region.class);
      return Object.fromEntries([...byClass].map(([key, group]) => [key, group.length]));
    };
    // Counted by hand in the file: one VMA of 83,000 kB and one of 131,072 kB hold two heaps each, one of 132 kB one.
    const expected = {
      'arena-heap': 5,
      'arena-reserve': 2,
      'thread-stack': 4,
      'stack-guard': 4,
      'main-heap': 1,
    };
    expect(counts('proc/fwlog-queue-glibc2.36/smaps', 'smaps')).toMatchObject(expected);
    expect(counts('proc/fwlog-queue-glibc2.36/maps', 'maps')).toMatchObject(expected);
  });
});
