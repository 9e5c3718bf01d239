import { describe, expect, it } from 'vitest';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { sourceOf } from '#test/support/text-source.ts';

const KB = 1024;

function event(line: string) {
  const { events, problems } = parseArtifact('dmesg', sourceOf(`${line}\n`));
  expect(problems).toEqual([]);
  expect(events).toHaveLength(1);
  return events[0]!;
}

// The forms of mm/oom_kill.c, by the kernels that print them.
describe('kill lines', () => {
  it.each([
    ['2.6.32', 'Killed process 2345, UID 0, (fwlog) total-vm:1208964kB, anon-rss:812340kB, file-rss:104kB'],
    ['3.10', 'Killed process 2345 (fwlog) total-vm:1208964kB, anon-rss:812340kB, file-rss:104kB'],
    [
      'el7',
      'Killed process 2345 (fwlog), UID 0, total-vm:1208964kB, anon-rss:812340kB, file-rss:104kB, shmem-rss:0kB',
    ],
    [
      '4.5',
      'Killed process 2345 (fwlog) total-vm:1208964kB, anon-rss:812340kB, file-rss:104kB, shmem-rss:0kB',
    ],
    [
      '5.4',
      'Out of memory: Killed process 2345 (fwlog) total-vm:1208964kB, anon-rss:812340kB, file-rss:104kB, shmem-rss:0kB, UID:0 pgtables:2104kB oom_score_adj:0',
    ],
    [
      '5.4, cgroup',
      'Memory cgroup out of memory: Killed process 2345 (fwlog) total-vm:1208964kB, anon-rss:812340kB, file-rss:104kB, shmem-rss:0kB, UID:0 pgtables:2104kB oom_score_adj:0',
    ],
  ])('of %s', (_, message) => {
    const text = `[12345.678901] ${message}`;
    expect(event(text)).toEqual({
      kind: 'oom-killed',
      pid: 2345,
      processName: 'fwlog',
      anonRssBytes: 812_340 * KB,
      timeText: '12345.678901',
      text,
      line: 1,
    });
  });

  it('keep names with blanks and brackets', () => {
    expect(
      event('[1.000001] Killed process 9 (Cannot fork ]) total-vm:4kB, anon-rss:8kB, file-rss:0kB'),
    ).toMatchObject({ processName: 'Cannot fork ]', pid: 9 });
    expect(
      event('[1.000001] Out of memory: Killed process 9 (a (b) c) total-vm:4kB, anon-rss:8kB, file-rss:0kB'),
    ).toMatchObject({ processName: 'a (b) c' });
  });

  it('are not counted twice by the line before them', () => {
    expect(
      event('[1.000001] Out of memory: Kill process 2345 (fwlog) score 512 or sacrifice child'),
    ).toMatchObject({ kind: 'other', pid: 2345, processName: 'fwlog' });
    expect(
      event(
        '[1.000001] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,2-4,global_oom,task_memcg=/system.slice/fwlog.service,task=fwlog,pid=2345,uid=0',
      ),
    ).toMatchObject({ kind: 'other', pid: 2345, processName: 'fwlog' });
  });
});

it('tells who asked from who was killed', () => {
  expect(
    event('[1.000001] nginx invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0'),
  ).toMatchObject({ kind: 'oom-invoked', processName: 'nginx' });
  expect(
    event('[1.000001] nginx invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0').pid,
  ).toBeUndefined();
});

it('knows the reaper', () => {
  expect(
    event(
      '[1.000001] oom_reaper: reaped process 2345 (fwlog), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB',
    ),
  ).toMatchObject({ kind: 'oom-reaped', pid: 2345, processName: 'fwlog' });
});

describe('prefixes', () => {
  const message = 'Out of memory: Killed process 2345 (fwlog) total-vm:4kB, anon-rss:8kB, file-rss:0kB';

  it.each([
    ['[12345.678901] ', '12345.678901'],
    ['<3>[   12.678901] ', '12.678901'],
    ['[Tue Sep  3 05:57:48 2024] ', 'Tue Sep  3 05:57:48 2024'],
    ['[二 9月  3 05:57:48 2024] ', '二 9月  3 05:57:48 2024'],
    ['Nov 22 21:52:49 appliance kernel: [12345.678901] ', 'Nov 22 21:52:49'],
    ['Nov  2 21:52:49 appliance kernel: ', 'Nov  2 21:52:49'],
    ['2026-11-22T21:52:49.123456+00:00 appliance kernel: ', '2026-11-22T21:52:49.123456+00:00'],
    ['2026-11-22T21:52:49+0800 appliance kernel: ', '2026-11-22T21:52:49+0800'],
    ['', ''],
  ])('%j', (prefix, timeText) => {
    expect(event(prefix + message)).toMatchObject({
      kind: 'oom-killed',
      pid: 2345,
      timeText,
      anonRssBytes: 8 * KB,
    });
    expect(recogniseKind(sourceOf(`${prefix}${message}\n`), 'unnamed')).toBe('dmesg');
  });

  it('of syslog do not hide who asked', () => {
    expect(
      event(
        'Nov 22 21:52:49 appliance kernel: [12.678901] Cannot fork ] invoked oom-killer: gfp_mask=0x201da',
      ),
    ).toMatchObject({ kind: 'oom-invoked', processName: 'Cannot fork ]' });
  });
});

it('has nothing to say of other lines', () => {
  const { events, problems } = parseArtifact(
    'dmesg',
    sourceOf('[0.000000] Linux version 6.18\n[1.5] eth0: link up\n\nfree text\n'),
  );
  expect(events).toEqual([]);
  expect(problems).toEqual([]);
});
