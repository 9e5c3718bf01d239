import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOomReports } from '#shared/parsers/oom/read-oom-reports.ts';
import { sourceOf } from '#test/support/text-source.ts';

const KB = 1024;
const fixture = new URL('../../fixtures/oom/linux-6.18-memcg-v1.txt', import.meta.url);

function reportsOf(...lines: readonly string[]) {
  return readOomReports(sourceOf(`${lines.join('\n')}\n`));
}

function stamped(lines: readonly string[]): string[] {
  return lines.map((line, i) => `[12345.6789${String(i).padStart(2, '0')}] ${line}`);
}

describe('a real report: Linux 6.18, a memory cgroup of version 1', () => {
  const [report, ...others] = readOomReports(sourceOf(readFileSync(fixture, 'utf8')));

  it('is one, with who asked, the limit and the victim', () => {
    expect(others).toEqual([]);
    expect(report).toMatchObject({
      timeText: '12950.169571',
      askedBy: 'python3',
      constraint: 'memcg',
      limitGroup: '/mc-oom-test',
      limitBytes: 32_768 * KB,
      usageBytes: 32_768 * KB,
      firstLine: 1,
      lastLine: 80,
    });
    expect(report?.victims).toEqual([
      {
        pid: 18_464,
        name: 'python3',
        totalVmBytes: 94_692 * KB,
        anonRssBytes: 32_512 * KB,
        fileRssBytes: 6704 * KB,
        shmemRssBytes: 0,
        line: 80,
      },
    ]);
  });

  it('has its task table in bytes: 9,804 pages of 4 KiB are resident, 8,128 of them anonymous', () => {
    expect(report?.pageSource).toBe('victim');
    expect(report?.tasks).toEqual([
      {
        pid: 18_464,
        uid: 0,
        name: 'python3',
        totalVmBytes: 94_692 * KB,
        rssBytes: 9804 * 4 * KB,
        rssAnonBytes: 32_512 * KB,
        pageTableBytes: 132 * KB,
        swapBytes: 0,
        oomScoreAdj: 0,
        line: 78,
      },
    ]);
  });
});

/** Table headers by kernel, each with a row of the same process: 2,000 pages resident, 7 swapped out. */
const tables: readonly [kernel: string, header: string, row: string, tableKb: number | null][] = [
  [
    '2.6.32',
    '[ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name',
    '[ 2345]     0  2345   302241     2000   1       0             0 fwlog',
    null,
  ],
  [
    '3.10',
    '[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
    '[ 2345]     0  2345   302241     2000      33        7             0 fwlog',
    132,
  ],
  [
    '4.10',
    '[ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name',
    '[ 2345]     0  2345   302241     2000      30       3        7             0 fwlog',
    132,
  ],
  [
    '4.14',
    '[ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds nr_puds swapents oom_score_adj name',
    '[ 2345]     0  2345   302241     2000      29       3       1        7             0 fwlog',
    132,
  ],
  [
    '4.19',
    '[ pid ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
    '[ 2345]     0  2345   302241     2000   135168        7             0 fwlog',
    132,
  ],
  [
    '5.10',
    '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
    '[   2345]     0  2345   302241     2000   135168        7             0 fwlog',
    132,
  ],
  [
    '6.8',
    '[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name',
    '[   2345]     0  2345   302241     2000     1900      100         0   135168        7             0 fwlog',
    132,
  ],
];

