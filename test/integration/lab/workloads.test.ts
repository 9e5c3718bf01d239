/** What workloads say of themselves against what the kernel says of them. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, until } from '#test/lab/command.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startBroker, startDaemons, type Daemon } from '#test/lab/kafka.ts';
import { startLab, type Lab } from '#test/lab/lab.ts';
import { arenaBytes, readVmas, statusBytes, vmaAt } from '#test/lab/read-proc.ts';

const MIB = 1024 * 1024;
const PAGE = 4096;
/** glibc reserves this much address space, aligned to itself, for each heap of an arena. */
const ARENA_HEAP = 64 * MIB;
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

describeLab('answer keys agree with /proc', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ bastions: 1 });
    await startBroker(lab);
  });
  afterAll(() => lab.stop());

  /** Starts it with its key and mappings; `pid` as the machine counts. */
  async function settle<T>(workload: string, ...args: string[]) {
    const process = await lab.start('suspect', workload, args);
    const key = await process.key<T>();
    const pid = process.outerPid!;
    return { process, key, pid, vmas: readVmas(pid) };
  }

  it('heap: the main heap ends where brk does', async () => {
    type Key = {
      heap_start: string;
      heap_end: string;
      chunks: number;
      chunk_bytes: number;
      malloc_info: string;
    };
    const { key, vmas, process, pid } = await settle<Key>('heap', 'mib=16', 'grow=512');
    const heap = vmas.find(({ path }) => path === '[heap]')!;
    expect(heap.start).toBe(Number(key.heap_start));
    expect(heap.bytes['Rss']).toBeGreaterThanOrEqual(16 * MIB);
    // The first page-aligned break may lie a page after the mapping's start.
    const keyNow = await process.freshKey<Key>();
    const [main] = arenaBytes(keyNow.malloc_info);
    expect(Math.abs(main! - (Number(keyNow.heap_end) - Number(keyNow.heap_start)))).toBeLessThanOrEqual(PAGE);
    await until(
      'it grows',
      5_000,
      () => statusBytes(pid, 'RssAnon') > heap.bytes['Rss']! + 512 * 1024 || undefined,
    );
  });

  it('arenas: one per thread, as large as malloc_info says, with holes that stay resident', async () => {
    type Key = {
      chunk_bytes: number;
      malloc_info: string;
      threads: { first_chunk: string; live_chunks: number; freed_chunks: number }[];
    };
    const { key, vmas } = await settle<Key>('arenas', 'threads=3', 'chunks=20000', 'bytes=1000', 'keep=4');
    const used = key.threads.map(({ first_chunk }) => vmaAt(vmas, Number(first_chunk)));
    expect(used.every(({ start }) => start % ARENA_HEAP === 0)).toBe(true);
    const sizes = used.map(({ start, end }) => end - start).sort((a, b) => a - b);
    expect(sizes).toEqual(
      arenaBytes(key.malloc_info)
        .slice(1)
        .sort((a, b) => a - b),
    );
    for (const [at, { live_chunks, freed_chunks }] of key.threads.entries()) {
      expect([live_chunks, freed_chunks]).toEqual([5_000, 15_000]);
      expect(used[at]!.bytes['Rss']).toBeGreaterThan(20_000 * 1000);
    }
  });

  it('blocks: each is a mapping of its own pages', async () => {
    type Key = { block_bytes: number; blocks: { address: string }[] };
    const { key, vmas } = await settle<Key>('blocks', 'count=4', 'kib=2048');
    expect(key.blocks).toHaveLength(4);
    // A block starts 16 bytes into its mapping; neighbours may be one VMA.
    const touched = new Set(key.blocks.map(({ address }) => vmaAt(vmas, Number(address) - 16)));
    const rss = sum([...touched].map(({ bytes }) => bytes['Rss']!));
    expect(rss).toBeGreaterThanOrEqual(4 * (2 * MIB + PAGE));
    expect(rss).toBeLessThan(4 * (2 * MIB + PAGE) + 64 * PAGE);
  });

  it('shared: RssShmem is the sum of what is mapped; the unmapped file is only in the file system', async () => {
    type Key = { unmapped_bytes: number; mappings: { kind: string; address: string; bytes: number }[] };
    const { key, vmas, pid } = await settle<Key>('shared', 'unmapped=6');
    expect(statusBytes(pid, 'RssShmem')).toBe(sum(key.mappings.map(({ bytes }) => bytes)));
    expect(key.mappings.map(({ address }) => vmaAt(vmas, Number(address)).path)).toEqual([
      '/memfd:lab-cache (deleted)',
      '/dev/shm/lab.table',
      '/dev/zero (deleted)',
      '/SYSV00000000 (deleted)',
    ]);
    const { stdout } = await lab.exec('suspect', ['stat', '-c', '%b %B', '/dev/shm/lab.spool']);
    const [blocks, size] = stdout.split(' ').map(Number);
    expect(blocks! * size!).toBe(key.unmapped_bytes);
    expect(key.unmapped_bytes).toBe(6 * MIB);
  });

  it('stacks: a mapping and a guard for each thread', async () => {
    type Key = {
      touched_bytes: number;
      threads: { tid: number; stack: string; stack_bytes: number; guard_bytes: number }[];
    };
    const { key, vmas } = await settle<Key>('stacks', 'threads=4', 'kib=256');
    for (const { stack, stack_bytes, guard_bytes } of key.threads) {
      const vma = vmaAt(vmas, Number(stack));
      expect([vma.start, vma.end - vma.start]).toEqual([Number(stack), stack_bytes]);
      expect(vma.bytes['Rss']).toBeGreaterThanOrEqual(256 * 1024);
      expect(vma.bytes['Rss']).toBeLessThan(256 * 1024 + 8 * PAGE);
      expect(vmaAt(vmas, Number(stack) - guard_bytes).mode).toBe('---p');
    }
  });

  it("jemalloc: its own count of resident pages is the process's", async () => {
    type Key = { allocated: number; resident: number; live_chunks: number; chunk_bytes: number };
    const { key, pid } = await settle<Key>('jemalloc', 'mib=24');
    expect(key.allocated).toBeGreaterThan(key.live_chunks * key.chunk_bytes);
    expect(key.live_chunks * key.chunk_bytes).toBeGreaterThan(11.9 * MIB);
    expect(Math.abs(statusBytes(pid, 'RssAnon') - key.resident)).toBeLessThan(6 * MIB);
    expect(statusBytes(pid, 'RssAnon')).toBeGreaterThan(2 * key.live_chunks * key.chunk_bytes);
  });

  it('pagecache: cached as fincore(1) counts, in no process', async () => {
    type Key = { file: string; bytes: number; cached_pages: number };
    const { key, pid } = await settle<Key>('pagecache', 'mib=16');
    const [cached] = (await must(['fincore', '-b', '-n', '-o', 'RES', `/proc/${pid}/root${key.file}`]))
      .trim()
      .split(/\s+/);
    expect(Number(cached)).toBe(key.cached_pages * PAGE);
    expect(key.cached_pages * PAGE).toBe(16 * MIB);
    expect(statusBytes(pid, 'VmRSS')).toBeLessThan(8 * MIB);
  });

  it('restarter: another worker at once, with a later start time', async () => {
    const { process, key } = await settle<{ generations: number; worker_pid: number }>('restarter');
    const before = lab.process('suspect', key.worker_pid)!;
    expect([key.generations, before.comm, before.ppid]).toEqual([1, 'worker', process.pid]);
    await process.signal('USR2');
    const later = await until('another worker runs', 5_000, async () => {
      const now = await process.key<typeof key>();
      return now.generations === 2 ? now : undefined;
    });
    expect(lab.process('suspect', key.worker_pid)).toBeUndefined();
    expect(lab.process('suspect', later.worker_pid)!.startTicks).toBeGreaterThan(before.startTicks);
  });

  it('heartbeat: a sparse region has the pages that it says', async () => {
    type Key = { sparse_start: string; sparse_present_pages: number };
    const { key, vmas, pid } = await settle<Key>('heartbeat', 'sparse=256', 'stride=1000');
    expect(vmaAt(vmas, Number(key.sparse_start)).bytes['Rss']).toBe(key.sparse_present_pages * PAGE);
    expect(key.sparse_present_pages).toBe(Math.ceil((256 * MIB) / PAGE / 1000));
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('heartbeat\n');
  });

  describe('three daemons on librdkafka', () => {
    const counted = (daemons: readonly Daemon[], done: (daemon: Daemon) => boolean) =>
      until(
        'the daemons are there',
        25_000,
        () => daemons.every((daemon) => daemon.counters() && done(daemon)) || undefined,
      );

    it('the broker answers: queues are empty; it does not: they hold every record', async () => {
      await lab.hideBroker('suspect');
      const [away, answered] = await Promise.all(
        ['suspect', 'baseline'].map((target) => startDaemons(lab, target, { records: 16_000, rate: 8_000 })),
      );
      await counted(answered!, (daemon) => daemon.counters()!.delivered === 16_000);
      await counted(away!, (daemon) => daemon.counters()!.queue_messages >= 16_000);
      for (const [at, daemon] of away!.entries()) {
        const key = await daemon.countersWithHeap();
        expect(key).toMatchObject({ accepted: 16_000, delivered: 0, failed: 0 });
        const mine = statusBytes(daemon.process.outerPid!, 'RssAnon');
        const other = statusBytes(answered![at]!.process.outerPid!, 'RssAnon');
        expect(mine).toBeGreaterThan(key.queue_payload_bytes + key.queue_key_bytes);
        expect(mine).toBeGreaterThan(other);
      }
      const sockets = await lab.exec('suspect', ['ss', '-Htn']);
      expect(sockets.stdout).toContain('SYN-SENT');
      await Promise.all([...away!, ...answered!].map((daemon) => daemon.process.stop('KILL')));
    });

    it('after the message timeout the queue is given up and freed; malloc keeps what lies below a note', async () => {
      await lab.hideBroker('suspect');
      const daemons = await startDaemons(lab, 'suspect', {
        records: 16_000,
        rate: 8_000,
        messageTimeoutMs: 10_000,
        noteEvery: 64,
      });
      await counted(daemons, (daemon) => daemon.counters()!.queue_messages === 16_000);
      const full = daemons.map((daemon) => statusBytes(daemon.process.outerPid!, 'RssAnon'));
      await counted(daemons, (daemon) => daemon.counters()!.failed === 16_000);
      for (const [at, daemon] of daemons.entries()) {
        expect(daemon.counters()).toMatchObject({ queue_messages: 0, queue_payload_bytes: 0 });
        expect(statusBytes(daemon.process.outerPid!, 'RssAnon')).toBeGreaterThan(0.75 * full[at]!);
      }
    });
  });

  it('a limit of memory: the OOM killer ends the process, and the kernel log says so', async () => {
    const report = await lab.start('suspect', 'rptgen', ['200', '30'], { memoryLimitBytes: 48 * MIB });
    const outer = report.outerPid;
    await until('the kernel counts a kill', 10_000, () => report.oomKills() > 0 || undefined);
    await until('it is gone', 5_000, () => (report.row() === undefined ? true : undefined));
    const log = await lab.exec('suspect', ['dmesg']);
    const kills = log.stdout
      .split('\n')
      .filter((line) => line.includes('Memory cgroup out of memory: Killed process'));
    expect(kills.at(-1)).toContain(`Killed process ${outer} (rptgen)`);
    expect(log.stdout).toContain(`/memcase-lab-${lab.id}/suspect-rptgen`);
  });
});
