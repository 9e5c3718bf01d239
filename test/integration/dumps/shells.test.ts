/** The session's script in every shell, against a real process: the same bytes as gdb and as the rule that made them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KiB, MiB } from '#shared/units/bytes.ts';
import { DumpShell, createNonce } from '#electron/dumps/dump-shell.ts';
import type { ShellOptions } from '#electron/dumps/dump-shell.ts';
import { PieceFetcher, memMethod } from '#electron/dumps/piece-fetcher.ts';
import type { Piece, ReadMethod } from '#electron/dumps/piece-fetcher.ts';
import { gdbMethod, slicesMethod } from '#electron/dumps/read-methods.ts';
import { stateCode } from '#electron/dumps/page-table.ts';
import {
  expectedContent,
  holdMemory,
  prepareHeldMemory,
  readByGdb,
  type HeldMemory,
} from '#test/support/dumps/held-memory.ts';
import { targetShells } from '#test/support/dumps/shells.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { localExec } from '#test/support/remote/local-process.ts';

const PIECE = 4 * MiB;

describeLab('a dump session', () => {
  let folder: string;
  let held: HeldMemory | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memcase-dumps-'));
    await prepareHeldMemory();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    await held?.stop();
    held = undefined;
  });

  describe.each(targetShells)('in $name', ({ shell, path }) => {
    const open = (options: ShellOptions = {}) =>
      DumpShell.open(localExec({ shell, path: path(folder) }), { ...options, leaseSeconds: 6 });

    const guardOf = (memory: HeldMemory) => ({
      pid: memory.pid,
      startTicks: memory.startTicks(),
      directory: `/dev/shm/memcase-${createNonce()}`,
      limitSeconds: 20,
    });

    async function read(
      session: DumpShell,
      memory: HeldMemory,
      method: ReadMethod = memMethod,
      usePageTable = true,
    ): Promise<{ pieces: Piece[]; bytes: Buffer; states: Map<number, number> }> {
      await session.pin(memory.pid, 4096);
      const { pid, start, bytes: size } = memory;
      const region = { pid, start, end: start + BigInt(size), pageBytes: 4096, pieceBytes: PIECE };
      const ordinals = Array.from({ length: Math.ceil(size / PIECE) }, (_, ordinal) => ordinal);
      const pieces: Piece[] = [];
      for await (const piece of new PieceFetcher(session, region, method, usePageTable).fetch(ordinals)) {
        pieces.push(piece);
      }
      const states = new Map<number, number>();
      for (const code of pieces.flatMap(({ states: codes }) => [...codes])) {
        states.set(code, (states.get(code) ?? 0) + 1);
      }
      return { pieces, bytes: Buffer.concat(pieces.map(({ bytes }) => bytes)), states };
    }

    test('reads a frozen process to the byte as gdb does', async () => {
      held = await holdMemory(10);
      const session = await open();
      held.process.kill('SIGSTOP');
      const { bytes, states } = await read(session, held);
      expect(held.state()).toBe('T');
      held.process.kill('SIGCONT');
      expect(bytes.equals(readByGdb(held))).toBe(true);
      expect(bytes.equals(expectedContent(10))).toBe(true);
      expect([...states]).toEqual([[stateCode.present, 2560]]);
      expect(await session.end()).toBeUndefined();
      expect(session.stderr).toBe('');
    });

    test('reads only what is there, and adds no page tables', async () => {
      held = await holdMemory(64, 512);
      const session = await open();
      const before = held.statusKb('VmPTE');
      const { bytes, states } = await read(session, held);
      expect(held.statusKb('VmPTE') - before).toBeLessThanOrEqual(16);
      expect(bytes.equals(expectedContent(64, 512))).toBe(true);
      expect(states.get(stateCode.present)).toBe(32);
      expect(states.get(stateCode.absent)).toBe(64 * 256 - 32);
      expect(session.receivedBytes).toBeLessThan(512 * KiB);
      await session.end();
    });

    test('without a page table it reads everything, and calls it read', async () => {
      held = await holdMemory(8, 2);
      const session = await open();
      const { bytes, states } = await read(session, held, memMethod, false);
      expect(bytes.equals(expectedContent(8, 2))).toBe(true);
      expect([...states]).toEqual([[stateCode.read, 2048]]);
      await session.end();
    });

    test('a page that cannot be read is found among its neighbours', async () => {
      held = await holdMemory(4, 1, 'lose');
      const session = await open();
      // Without the page table, as where a page goes between the look and the reading.
      const { bytes, states } = await read(session, held, memMethod, false);
      const expected = expectedContent(4);
      expected.fill(0, 2 * 4096, 3 * 4096);
      expect(bytes.equals(expected)).toBe(true);
      expect(states.get(stateCode.unreadable)).toBe(1);
      expect(states.get(stateCode.read)).toBe(1023);
      await session.end();
    });

    test('in slices, the process runs again after each, and the guard has nothing to do', async () => {
      held = await holdMemory(10);
      const guard = guardOf(held);
      const session = await open({ guard });
      const stops = { count: 0, longestMs: 0 };
      const { bytes } = await read(session, held, slicesMethod(stops));
      expect(bytes.equals(expectedContent(10))).toBe(true);
      expect(stops.count).toBeGreaterThanOrEqual(3);
      expect(await session.end()).toEqual({ state: 'S', log: [] });
      expect(held.state()).toBe('S');
    });

    test('by gdb, the same', async () => {
      held = await holdMemory(5);
      const session = await open({ guard: guardOf(held) });
      const stops = { count: 0, longestMs: 0 };
      const { bytes } = await read(session, held, gdbMethod(stops, true));
      expect(bytes.equals(expectedContent(5))).toBe(true);
      expect(stops.count).toBe(2);
      expect(await session.end(15_000)).toMatchObject({ state: 'S' });
    });

    test('a process that was stopped before is not touched by slices', async () => {
      held = await holdMemory(4);
      const session = await open({ guard: guardOf(held) });
      held.process.kill('SIGSTOP');
      await expect(read(session, held, slicesMethod({ count: 0, longestMs: 0 }))).rejects.toMatchObject({
        code: 'dump.target-stopped',
      });
      session.close();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(held.state()).toBe('T');
    });

    test('a process that ends meanwhile is no source of zeros', async () => {
      held = await holdMemory(64);
      const session = await open();
      await session.pin(held.pid, 4096);
      const { pid, start, bytes } = held;
      const region = { pid, start, end: start + BigInt(bytes), pageBytes: 4096, pieceBytes: PIECE };
      const fetched = new PieceFetcher(session, region).fetch(Array.from({ length: 16 }, (_, i) => i));
      expect((await fetched.next()).value?.bytes.equals(expectedContent(4))).toBe(true);
      await held.stop();
      await expect(
        (async () => {
          for await (const piece of fetched) {
            const rest = expectedContent(64).subarray(piece.ordinal * PIECE, (piece.ordinal + 1) * PIECE);
            expect(piece.bytes.equals(rest)).toBe(true);
          }
        })(),
      ).rejects.toMatchObject({ code: 'dump.process-changed' });
      session.close();
    });
  });
});
