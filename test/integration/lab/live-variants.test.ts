/** What `memcase collect` and `memcase dump` get of targets that lack something: what can be had, and why not more. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MiB } from '#shared/units/bytes.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startLab, type Lab, type Workload } from '#test/lab/lab.ts';
import { createDesk, type Desk } from '#test/support/cli/memcase.ts';
import { caseOf, createLabDesk, gapsOf, type LabDesk } from '#test/support/lab-collect.ts';

interface Heap {
  readonly heap_start: string;
  readonly heap_end: string;
}

/** Of this machine's kernel: version 1 answers, or version 2 does. */
const groups = /^cmd\/cgroup2-memory empty$/;
const ownGaps = (gaps: readonly string[]) => gaps.filter((gap) => !groups.test(gap));

describeLab('live on targets that lack something', () => {
  let lab: Lab;
  let desk: Desk;
  let live: LabDesk;
  /** Of root, and of `app`, on each target. */
  const roots = new Map<string, Workload>();
  const owns = new Map<string, Workload>();
  beforeAll(async () => {
    lab = await startLab({
      bastions: 1,
      targets: [
        { name: 'nogdb', withoutGdb: true },
        { name: 'box', root: 'busybox' },
        { name: 'hidden', hidepid: true },
        { name: 'full', fullTmp: true },
      ],
    });
    desk = createDesk();
    live = createLabDesk(lab, desk);
    for (const { name } of lab.plan.targets) {
      const limit = name === 'nogdb' ? { memoryLimitBytes: 96 * MiB } : {};
      roots.set(name, await lab.start(name, 'heap', ['mib=4'], { name: 'theirs', ...limit }));
      owns.set(name, await lab.start(name, 'heap', ['mib=2'], { name: 'ours', user: 'app' }));
    }
  }, 120_000);
  afterAll(async () => {
    desk.remove();
    await lab.stop();
  });

  const pid = (workloads: Map<string, Workload>, target: string) => workloads.get(target)!.pid;
  const standard = (target: string, process: string | number = 'heap') =>
    live.collect(target, '--recipe', 'standard', '--process', String(process));
  const dump = (target: string, process: number, method = 'mem') =>
    live.dump(target, process, '--class', 'main-heap', '--method', method);
  const shown = (target: string, ...what: string[]) => desk.run(['show', caseOf(target), ...what]);

  /** The heap is among the regions, by the addresses that the process itself knows. */
  async function expectHeap(target: string, workload: Workload): Promise<void> {
    const { heap_start: start } = await workload.key<Heap>();
    const regions = await shown(target, 'regions', '--process', String(workload.pid), '--json');
    expect(regions.out).toContain(BigInt(start).toString(16));
  }

  it('without gdb: everything but gdb', async () => {
    const collected = await standard('nogdb');
    expect(collected.code, collected.err).toBe(0);
    expect(ownGaps(gapsOf(collected))).toEqual([]);
    await expectHeap('nogdb', roots.get('nogdb')!);
    const dumped = await dump('nogdb', pid(roots, 'nogdb'));
    expect(dumped.code, dumped.err).toBe(0);
    expect(dumped.result!.dumps).toMatchObject([{ isComplete: true }]);
    const refused = await dump('nogdb', pid(roots, 'nogdb'), 'gdb');
    expect(refused).toMatchObject({ code: 8, out: '' });
    expect(refused.err).toMatch(/The target has no gdb\. \[dump\.no-gdb\]\n$/);
  });

  it('control groups: the limit of one that was made for it', async () => {
    const { artifacts } = await desk.json<{ artifacts: { id: number; name: string }[] }>(
      'show',
      caseOf('nogdb'),
      'artifacts',
    );
    const group = artifacts.find(({ name }) => /^cmd\/cgroup[12]-memory$/.test(name));
    const { out } = await shown('nogdb', 'artifact', `E-${group!.id}`, '--raw');
    const folder = `memcase-lab-${lab.id}/nogdb-theirs/memory`;
    expect(out).toMatch(new RegExp(`${folder}\\.(limit_in_bytes|max):${96 * MiB}\n`));
    const used = Number(new RegExp(`${folder}\\.(?:usage_in_bytes|current):(\\d+)\n`).exec(out)![1]);
    expect(used).toBeGreaterThan(4 * MiB);
    expect(used).toBeLessThan(96 * MiB);
  });

  it('with busybox only: what its commands do not know is said, and asked in another way', async () => {
    const collected = await standard('box');
    expect(collected.code, collected.err).toBe(0);
    expect(ownGaps(gapsOf(collected))).toEqual(['cmd/netstat failed', 'cmd/ps failed', 'cmd/ss no-command']);
    expect(collected.result!.gaps.find(({ item }) => item === 'cmd/ss')!.reason).toContain('ss: not found');
    await expectHeap('box', roots.get('box')!);
    const dumped = await dump('box', pid(roots, 'box'));
    expect(dumped.code, dumped.err).toBe(0);
    expect(dumped.result!.dumps).toMatchObject([{ isComplete: true }]);
  });

  it('a full /tmp hinders nothing, not even gdb, and nothing is written', async () => {
    const before = lab.written('full');
    const collected = await standard('full');
    expect(collected.code, collected.err).toBe(0);
    expect(ownGaps(gapsOf(collected))).toEqual([]);
    await expectHeap('full', roots.get('full')!);
    for (const method of ['mem', 'gdb']) {
      const dumped = await dump('full', pid(roots, 'full'), method);
      expect(dumped.code, dumped.err).toBe(0);
      expect(dumped.result!.dumps).toMatchObject([{ isComplete: true }]);
    }
    expect(lab.written('full')).toEqual(before);
    expect(roots.get('full')!.row()?.state).toMatch(/[RS]/);
  });

  it('without root: its own processes in full, of the others what anybody may read', async () => {
    const target = 'app@full';
    const collected = await standard(target);
    expect(collected.code, collected.err).toBe(6);
    const gaps = ownGaps(gapsOf(collected));
    expect(gaps).toEqual([
      'cmd/dmesg refused',
      ...gaps.filter((gap) => gap.startsWith('cmd/journal-k')),
      'proc/slabinfo refused',
      'proc/{pid}/maps refused',
      'proc/{pid}/smaps refused',
      'proc/{pid}/smaps_rollup refused',
    ]);
    expect(collected.result!.gaps.find(({ item }) => item === 'proc/{pid}/smaps')).toMatchObject({
      count: 1,
      reason: expect.stringContaining('Permission denied') as string,
    });
    await expectHeap(target, owns.get('full')!);
    const { tables } = await desk.json<{
      tables: { rows: { isGroup: boolean; pids: number[]; bytes: number; measures: object }[] }[];
    }>('show', caseOf(target), 'processes');
    const rowOf = (one: number) =>
      tables[0]!.rows.find(({ isGroup, pids }) => !isGroup && pids.includes(one))!;
    const theirs = rowOf(pid(roots, 'full'));
    expect(theirs.bytes).toBeGreaterThan(4 * MiB);
    expect(theirs.measures).not.toHaveProperty('pss');
    expect(rowOf(pid(owns, 'full')).measures).toHaveProperty('pss');
    const foreign = await dump(target, pid(roots, 'full'));
    expect(foreign).toMatchObject({ code: 8, out: '' });
    expect(foreign.err).toMatch(/this is user 1001\. Root may read it\. \[dump\.not-permitted\]\n$/);
    const own = await dump(target, pid(owns, 'full'));
    expect(own.code, own.err).toBe(0);
    expect(own.result!.dumps).toMatchObject([{ isComplete: true }]);
  });

  it('with hidepid: what is hidden is said to be, and is no process of no memory', async () => {
    const target = 'app@hidden';
    const collected = await standard(target);
    expect(collected.code, collected.err).toBe(6);
    expect(ownGaps(gapsOf(collected))).toContain('proc/{pid} hidden');
    await expectHeap(target, owns.get('hidden')!);
    const processes = await shown(target, 'processes', '--json');
    expect(processes.out).toContain(`"pids":[${pid(owns, 'hidden')}]`);
    expect(processes.out).not.toContain(`"pids":[${pid(roots, 'hidden')}]`);
    const named = await standard(target, pid(roots, 'hidden'));
    expect(named.code, named.err).toBe(6);
    expect(gapsOf(named)).toContain(`process ${pid(roots, 'hidden')} unmatched`);
    const foreign = await dump(target, pid(roots, 'hidden'));
    expect(foreign).toMatchObject({ code: 3, out: '' });
    expect(foreign.err).toContain('[input.unknown-process]');
    expect((await dump(target, pid(owns, 'hidden'))).code).toBe(0);
  });
});
