import { describe, expect, it } from 'vitest';
import { explain } from '#shared/analysis/explain.ts';
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import { kB, mapping, meminfo, parsed, processes, side } from '#test/support/builders/snapshot.ts';
import {
  allNodes,
  brokenSums,
  repeatedIds,
  withoutEvidence,
  withoutResidual,
} from '#test/support/ledger-checks.ts';

const MiB = 1024 * kB;

/** A whole meminfo in kB; all parts chosen so that 1,000 kB are in none of them. */
const base = {
  MemTotal: 1_000_000,
  MemFree: 500_000,
  MemAvailable: 640_000,
  Buffers: 10_000,
  Cached: 150_000,
  SwapCached: 0,
  AnonPages: 250_000,
  Shmem: 20_000,
  SReclaimable: 30_000,
  SUnreclaim: 25_000,
  KernelStack: 4_000,
  PageTables: 6_000,
  Percpu: 3_000,
};
// not accounted: total − free − cache − slab − anonymous − stacks − tables − per-cpu
// = 1,000,000 − 500,000 − (150,000 + 10,000) − (30,000 + 25,000) − 250,000 − 4,000 − 6,000 − 3,000 = 22,000

function node(explanation: Explanation, id: string): LedgerNode {
  const found = allNodes(explanation).find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
}

function explainTwo(
  a: Parameters<typeof side>[1][],
  b: Parameters<typeof side>[1][],
  all = false,
): Explanation {
  return explain({ caseTitle: 'test', a: side('suspect', ...a), b: side('baseline', ...b), all });
}

describe('levels 0 and 1', () => {
  const more = { ...base, MemFree: 390_000, MemAvailable: 530_000, AnonPages: 358_000 };
  const explanation = explainTwo([meminfo(more)], [meminfo(base)]);

  it('measures the gap as MemTotal − MemAvailable of both sides', () => {
    expect(explanation.measure).toBe('MemTotal - MemAvailable');
    expect([explanation.a.usedBytes, explanation.b?.usedBytes]).toEqual([470_000 * kB, 360_000 * kB]);
    expect(explanation.gapBytes).toBe(110_000 * kB);
  });

  it('cuts it into an exact partition', () => {
    expect(brokenSums(explanation)).toEqual([]);
    expect(node(explanation, 'gap/anonymous').deltaBytes).toBe(108_000 * kB);
    // MemFree + (Cached + Buffers − Shmem) + SReclaimable − MemAvailable, by hand: 30,000 on both sides
    const kept = node(explanation, 'gap/cache-kept');
    expect([kept.aBytes, kept.bBytes, kept.confidence]).toEqual([30_000 * kB, 30_000 * kB, 'derived']);
    // 22,000 on B (above); A has 110,000 less free and 108,000 more anonymous
    const rest = node(explanation, 'gap/residual');
    expect([rest.aBytes, rest.bBytes]).toEqual([24_000 * kB, 22_000 * kB]);
  });

  it('counts the share by the size of all residuals', () => {
    // anonymous is not opened (no processes), so only the kernel's 2,000 kB of 110,000 are left
    expect(explanation.residualBytes).toBe(2_000 * kB);
    expect(explanation.explainedBytes).toBe(108_000 * kB);
    expect(explanation.explainedShare).toBeCloseTo(1 - 2_000 / 110_000, 12);
  });

  it('does not let residuals that cancel flatter the share', () => {
    const ofProcesses = (anonymous: number) =>
      processes([{ pid: 1, command: '/usr/sbin/fwlog', measures: { 'pss-anon': anonymous * kB } }]);
    // kernel residual +2,000; in no process: A 358,000 − 350,000 = 8,000, B 250,000 − 240,000 = 10,000: −2,000
    const cancelling = explainTwo(
      [meminfo(more), ofProcesses(350_000)],
      [meminfo(base), ofProcesses(240_000)],
    );
    expect(cancelling.residualBytes).toBe(0);
    expect(cancelling.explainedShare).toBeCloseTo(1 - 4_000 / 110_000, 12);
  });

  it('leaves out a field that a kernel lacks, and says so where only one has it', () => {
    const { Percpu: _gone, ...old } = base;
    const both = explainTwo([meminfo(old)], [meminfo(old)]);
    expect(allNodes(both).some(({ id }) => id === 'gap/per-cpu')).toBe(false);
    const one = explainTwo([meminfo(base)], [meminfo(old)]);
    expect(node(one, 'gap/per-cpu').notes).toEqual(['absent-in-b']);
    expect(brokenSums(one)).toEqual([]);
  });

  it('explains as far as it goes where only the use is told', () => {
    const grep = (available: number) => meminfo({ MemTotal: 1000, MemAvailable: available });
    const ps = (rss: number) => processes([{ pid: 7, command: 'fwlog', measures: { rss: rss * kB } }], 'ps');
    const two = explainTwo([grep(400), ps(300)], [grep(700), ps(50)]);
    expect([two.measure, two.gapBytes]).toEqual(['MemTotal - MemAvailable', 300 * kB]);
    expect(two.tree[0]?.children.map(({ label, deltaBytes }) => [label, deltaBytes])).toEqual([
      ['fwlog', 250 * kB],
      ['Not told by this meminfo', 50 * kB],
    ]);
    const bare = explainTwo([grep(400)], [grep(700)]);
    expect([bare.explainedShare, bare.residualBytes]).toEqual([0, 300 * kB]);
  });

  it('computes huge pages from their count where the kernel does not sum them', () => {
    const counted = parsed('meminfo', {
      meminfo: [
        ...meminfo({ ...base, Hugepagesize: 2048 }).meminfo,
        { name: 'HugePages_Total', value: 5, unit: 'count', line: 99 },
      ],
    });
    expect(node(explainTwo([counted], [meminfo(base)]), 'gap/hugetlb').aBytes).toBe(10 * MiB);
  });
});