describe('task tables', () => {
  it.each(tables)('of %s', (kernel, header, row, tableKb) => {
    const [report] = reportsOf(
      ...stamped([
        'nginx invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0',
        header,
        row,
        'Killed process 2345 (fwlog) total-vm:1208964kB, anon-rss:7600kB, file-rss:400kB',
      ]),
    );
    expect(report?.tasks).toEqual([
      {
        pid: 2345,
        uid: 0,
        name: 'fwlog',
        totalVmBytes: 1_208_964 * KB,
        rssBytes: 8000 * KB,
        rssAnonBytes: kernel === '6.8' ? 7600 * KB : null,
        pageTableBytes: tableKb === null ? null : tableKb * KB,
        swapBytes: kernel === '2.6.32' ? null : 28 * KB,
        oomScoreAdj: 0,
        line: 3,
      },
    ]);
  });

  it('take the page size from the victim: 64 KiB pages of arm64', () => {
    const [report] = reportsOf(
      ...stamped([
        'nginx invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0',
        tables[5]![1],
        '[   2345]     0  2345     1000      125   135168        0             0 fwlog',
        'Out of memory: Killed process 2345 (fwlog) total-vm:64000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:132kB oom_score_adj:0',
      ]),
    );
    expect(report?.tasks[0]?.rssBytes).toBe(8000 * KB);
    expect(report?.pageBytes).toBe(65_536);
  });

  it('say that the page size is assumed where the victim stands in no row', () => {
    const [report] = reportsOf(
      ...stamped([
        'nginx invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0',
        tables[5]![1],
        tables[5]![2],
        'Out of memory: Killed process 99 (other) total-vm:4kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:0',
      ]),
    );
    expect(report).toMatchObject({ pageBytes: 4096, pageSource: 'assumed' });
  });

  it('keep names with blanks and brackets, and pass over lines of others in between', () => {
    const [report] = reportsOf(
      ...stamped([
        'nginx invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0',
        tables[1]![1],
        '[    9]     0     9      100       10       3        0         -1000 Cannot fork ]',
        'eth0: link up',
        tables[1]![2],
        'Killed process 2345 (fwlog) total-vm:1208964kB, anon-rss:7600kB, file-rss:400kB',
      ]),
    );
    expect(report?.tasks.map(({ name, line }) => [name, line])).toEqual([
      ['Cannot fork ]', 3],
      ['fwlog', 5],
    ]);
    expect(report?.tasks[0]?.oomScoreAdj).toBe(-1000);
  });
});

describe('runs', () => {
  const asks = 'nginx invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0';
  const kill = (pid: number) =>
    `Memory cgroup out of memory: Killed process ${pid} (fwlog) total-vm:8kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB`;

  it('are told apart, also where the kernel left out all but the kill line', () => {
    const reports = reportsOf(...stamped([asks, kill(1), kill(2), asks, kill(3), 'eth0: up', kill(3)]));
    expect(reports.map(({ askedBy, victims }) => [askedBy, ...victims.map(({ pid }) => pid)])).toEqual([
      ['nginx', 1],
      [null, 2],
      ['nginx', 3],
      [null, 3],
    ]);
  });

  it('are one where a whole group is killed', () => {
    const group = 'Tasks in /fwlog are going to be killed due to memory.oom.group set';
    const [report, ...others] = reportsOf(...stamped([asks, kill(1), group, kill(2), kill(3)]));
    expect(others).toEqual([]);
    expect(report?.victims.map(({ pid }) => pid)).toEqual([1, 2, 3]);
  });

  it('name the child that dies instead of the chosen one', () => {
    const chosen = 'Out of memory: Kill process 10 (fwlog) score 512 or sacrifice child';
    const dies = 'Killed process 11 (worker) total-vm:8kB, anon-rss:4kB, file-rss:0kB';
    const reports = reportsOf(...stamped([asks, chosen, dies, chosen, dies]));
    expect(reports.map(({ victims }) => victims[0]?.name)).toEqual(['worker', 'worker']);
  });

  it('are kept without a victim: a log may end in the middle', () => {
    expect(reportsOf(...stamped([asks, tables[1]![1], tables[1]![2]]))).toMatchObject([
      { victims: [], tasks: [{ pid: 2345 }], lastLine: 3 },
    ]);
  });

  it('have their limit from either form', () => {
    const older = 'Task in /docker/abc killed as a result of limit of /docker';
    const newer =
      'oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=(null),cpuset=/,mems_allowed=0,2-4,task_memcg=/x,task=fwlog,pid=1,uid=0';
    expect(reportsOf(...stamped([asks, older, kill(1)]))[0]).toMatchObject({
      constraint: 'memcg',
      limitGroup: '/docker',
    });
    expect(reportsOf(...stamped([asks, newer, kill(1)]))[0]).toMatchObject({
      constraint: 'cpuset',
      limitGroup: null,
    });
  });
});

it('reads journalctl -o json, whose times are absolute', () => {
  const entry = (MESSAGE: string) =>
    JSON.stringify({ MESSAGE, __REALTIME_TIMESTAMP: '1732281234567890', _TRANSPORT: 'kernel' });
  expect(
    reportsOf(
      entry('nginx invoked oom-killer: gfp_mask=0x201da, order=0'),
      entry('Killed process 1 (a) total-vm:8kB, anon-rss:4kB'),
    ),
  ).toMatchObject([{ timeText: '2024-11-22T13:13:54.567Z', victims: [{ pid: 1, anonRssBytes: 4 * KB }] }]);
});
