/** What is claimed of live processes: of a queue that has drained, and of all that looks like a queue from outside. */
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { ProcessInspection } from '#shared/domain/inspection.ts';
import type { Mechanism } from '#shared/domain/mechanism.ts';
import { explainInside } from '#electron/jobs/inspect/explain-inside.ts';
import { inspectSides } from '#electron/jobs/inspect/inspect-processes.ts';
import { mechanismsOf } from '#electron/jobs/inspect/mechanisms.ts';
import { until } from '#test/lab/command.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startBroker, startDaemons } from '#test/lab/kafka.ts';
import { startLab, type Lab, type Workload } from '#test/lab/lab.ts';
import { statusBytes } from '#test/lab/read-proc.ts';
import { dumpFrozen } from '#test/support/dumps/dump-runs.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

const MESSAGES = 100_000;

describeLab('mechanisms of live processes', () => {
  let lab: Lab;
  let temp: TempCase;
  beforeAll(async () => {
    lab = await startLab({ bastions: 1, targets: [{ name: 'suspect' }] });
    await startBroker(lab);
    await lab.hideBroker('suspect');
  }, 60_000);
  afterAll(() => lab.stop());
  beforeEach(() => {
    temp = createTempCase();
  });
  afterEach(() => temp.remove());

  let said: string[];
  /** Of the process that was dumped last. */
  let inspected: ProcessInspection[];

  async function claimsOf(process: Workload): Promise<Mechanism[]> {
    await dumpFrozen(lab, temp, process, { kind: 'top', count: 24 });
    const { file } = temp;
    const readerOf = ({ id }: { id: number }) => file.snapshotReader(id);
    const sides = selectSides(file.snapshots(), {}, readerOf);
    const found = await inspectSides(() => file, sides);
    inspected = found.a.map(({ inspection }) => inspection);
    const told = { caseTitle: '', all: false };
    said = explainInside(sides, found, [], told).statements.map(({ text }) => text);
    return mechanismsOf(file, sides, found);
  }

  test('a queue that was given up: kept memory and the remnants in it, and no queue', async () => {
    const [fwlog, ...others] = await startDaemons(lab, 'suspect', {
      ...{ records: MESSAGES, rate: 25_000, queueLimit: MESSAGES, noteEvery: 64, messageTimeoutMs: 6000 },
    });
    await Promise.all(others.map(({ process }) => process.stop('KILL')));
    if (fwlog === undefined) throw new Error('no daemon');
    const { process } = fwlog;
    await until('all messages are given up', 60_000, () => {
      const { failed = 0 } = fwlog.counters() ?? {};
      return failed >= MESSAGES || undefined;
    });
    const found = await claimsOf(process);
    expect(found.map(({ id }) => id)).toEqual(['allocator-retention']);
    expect(found[0]?.for[0]).toMatchObject({
      code: 'retention.past-backlog',
      text: expect.stringMatching(/^0 live messages; .* not the queue\.$/) as string,
    });
    expect(found[0]?.observed).toMatchObject({ liveItems: 0 });
    await process.stop('KILL');
  }, 120_000);

  test('long holes: retention, of which malloc_trim gives back as much as was said', async () => {
    const process = await lab.start('suspect', 'arenas', ['threads=2', 'chunks=20000', 'keep=50']);
    await process.key();
    const found = await claimsOf(process);
    expect(found.map(({ id }) => id)).toEqual(['allocator-retention']);
    const pid = process.outerPid ?? 0;
    const before = statusBytes(pid, 'RssAnon');
    const trim = ['-nx', '-batch', '-p', String(pid), '-ex', 'call (int) malloc_trim(0)'];
    execFileSync('gdb', trim, { stdio: 'ignore' });
    const returned = before - statusBytes(pid, 'RssAnon');
    const said = found[0]?.observed.trimmableBytes ?? NaN;
    expect(said).toBeGreaterThan(30_000_000);
    // gdb and the call itself touch some pages.
    expect(Math.abs(returned - said)).toBeLessThan(64 * 4096);
    await process.stop('KILL');
  }, 60_000);

  test('holes between blocks that live: fragmentation', async () => {
    const process = await lab.start('suspect', 'arenas', ['threads=2', 'chunks=20000']);
    await process.key();
    const found = await claimsOf(process);
    expect(found.map(({ id }) => id)).toEqual(['arena-fragmentation']);
    await process.stop('KILL');
  }, 60_000);

  test('another allocator is named, and none of its memory is walked', async () => {
    const process = await lab.start('suspect', 'jemalloc', []);
    await process.key();
    expect(await claimsOf(process)).toEqual([]);
    expect(inspected).toHaveLength(1);
    const [{ allocator, dumps, totals } = {}] = inspected as Partial<ProcessInspection>[];
    expect(allocator).toBe('jemalloc');
    expect(dumps?.length).toBeGreaterThan(0);
    expect(new Set(dumps?.map(({ refusal }) => refusal))).toEqual(new Set(['jemalloc']));
    expect(totals?.outsideBytes).toBe(totals?.sizeBytes);
    expect(said.join()).toContain('jemalloc’s, not glibc’s malloc');
    await process.stop('KILL');
  }, 60_000);

  test.each([
    ['large blocks with mappings of their own', 'blocks'],
    ['tables on thread stacks', 'stacks'],
    ['shared memory', 'shared'],
    ['a cached file', 'pagecache'],
  ])(
    '%s: nothing is claimed',
    async (_, workload) => {
      const process = await lab.start('suspect', workload, []);
      await process.key();
      expect(await claimsOf(process)).toEqual([]);
      await process.stop('KILL');
    },
    60_000,
  );
});