describe('a partial meminfo, as in the case study', () => {
  // `grep -i active` of the story's suspect, in kB; the other machine is made up.
  const story = {
    Active: 1_767_116,
    Inactive: 473_376,
    'Active(anon)': 1_745_808,
    'Inactive(anon)': 412_100,
    'Active(file)': 21_308,
    'Inactive(file)': 61_276,
  };
  const other = {
    Active: 1_500_000,
    Inactive: 440_000,
    'Active(anon)': 1_470_000,
    'Inactive(anon)': 390_000,
    'Active(file)': 30_000,
    'Inactive(file)': 50_000,
  };
  const explanation = explainTwo([meminfo(story)], [meminfo(other)]);

  it('sums the lists: 2,240,492 kB, which is 2,188 MiB', () => {
    expect(explanation.measure).toBe('Active + Inactive');
    expect(explanation.a.usedBytes).toBe(2_240_492 * kB);
    expect(Math.round(explanation.a.usedBytes / MiB)).toBe(2188);
  });

  it('labels it as LRU anonymous plus file cache, and names the 80.65 MiB of cache', () => {
    expect(node(explanation, 'gap').notes).toEqual(['lru-counts-cache']);
    expect(node(explanation, 'gap/lru-anonymous').aBytes).toBe(2_157_908 * kB);
    // 21,308 + 61,276 = 82,584 kB = 80.648… MiB
    expect(node(explanation, 'gap/lru-file').aBytes).toBe(82_584 * kB);
    const caution = explanation.statements.find(({ code }) => code === 'measure.lru');
    expect(caution?.text).toContain('80.65 MiB');
    expect(brokenSums(explanation)).toEqual([]);
  });

  it('speaks of one machine where there is one', () => {
    const alone = explain({ caseTitle: 'one', a: side('only', meminfo(story)), b: null, all: false });
    const caution = alone.statements.find(({ code }) => code === 'measure.lru-one-target');
    expect(caution?.params).toEqual({ cache: (21_308 + 61_276) * kB });
  });

  it('opens what is not told apart by RSS', () => {
    const ps = (rss: number) =>
      processes([{ pid: 7, command: '/usr/sbin/fwlog', measures: { rss: rss * kB } }]);
    const two = explainTwo(
      [meminfo({ Active: 900, Inactive: 100 }), ps(600)],
      [meminfo({ Active: 700, Inactive: 100 }), ps(450)],
    );
    const fwlog = node(two, 'gap/lru-unsplit//usr/sbin/fwlog');
    expect([fwlog.deltaBytes, fwlog.confidence, fwlog.notes]).toEqual([
      150 * kB,
      'estimated',
      ['rss-counts-shared', 'rss-counts-files'],
    ]);
    expect(node(two, 'gap/lru-unsplit/residual').deltaBytes).toBe(50 * kB);
  });
});

