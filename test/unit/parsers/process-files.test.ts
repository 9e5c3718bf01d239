import { describe, expect, it } from 'vitest';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { fixtureSource, fixtureText, sourceOf } from '#test/support/text-source.ts';

const KB = 1024;

describe('status', () => {
  const source = fixtureSource('proc/debian12-6.18/status');

  it('gives the process and its measures', () => {
    expect(recogniseKind(source, 'unnamed')).toBe('status');
    const artifact = parseArtifact('status', source);
    expect(artifact.problems).toEqual([]);
    expect(artifact.pid).toBe(25_116);
    const [process] = artifact.processes;
    expect(process).toMatchObject({
      name: 'fwlog',
      pid: 25_116,
      parentPid: 1,
      state: 'S',
      threads: 3,
      line: 1,
    });
    expect(Object.fromEntries(process!.measures.map(({ measure, bytes }) => [measure, bytes / KB]))).toEqual({
      vsz: 153_120,
      'rss-peak': 5464,
      rss: 5464,
      'rss-anon': 4292,
      'rss-file': 1164,
      'rss-shmem': 8,
      'page-tables': 72,
      swap: 0,
    });
    expect(process!.measures.find(({ measure }) => measure === 'rss')?.line).toBe(23);
  });

  it('leaves out what an old kernel or a kernel thread has not', () => {
    const { processes, problems } = parseArtifact(
      'status',
      sourceOf('Name:\tkthreadd\nState:\tS (sleeping)\nPid:\t2\nPPid:\t0\nThreads:\t1\n'),
    );
    expect(problems).toEqual([]);
    expect(processes).toEqual([
      { name: 'kthreadd', state: 'S', pid: 2, parentPid: 0, threads: 1, line: 1, measures: [] },
    ]);
  });

  it('reads many processes from one file', () => {
    const text = fixtureText('proc/debian12-6.18/status');
    const many = sourceOf(
      text + text.replace('Pid:\t25116', 'Pid:\t7').replace('Name:\tfwlog', 'Name:\tlogsd'),
    );
    expect(recogniseKind(many, 'all-status')).toBe('status');
    const { processes, pid } = parseArtifact('status', many);
    expect(processes.map((process) => [process.pid, process.name, process.line])).toEqual([
      [25_116, 'fwlog', 1],
      [7, 'logsd', 60],
    ]);
    expect(pid).toBeUndefined();
  });

  it('flags damage, duplicates and an end within a number', () => {
    const { processes, problems } = parseArtifact(
      'status',
      sourceOf('Name:\tfwlog\nVmRSS:\t 54Θ4 kB\nVmRSS:\t 1 kB\n???\nVmSwap:\t  12'),
    );
    expect(processes[0]?.measures).toEqual([{ measure: 'rss', bytes: 5404 * KB, line: 2 }]);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'damaged-digit'],
      [3, 'duplicate'],
      [4, 'unparsed-line'],
      [5, 'truncated'],
    ]);
  });
});

describe('smaps_rollup', () => {
  const source = fixtureSource('proc/debian12-6.18/smaps_rollup');

  it('gives the measures of one process without a pid', () => {
    expect(recogniseKind(source, 'unnamed')).toBe('smaps-rollup');
    const { processes, problems, mappings } = parseArtifact('smaps-rollup', source);
    expect(problems).toEqual([]);
    expect(mappings).toEqual([]);
    expect(processes).toHaveLength(1);
    expect(processes[0]).toMatchObject({ line: 1 });
    expect(processes[0]?.pid).toBeUndefined();
    expect(
      Object.fromEntries(processes[0]!.measures.map(({ measure, bytes }) => [measure, bytes / KB])),
    ).toEqual({
      rss: 5464,
      pss: 4425,
      'pss-anon': 4292,
      'pss-file': 125,
      'pss-shmem': 8,
      'shared-clean': 1132,
      'shared-dirty': 0,
      'private-clean': 0,
      'private-dirty': 4332,
      anonymous: 4292,
      'hugetlb-shared': 0,
      'hugetlb-private': 0,
      swap: 0,
      'swap-pss': 0,
    });
  });

  it('agrees with the sums of smaps', () => {
    const { mappings } = parseArtifact('smaps', fixtureSource('proc/debian12-6.18/smaps'));
    const measures = parseArtifact('smaps-rollup', source).processes[0]!.measures;
    const of = (name: string) => measures.find(({ measure }) => measure === name)?.bytes;
    expect(mappings.reduce((sum, { rssBytes }) => sum + rssBytes!, 0)).toBe(of('rss'));
    expect(mappings.reduce((sum, { anonymousBytes }) => sum + anonymousBytes!, 0)).toBe(of('anonymous'));
    expect(mappings.reduce((sum, { privateDirtyBytes }) => sum + privateDirtyBytes!, 0)).toBe(
      of('private-dirty'),
    );
  });

  it('without Pss_Anon (before 5.4) has none', () => {
    const old = fixtureText('proc/debian12-6.18/smaps_rollup').replaceAll(/^Pss_.*\n/gm, '');
    const measures = parseArtifact('smaps-rollup', sourceOf(old)).processes[0]!.measures.map(
      ({ measure }) => measure,
    );
    expect(measures).not.toContain('pss-anon');
    expect(measures).toContain('anonymous');
  });

  it('that lost its head is told by its name', () => {
    const headless = sourceOf('Rss:                5464 kB\nPss:                4425 kB\n');
    expect(recogniseKind(headless, 'proc/25116/smaps_rollup')).toBe('smaps-rollup');
    expect(parseArtifact('smaps-rollup', headless).processes[0]?.measures).toHaveLength(2);
  });
});

