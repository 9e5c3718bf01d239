/** The whole job against this machine: preflight, evidence, staging, cuts, artifacts and what verify says of them. */
import { createHash } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DumpRequest, DumpResult } from '#shared/contract/dumps.ts';
import type { RemoteEvent } from '#shared/contract/collect.ts';
import { MiB } from '#shared/units/bytes.ts';
import { parsePageMap } from '#shared/parsers/page-map.ts';
import { toAddressText } from '#shared/units/address.ts';
import { verifyCaseFile } from '#electron/casefile/verify.ts';
import { dumpMemory, planDump } from '#electron/jobs/dump/dump-memory.ts';
import { listDumps } from '#electron/jobs/dump/list-dumps.ts';
import {
  expectedContent,
  holdMemory,
  prepareHeldMemory,
  type HeldMemory,
} from '#test/support/dumps/held-memory.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { localTarget, type LocalTarget } from '#test/support/remote/local-connect.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

const route = { hops: [{ user: null, host: 'here', port: null }], configFile: null, identityFiles: [] };

describeLab('memcase dump', () => {
  let temp: TempCase;
  let target: LocalTarget;
  let held: HeldMemory | undefined;
  beforeAll(prepareHeldMemory);
  beforeEach(() => {
    temp = createTempCase();
    target = localTarget();
  });
  afterEach(async () => {
    await held?.stop();
    held = undefined;
    temp.remove();
  });

  const ports = (
    onEvent: (event: RemoteEvent) => void = () => undefined,
    signal = new AbortController().signal,
  ) => ({
    prompter: { hostKey: () => Promise.resolve(null), secret: () => Promise.resolve(null) },
    emit: onEvent,
    signal,
  });
  const parts = () => ({ connect: target.connect, platform: temp.platform, appVersion: '0' });

  function request(memory: HeldMemory, more: Partial<DumpRequest> = {}): Omit<DumpRequest, 'case'> {
    const range = {
      start: toAddressText(memory.start),
      end: toAddressText(memory.start + BigInt(memory.bytes)),
    };
    return {
      route,
      process: String(memory.pid),
      selection: { kind: 'range', ranges: [range] },
      method: 'mem',
      whole: false,
      target: 'here',
      ...more,
    };
  }

  function findings(): string[] {
    const run = verifyCaseFile(temp.file);
    let next = run.next();
    while (next.done !== true) next = run.next();
    return next.value.flatMap((check) => check.findings);
  }

  function sha256(bytes: Buffer): string {
    return createHash('sha256').update(bytes).digest('hex');
  }

  function onlyDump(result: DumpResult) {
    const [dump, ...others] = result.dumps;
    expect(others).toEqual([]);
    if (dump === undefined) throw new Error('no dump');
    return dump;
  }

  test('keeps bytes, page map and the evidence of the choice, and stops nobody', async () => {
    held = await holdMemory(9, 4);
    const result = await dumpMemory(
      temp.file,
      request(held, { selection: { kind: 'top', count: 1 } }),
      ports(),
      parts(),
    );
    const dump = onlyDump(result);
    expect(dump.region).toMatchObject({ class: 'large-anonymous', rssBytes: (9 * MiB) / 4 });
    expect(dump.artifact).toMatchObject({
      kind: 'dump',
      pid: held.pid,
      sha256: sha256(expectedContent(9, 4)),
    });
    expect(dump).toMatchObject({ isComplete: true, resumedBytes: 0 });
    const map = parsePageMap(
      Buffer.from(temp.file.readBytes(dump.pageMap.id, 0, dump.pageMap.sizeBytes)).toString(),
    );
    expect(map).toMatchObject({
      dumpSha256: dump.artifact.sha256,
      pid: held.pid,
      startTicks: held.startTicks(),
    });
    expect(dump.bytesByState).toMatchObject({
      present: (9 * MiB) / 4,
      absent: 9 * MiB - (9 * MiB) / 4,
      zero: 0,
    });
    const kinds = temp.file
      .artifacts()
      .filter(({ pid }) => pid === held?.pid)
      .map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['smaps', 'dump', 'page-map']));
    expect(temp.file.staleSnapshots()).toEqual([]);
    expect(findings()).toEqual([]);
    expect(listDumps(temp.file)).toMatchObject({ dumps: [{ isComplete: true }], staged: [] });
  });

  test('goes on over cut links by itself, and nothing that had arrived is sent again', async () => {
    held = await holdMemory(40);
    let pieces = 0;
    const cutting = (event: RemoteEvent) => {
      if (event.event !== 'progress' || event.progress.phase !== 'dump') return;
      pieces += 1;
      // In the middle of a piece that is on its way.
      if (pieces % 3 === 0) setTimeout(() => target.cut(), 3);
    };
    const result = await dumpMemory(temp.file, request(held), ports(cutting), parts());
    expect(onlyDump(result).artifact.sha256).toBe(sha256(expectedContent(40)));
    expect(result.reconnects).toBeGreaterThanOrEqual(1);
    // Each piece is acknowledged once; what was on its way when the link went is at most a piece and what was read ahead.
    expect(pieces).toBe(10);
    expect(result.resentBytes).toBeLessThanOrEqual(result.reconnects * 4.5 * MiB);
    expect(findings()).toEqual([]);
  });

  test('Ctrl-C keeps what arrived; the next run brings only the rest', async () => {
    held = await holdMemory(40);
    const controller = new AbortController();
    let seen = 0;
    const stopping = (event: RemoteEvent) => {
      if (event.event === 'progress' && event.progress.phase === 'dump' && (seen += 1) === 4)
        controller.abort();
    };
    const first = dumpMemory(temp.file, request(held), ports(stopping, controller.signal), parts());
    await expect(first).rejects.toMatchObject({ code: 'job.cancelled' });
    const { staged, dumps } = listDumps(temp.file);
    expect(dumps).toEqual([]);
    expect(staged).toMatchObject([{ pid: held.pid, sizeBytes: 40 * MiB }]);
    const arrived = staged[0]?.arrivedBytes ?? 0;
    expect(arrived).toBeGreaterThanOrEqual(4 * 4 * MiB);
    expect(findings()).toEqual([]);
    const result = await dumpMemory(temp.file, request(held), ports(), parts());
    expect(onlyDump(result)).toMatchObject({ resumedBytes: arrived, isComplete: true });
    expect(onlyDump(result).artifact.sha256).toBe(sha256(expectedContent(40)));
    expect(result.receivedBytes).toBeLessThan(40 * MiB - arrived + MiB);
    expect(listDumps(temp.file).staged).toEqual([]);
  });

  test('a process that ends leaves a partial dump that says what was not fetched', async () => {
    held = await holdMemory(64);
    let seen = 0;
    const killing = (event: RemoteEvent) => {
      if (event.event === 'progress' && event.progress.phase === 'dump' && (seen += 1) === 2) {
        held?.process.kill('SIGKILL');
      }
    };
    const running = dumpMemory(temp.file, request(held), ports(killing), parts());
    await expect(running).rejects.toMatchObject({ code: 'dump.process-changed' });
    const [dump] = listDumps(temp.file).dumps;
    expect(dump).toMatchObject({ isComplete: false, artifact: { sizeBytes: 64 * MiB } });
    const missing = dump?.bytesByState?.['not-fetched'] ?? 0;
    expect(missing).toBeGreaterThan(0);
    expect((dump?.bytesByState?.present ?? 0) + missing).toBe(64 * MiB);
    const expected = expectedContent(64);
    const map = parsePageMap(Buffer.from(temp.file.readBytes(dump?.pageMap ?? 0, 0, 1 << 20)).toString());
    for (const { start, end, state } of map?.runs ?? []) {
      if (state === 'not-fetched') expected.fill(0, Number(start - held.start), Number(end - held.start));
    }
    expect(dump?.artifact.sha256).toBe(sha256(expected));
    expect(findings()).toEqual([]);
  });

  test('what was begun with a process that is gone is closed as partial before another begins', async () => {
    held = await holdMemory(12);
    const snapshot = temp.file.addSnapshot(temp.file.ensureTarget('here').id, 0, 'given');
    const detail = {
      target: 'here',
      pid: held.pid,
      process: 'held-memory',
      startTicks: '1',
      method: 'mem',
      isWhole: false,
      selection: 'top 1',
      pageBytes: 4096,
      region: {
        start: '0x1000000',
        end: '0x1800000',
        class: null,
        path: '',
        sizeBytes: 8 * MiB,
        rssBytes: null,
        swapBytes: null,
      },
      directory: null,
    };
    const staged = temp.file.stageDump({
      snapshotId: snapshot.id,
      sizeBytes: 8 * MiB,
      pieceBytes: 4 * MiB,
      detail,
    });
    temp.file.addDumpPieces(staged.id, [
      { ordinal: 1, bytes: Buffer.alloc(4 * MiB, 7), detail: '5 6 present*1024' },
    ]);
    await dumpMemory(temp.file, request(held), ports(), parts());
    expect(listDumps(temp.file)).toMatchObject({
      staged: [],
      dumps: [{ isComplete: false }, { isComplete: true }],
    });
    expect(findings()).toEqual([]);
  });

  test('refuses before anything is stored: no such process, several of a name, nothing mapped there', async () => {
    held = await holdMemory(4);
    const other = await holdMemory(4);
    try {
      const run = (more: Partial<DumpRequest>) =>
        dumpMemory(temp.file, request(held as HeldMemory, more), ports(), parts()).catch(
          (error: unknown) => error,
        );
      expect(await run({ process: '999999999' })).toMatchObject({ code: 'input.unknown-process' });
      expect(await run({ process: 'no-such-name' })).toMatchObject({ code: 'input.unknown-process' });
      const several = (await run({ process: 'held-memory' })) as Error;
      expect(several).toMatchObject({ code: 'input.bad-option' });
      expect(several.message).toContain(String(held.pid));
      expect(several.message).toContain(String(other.pid));
      held.process.kill('SIGSTOP');
      expect(await run({ method: 'slices' })).toMatchObject({ code: 'dump.target-stopped' });
      held.process.kill('SIGCONT');
      expect(temp.file.artifacts()).toEqual([]);
      const nothing = { kind: 'range' as const, ranges: [{ start: '0x1000', end: '0x2000' }] };
      expect(await run({ selection: nothing })).toMatchObject({ code: 'dump.no-such-region' });
    } finally {
      await other.stop();
    }
  });

  test('the plan tells cost and commands, and reads nothing', async () => {
    held = await holdMemory(32);
    const plan = await planDump(request(held, { method: 'gdb', whole: true }), ports(), parts());
    expect(plan).toMatchObject({
      refusals: [],
      estimate: { bytes: 32 * MiB, stops: 1, tmpfsBytes: 32 * MiB },
    });
    expect(plan.commands.join('\n')).toContain(`gdb -nx -batch`);
    expect(plan.script).toContain('#memcase');
    expect(temp.file.artifacts()).toEqual([]);
  });
});