describe('level 2', () => {
  const anon = (pid: number, command: string, bytes: number) => ({
    pid,
    command,
    measures: { 'pss-anon': bytes },
  });
  const explanation = explainTwo(
    [
      meminfo({ ...base, MemAvailable: 600_000 }),
      processes([
        anon(10, '/usr/sbin/fwlog -c /etc/fwlog.conf', 90 * MiB),
        anon(11, '/usr/sbin/webd --id 1', 5 * MiB),
        anon(12, '/usr/sbin/webd --id 2', 9 * MiB),
        anon(13, '/usr/bin/python3 /opt/agent.py', 3 * MiB),
        anon(2, '[kthreadd]', 0),
      ]),
    ],
    [
      meminfo(base),
      processes([
        anon(55, '/usr/sbin/webd --id 2', 8 * MiB),
        anon(56, '/usr/sbin/webd --id 1', 5 * MiB),
        anon(57, '/usr/sbin/fwlog -c /etc/fwlog.conf', 50 * MiB),
        anon(58, '/usr/bin/python3 /opt/other.py', 2 * MiB),
      ]),
    ],
  );

  it('matches by executable and command line, not by pid or order', () => {
    expect(node(explanation, 'gap/anonymous//usr/sbin/fwlog').deltaBytes).toBe(40 * MiB);
    const webd = node(explanation, 'gap/anonymous//usr/sbin/webd');
    expect(webd.deltaBytes).toBe(MiB);
    expect(webd.children.map(({ label, deltaBytes }) => [label, deltaBytes])).toEqual([
      ['/usr/sbin/webd --id 2 (12 | 55)', MiB],
      ['/usr/sbin/webd --id 1 (11 | 56)', 0],
      ['Not in these processes', 0],
    ]);
  });

  it('keeps scripts of one interpreter apart, and names what one side lacks', () => {
    expect(node(explanation, 'gap/anonymous//usr/bin/python3 /opt/agent.py').notes).toEqual(['only-in-a']);
    expect(node(explanation, 'gap/anonymous//usr/bin/python3 /opt/other.py').notes).toEqual(['only-in-b']);
  });

  it('does not say that a program is missing where nothing is known of the processes', () => {
    const list = processes([anon(1, 'fwlog', 90 * MiB)]);
    const codes = explainTwo(
      [meminfo({ ...base, MemAvailable: 600_000 }), list],
      [meminfo(base)],
    ).statements.map(({ code }) => code);
    expect(codes).toContain('evidence.none');
    expect(codes).not.toContain('process.one-side');
  });

  it('names the owners of the gap', () => {
    // gap 40,000 kB = 39.06 MiB; fwlog has 40 MiB of it
    expect(explanation.owners.map(({ label }) => label)).toEqual(['fwlog']);
    expect(explanation.statements.map(({ code }) => code).slice(0, 3)).toEqual([
      'gap.more',
      'gap.owners',
      'gap.explained',
    ]);
  });

  it('compares by a measure that both sides have', () => {
    const rss = (bytes: number) => ({ pid: 3, command: 'fwlog', measures: { rss: bytes } });
    const both = (bytes: number) => ({
      pid: 4,
      command: '/usr/sbin/fwlog',
      measures: { rss: bytes, 'pss-anon': bytes / 2 },
    });
    const mixed = explainTwo(
      [meminfo(base), processes([both(80 * MiB)])],
      [meminfo(base), processes([rss(60 * MiB)], 'ps')],
    );
    const fwlog = node(mixed, 'gap/anonymous//usr/sbin/fwlog');
    expect([fwlog.measure, fwlog.deltaBytes, fwlog.confidence]).toEqual(['rss', 20 * MiB, 'estimated']);
  });

  it('leaves a process of which only RSS is known in the residual, unless it is part of the difference', () => {
    const rssOnly = (bytes: number) => ({ pid: 9, command: 'ps -e', measures: { rss: bytes } });
    const two = (ofPs: number) =>
      explainTwo(
        [meminfo(base), processes([anon(1, 'fwlog', 90 * MiB), rssOnly(ofPs)])],
        [
          meminfo({ ...base, AnonPages: 210_000, MemAvailable: 680_000 }),
          processes([anon(1, 'fwlog', 50 * MiB), rssOnly(4 * MiB)]),
        ],
      );
    const groupsOf = (explanation: Explanation) =>
      node(explanation, 'gap/anonymous').children.map(({ label }) => label);
    // The difference is 40,000 kB: 4 kB of ps do not matter, 1 MiB does.
    expect(groupsOf(two(4 * MiB + 4 * kB))).toEqual(['fwlog', 'In no listed process']);
    expect(groupsOf(two(5 * MiB))).toEqual(['fwlog', 'ps', 'In no listed process']);
  });

  it('explains one target alone as what it uses', () => {
    const alone = explain({ caseTitle: 'one', a: side('only', meminfo(base)), b: null, all: false });
    expect([alone.b, alone.gapBytes, alone.tree[0]?.bBytes]).toEqual([null, 360_000 * kB, 0]);
    expect(brokenSums(alone)).toEqual([]);
  });

  it('sums the processes where there is no meminfo, and refuses where there is nothing', () => {
    const list = (bytes: number) => processes([{ pid: 1, command: 'fwlog', measures: { rss: bytes } }], 'ps');
    const sums = explainTwo([list(30 * MiB)], [list(10 * MiB)]);
    expect([sums.measure, sums.gapBytes, sums.residualBytes]).toEqual(['Sum of processes', 20 * MiB, 0]);
    expect(brokenSums(sums)).toEqual([]);
    expect(() => explainTwo([list(1)], [parsed('dmesg', {})])).toThrow(
      expect.objectContaining({ code: 'explain.no-evidence' }),
    );
  });
});

