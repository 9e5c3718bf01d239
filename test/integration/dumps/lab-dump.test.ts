/** `memcase dump` over a jump host to real targets: one like any server, one with nothing but busybox. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openRoute } from '#electron/ssh/open-route.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startLab, type Lab } from '#test/lab/lab.ts';
import { heartbeatSha256 } from '#test/support/dumps/heartbeat-region.ts';
import { runDumpJob } from '#test/support/dumps/dump-runs.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

interface Key {
  readonly region_start: string;
  readonly region_bytes: number;
}

const MIB = 12;

describeLab('memcase dump in the lab', () => {
  let lab: Lab;
  let temp: TempCase;
  let count = 0;
  beforeAll(async () => {
    lab = await startLab({ bastions: 1, targets: [{ name: 'suspect' }, { name: 'box', root: 'busybox' }] });
  });
  afterAll(() => lab.stop());
  beforeEach(() => {
    temp = createTempCase();
  });
  afterEach(() => temp.remove());

  async function start(node: string) {
    const beating = await lab.start(node, 'heartbeat', [`region=${MIB}`], { name: `beat-${(count += 1)}` });
    const key = await beating.key<Key>();
    return { beating, start: BigInt(key.region_start), bytes: key.region_bytes };
  }

  const dump = (
    node: string,
    user: string,
    more: Pick<Parameters<typeof runDumpJob>[0], 'pid' | 'start' | 'bytes' | 'method'>,
  ) =>
    runDumpJob({
      file: temp.file,
      platform: temp.platform,
      connect: openRoute,
      route: lab.route(node, user),
      ...more,
    });

  test.each([
    ['suspect', 'mem'],
    ['suspect', 'slices'],
    ['suspect', 'gdb'],
    ['box', 'mem'],
    ['box', 'slices'],
  ] as const)(
    '%s by %s: the bytes of the rule, nothing on its disk, nothing left behind',
    async (node, method) => {
      const { beating, start: from, bytes } = await start(node);
      const before = lab.written(node);
      const others = lab
        .processes(node)
        .map(({ comm }) => comm)
        .toSorted();
      const result = await dump(node, 'root', { pid: beating.pid, start: from, bytes, method });
      expect(result.dumps).toMatchObject([{ isComplete: true, artifact: { sha256: heartbeatSha256(MIB) } }]);
      expect(result.stops.count > 0).toBe(method !== 'mem');
      expect(result.hops).toHaveLength(2);
      expect(lab.written(node)).toEqual(before);
      expect(beating.row()?.state).toMatch(/[RS]/);
      await expect
        .poll(
          () =>
            lab
              .processes(node)
              .map(({ comm }) => comm)
              .toSorted(),
          { timeout: 10_000 },
        )
        .toEqual(others);
      expect((await lab.exec(node, ['sh', '-c', 'ls -d /dev/shm/memcase-* 2> /dev/null; :'])).stdout).toBe(
        '',
      );
      await beating.stop('KILL');
    },
  );

  test('a user without the right to trace is told so, and nothing is stored', async () => {
    const { beating, start: from, bytes } = await start('suspect');
    await expect(dump('suspect', 'app', { pid: beating.pid, start: from, bytes })).rejects.toMatchObject({
      code: 'dump.not-permitted',
    });
    expect(temp.file.artifacts()).toEqual([]);
    await beating.stop('KILL');
  });

  test('a target without gdb refuses gdb, and says so', async () => {
    const { beating, start: from, bytes } = await start('box');
    await expect(
      dump('box', 'root', { pid: beating.pid, start: from, bytes, method: 'gdb' }),
    ).rejects.toMatchObject({
      code: 'dump.no-gdb',
    });
    await beating.stop('KILL');
  });
});