describe('maps', () => {
  it('gives the regions of smaps without their amounts', () => {
    const source = fixtureSource('proc/debian12-6.18/maps');
    expect(recogniseKind(source, 'unnamed')).toBe('maps');
    const { mappings, problems } = parseArtifact('maps', source);
    expect(problems).toEqual([]);
    const known = parseArtifact('smaps', fixtureSource('proc/debian12-6.18/smaps')).mappings;
    const place = ({ start, end, permissions, offset, device, inode, path }: (typeof known)[number]) => [
      start,
      end,
      permissions,
      offset,
      device,
      inode,
      path,
    ];
    expect(mappings.map(place)).toEqual(known.map(place));
    expect(mappings.every(({ rssBytes }) => rssBytes === undefined)).toBe(true);
    expect(mappings[10]).toMatchObject({ path: '/var/spool/fwlog/queue file (deleted)', line: 11 });
  });

  it('flags damage and reads what is certain', () => {
    const { mappings, problems } = parseArtifact(
      'maps',
      sourceOf(
        '00100000-0020000O rw-p 00000000 00:00 0\n00300000-00400000 ΓW-p 00000000 00:00 0\nnoise\n00500000-00600000 r-xp 0000',
      ),
    );
    expect(mappings.map(({ start, end, permissions }) => [start, end, permissions])).toEqual([
      [0x100000n, 0x200000n, 'rw-p'],
      [0x300000n, 0x400000n, 'rw-p'],
      [0x500000n, 0x600000n, 'r-xp'],
    ]);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'damaged-digit'],
      [2, 'damaged-permissions'],
      [3, 'unparsed-line'],
      [4, 'truncated'],
    ]);
  });

  it('cut behind its first line is told from smaps by its name', () => {
    const line = sourceOf(
      '55c9eda77000-55c9eda8b000 r--p 00000000 fe:00 2162697                    /usr/sbin/fwlog\n',
    );
    expect(recogniseKind(line, 'maps')).toBe('maps');
    expect(recogniseKind(line, '25116/smaps')).toBe('smaps');
  });
});

describe('cmdline', () => {
  it('joins the arguments', () => {
    const source = fixtureSource('proc/debian12-6.18/cmdline');
    expect(recogniseKind(source, 'unnamed')).toBe('cmdline');
    expect(parseArtifact('cmdline', source)).toMatchObject({
      commandLine: '/usr/sbin/fwlog -c /etc/fwlog.conf',
      processes: [
        { name: 'fwlog', commandLine: '/usr/sbin/fwlog -c /etc/fwlog.conf', line: 1, measures: [] },
      ],
      problems: [],
    });
  });

  it('without a NUL is one only by its path; that of the kernel is none', () => {
    expect(recogniseKind(sourceOf('sshd: root@pts/0'), 'proc/812/cmdline')).toBe('cmdline');
    expect(recogniseKind(sourceOf('BOOT_IMAGE=/vmlinuz root=/dev/vda\n'), 'proc/cmdline')).toBe('text');
  });

  it('of a kernel thread is empty', () => {
    expect(parseArtifact('cmdline', sourceOf(''))).toMatchObject({ processes: [], problems: [] });
  });
});

it('takes no identifier for a mapping, such as /proc/sys/kernel/random/boot_id', () => {
  expect(recogniseKind(sourceOf('f89b7ce9-4cda-4647-a282-5a6b443c8d1b\n'), 'cmd/boot-id')).toBe('text');
});