describe('level 3', () => {
  const smaps = (pid: number, heapKb: number) => ({
    ...parsed('smaps', {
      mappings: [
        mapping('7f0000000000-7f0000400000 rw-p', {
          rssKb: heapKb,
          pssBytes: heapKb * kB,
          anonymousBytes: heapKb * kB,
          line: 1,
        }),
        mapping('7f0000400000-7f0004000000 ---p', { rssKb: 0, pssBytes: 0, anonymousBytes: 0, line: 20 }),
        mapping('7f1000000000-7f1000010000 r-xp', {
          path: '/usr/sbin/fwlog',
          rssKb: 64,
          pssBytes: 64 * kB,
          anonymousBytes: 0,
          line: 40,
        }),
        mapping('7f1000010000-7f1000012000 rw-p', {
          path: '/usr/sbin/fwlog',
          rssKb: 8,
          pssBytes: 8 * kB,
          anonymousBytes: 4 * kB,
          line: 60,
        }),
      ],
    }),
    forPid: pid,
  });
  const list = (pid: number, anonKb: number) =>
    processes([{ pid, command: '/usr/sbin/fwlog', measures: { 'pss-anon': anonKb * kB } }]);
  const explanation = explainTwo(
    [meminfo(base), list(5, 3010), smaps(5, 3000)],
    [meminfo(base), list(9, 1004), smaps(9, 1000)],
  );
  const id = 'gap/anonymous//usr/sbin/fwlog';

  it('opens a process into classes, counting only what is anonymous of a file', () => {
    expect(node(explanation, `${id}/arena-heap`).deltaBytes).toBe(2000 * kB);
    expect(node(explanation, `${id}/file-data`).aBytes).toBe(4 * kB);
    expect(allNodes(explanation).some((one) => one.id === `${id}/file-text`)).toBe(false);
    // 3,010 − 3,004 and 1,004 − 1,004: what changed between the readings
    expect(node(explanation, `${id}/residual`).deltaBytes).toBe(6 * kB);
  });

  it('opens a class into regions that cite both lines', () => {
    const region = node(explanation, `${id}/arena-heap/1`);
    expect(region.evidence).toEqual([
      { artifact: 3, line: 1 },
      { artifact: 3, line: 1 },
    ]);
    expect(brokenSums(explanation)).toEqual([]);
    expect(withoutResidual(explanation)).toEqual([]);
    expect(withoutEvidence(explanation)).toEqual([]);
  });

  it('does not split where only one side has regions', () => {
    const half = explainTwo([meminfo(base), list(5, 3010), smaps(5, 3000)], [meminfo(base), list(9, 1004)]);
    expect(node(half, id).children).toEqual([]);
    expect(node(half, id).notes).toContain('regions-of-one-side');
  });

  it('folds without hiding what is not explained', () => {
    // 70 programs whose regions tell 90 of 100 kB on A, and 105 of 100 kB in every third.
    const many = (scale: number) => [
      meminfo({ ...base, MemAvailable: 600_000 + scale * 40_000 }),
      processes(
        Array.from({ length: 70 }, (_, n) => ({
          pid: n + 1,
          command: `p${n}`,
          measures: { 'pss-anon': (2 - scale) * 100 * kB },
        })),
      ),
      ...Array.from({ length: 70 }, (_, n) => smaps(n + 1, (2 - scale) * (n % 3 === 0 ? 105 : 90) - 4)),
    ];
    const [folded, whole] = [false, true].map((all) => explainTwo(many(0), many(1), all));
    expect(allNodes(folded as Explanation).some(({ kind }) => kind === 'folded')).toBe(true);
    expect(allNodes(whole as Explanation).some(({ kind }) => kind === 'folded')).toBe(false);
    // by hand: 24 programs are 5 kB over, 46 are 10 kB short: 24 × 5 + 46 × 10 = 580 kB, and the anonymous and kernel residuals
    expect(folded?.residualBytes).toBe(whole?.residualBytes);
    expect(folded?.explainedShare).toBe(whole?.explainedShare);
    expect(brokenSums(folded as Explanation)).toEqual([]);
    expect(repeatedIds(folded as Explanation)).toEqual([]);
  });

  it('splits nothing of a file by what pmap tells, which is no anonymous memory', () => {
    const pmap = {
      ...parsed('pmap', {
        mappings: [mapping('7f1000000000-7f1000010000 r-xp', { path: '/usr/sbin/fwlog', rssKb: 64 })],
      }),
      forPid: 9,
    };
    const mixed = explainTwo(
      [meminfo(base), list(5, 3000), smaps(5, 3000)],
      [meminfo(base), list(9, 1000), pmap],
    );
    expect(allNodes(mixed).some((one) => one.id === `${id}/file-text`)).toBe(false);
  });

  it('estimates where the two sides tell no common measure', () => {
    const share = processes([{ pid: 1, command: 'w', measures: { 'pss-anon': 100 * MiB } }]);
    const rss = processes([{ pid: 2, command: 'w', measures: { rss: 100 * MiB } }], 'ps');
    const w = node(explainTwo([meminfo(base), share], [meminfo(base), rss]), 'gap/anonymous/w');
    expect([w.aBytes, w.bBytes, w.confidence]).toEqual([100 * MiB, 100 * MiB, 'estimated']);
    expect(w.notes).toContain('measures-differ');
  });

  it('takes one whole meminfo, never two moments of it', () => {
    const two = explainTwo([meminfo({ MemTotal: 9, MemAvailable: 8 }), meminfo(base)], [meminfo(base)]);
    expect(two.gapBytes).toBe(0);
  });

  it('names a program once, also where it has both anonymous and shared memory', () => {
    const w = (anonymous: number, shared: number) =>
      processes([
        { pid: 1, command: 'w', measures: { 'pss-anon': anonymous * kB, 'pss-shmem': shared * kB } },
      ]);
    const two = explainTwo(
      [meminfo({ ...base, MemAvailable: 440_000, AnonPages: 350_000, Shmem: 120_000 }), w(150_000, 110_000)],
      [meminfo(base), w(50_000, 10_000)],
    );
    expect(two.owners.map(({ label, deltaBytes }) => [label, deltaBytes])).toEqual([['w', 200_000 * kB]]);
  });
});
