/**
 * Bad input, a test for each: one clear line with its code on stderr (or a flag), an exit code other than 0
 * where the command could not do its work, and nothing lost.
 */
import { closeSync, cpSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';
import { errorCode } from '#test/support/cli/error-code.ts';
import { meminfo, ps, smapsBlock } from '#test/support/cli/evidence.ts';

interface ArtifactsJson {
  readonly artifacts: readonly {
    readonly id: number;
    readonly kind: string;
    readonly name: string;
    readonly encoding: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly problemCount: number;
  }[];
}
interface ProblemsJson {
  readonly total: number;
  readonly problems: readonly { readonly artifact: number; readonly line: number; readonly reason: string }[];
}

let desk: Desk;
/** An empty case and one of a single meminfo, made once and copied. */
let made: Desk;
const at = '2026-11-22T10:00:00Z';

beforeAll(async () => {
  made = createDesk();
  expect((await made.run(['new', 'empty.memcase'])).code).toBe(0);
  cpSync(made.path('empty.memcase'), made.path('one.memcase'));
  made.write('meminfo', meminfo(800_000));
  expect((await made.run(['import', 'one.memcase', '--target', 'gw', 'meminfo'])).code).toBe(0);
});
afterAll(() => made.remove());
beforeEach(() => {
  desk = createDesk();
  cpSync(made.path('empty.memcase'), desk.path('a.memcase'));
});
afterEach(() => desk.remove());

const artifacts = async () => (await desk.json<ArtifactsJson>('show', 'a.memcase', 'artifacts')).artifacts;
const problems = () => desk.json<ProblemsJson>('show', 'a.memcase', 'problems');
const importInto = (target: string, ...rest: string[]) =>
  desk.run(['import', 'a.memcase', '--target', target, '--at', at, ...rest]);

describe('evidence that is not what it should be', () => {
  it('refuses an empty file and takes its neighbour', async () => {
    desk.write('empty.txt', '');
    const alone = await importInto('gw', 'empty.txt');
    expect(alone.code).toBe(3);
    expect(errorCode(alone.err)).toBe('input.empty');
    desk.write('meminfo', meminfo(800_000));
    const both = await importInto('gw', 'empty.txt', 'meminfo');
    expect(both.code).toBe(6);
    expect(errorCode(both.err)).toBe('input.empty');
    expect((await artifacts()).map(({ name, kind }) => [name, kind])).toEqual([['meminfo', 'meminfo']]);
  });

  it('keeps a binary file that was given as text, unread and flagged', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * i * 31 + (i >> 5)) & 0xff));
    desk.write('core.bin', bytes);
    const { code, err } = await importInto('gw', 'core.bin');
    expect(code).toBe(6);
    expect(err).toMatch(/^memcase: warning: 1 file kept, but not read: .*--dump PID:0xSTART.*core\.bin\.\n$/);
    const [kept] = await artifacts();
    expect(kept).toMatchObject({ kind: 'text', encoding: 'binary', sizeBytes: 70_000, problemCount: 1 });
    expect((await problems()).problems).toMatchObject([{ line: 0, reason: 'not-text' }]);
  });

  it('streams a single line of 2 GiB, reads a part of it and says so', async () => {
    const size = 2 * 1024 ** 3;
    const file = openSync(desk.path('huge.txt'), 'w');
    writeSync(file, meminfo(800_000));
    writeSync(file, 'x'.repeat(1_000_000));
    // The rest is a hole: NULs, without a line end.
    ftruncateSync(file, size);
    closeSync(file);
    const { child, ended } = desk.start(['import', 'a.memcase', '--target', 'gw', 'huge.txt']);
    let peakKb = 0;
    const watch = setInterval(() => {
      peakKb = Math.max(peakKb, peakMemoryKb(child.pid ?? 0));
    }, 50);
    const { code, err } = await ended;
    clearInterval(watch);
    expect(code).toBe(6);
    expect(err).toContain('read only in part: huge.txt (up to 268435456 bytes).');
    expect(peakKb).toBeGreaterThan(50_000);
    expect(peakKb).toBeLessThan(1_000_000);
    expect(await artifacts()).toMatchObject([{ kind: 'meminfo', sizeBytes: size }]);
    const reasons = (await problems()).problems.map(({ reason, line }) => [reason, line]);
    expect(reasons).toEqual(
      expect.arrayContaining([
        ['line-too-long', 15],
        ['truncated', 0],
      ]),
    );
    const read = await desk.json<{ tables: { rows: unknown[] }[] }>('show', 'a.memcase', 'meminfo');
    expect(read.tables[0]?.rows).toHaveLength(14);
  });

  it('flags a meminfo without MemTotal and explains with what there is', async () => {
    const without = meminfo(800_000)
      .split('\n')
      .filter((line) => !line.startsWith('MemTotal'))
      .join('\n');
    desk.write('meminfo', without);
    expect((await importInto('gw', 'meminfo')).code).toBe(0);
    expect((await problems()).problems).toMatchObject([{ reason: 'missing-field' }]);
    // Active 900000 + Inactive 300000 kB.
    const explained = await desk.json<{ measure: string; gapBytes: number }>('explain', 'a.memcase');
    expect(explained).toMatchObject({ measure: 'Active + Inactive', gapBytes: 1_200_000 * 1024 });
  });

  it('reads an smaps that was cut in the middle as far as it goes', async () => {
    const whole =
      smapsBlock('00400000-00500000', 1024, 512, '[heap]') +
      smapsBlock('7f0000000000-7f0000100000', 1024, 256);
    desk.write('smaps.77', whole.slice(0, whole.lastIndexOf('Private_Dirty') + 10));
    expect((await importInto('gw', 'smaps.77')).code).toBe(0);
    const { problems: found } = await problems();
    expect(found.map(({ reason }) => reason)).toContain('truncated');
    const shown = await desk.json<{ tables: { rows: { rssBytes: number }[] }[] }>(
      'show',
      'a.memcase',
      'regions',
    );
    expect(shown.tables[0]?.rows.map(({ rssBytes }) => rssBytes)).toEqual([512 * 1024, 256 * 1024]);
  });
});

describe('what does not fit together', () => {
  it('has a process that is on one side only as a row of its own', async () => {
    desk.write('a-meminfo', meminfo(700_000));
    desk.write('b-meminfo', meminfo(800_000));
    desk.write('a-ps', ps([7, 50_000, '/usr/sbin/fwlog'], [8, 90_000, '/usr/sbin/onlyhere']));
    desk.write('b-ps', ps([7, 40_000, '/usr/sbin/fwlog']));
    await importInto('gw-a', 'a-meminfo', 'a-ps');
    await importInto('gw-b', 'b-meminfo', 'b-ps');
    const { rows } = await desk.json<{ rows: Record<string, unknown>[] }>(
      'diff',
      'a.memcase',
      '--level',
      'processes',
    );
    expect(rows).toMatchObject([
      {
        label: 'onlyhere',
        aBytes: 90_000 * 1024,
        bBytes: null,
        deltaBytes: 90_000 * 1024,
        aCount: 1,
        bCount: 0,
      },
      { label: 'fwlog', deltaBytes: 10_000 * 1024 },
    ]);
    const { out, code } = await desk.run(['explain', 'a.memcase']);
    expect(code).toBe(0);
    expect(out).toMatch(/onlyhere runs on gw-a only/);
  });

  it('keeps two snapshots at the same time as two, and warns', async () => {
    desk.write('one', meminfo(800_000));
    desk.write('two', meminfo(700_000));
    await importInto('gw', 'one');
    const second = await importInto('gw', 'two');
    expect(second.code).toBe(0);
    expect(second.err).toContain('two snapshots at the same time');
    const { snapshots } = await desk.json<{ snapshots: { takenAt: number; ordinal: number }[] }>(
      'show',
      'a.memcase',
      'snapshots',
    );
    expect(snapshots.map(({ takenAt }) => takenAt)).toEqual([Date.parse(at), Date.parse(at)]);
    expect(snapshots.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
    const values = await Promise.all(
      ['gw@1', 'gw@2'].map(async (target) => {
        const { tables } = await desk.json<{ tables: { rows: { field: string; value: number }[] }[] }>(
          'show',
          'a.memcase',
          'meminfo',
          '--target',
          target,
        );
        return tables[0]?.rows.find(({ field }) => field === 'MemAvailable')?.value;
      }),
    );
    expect(values).toEqual([800_000 * 1024, 700_000 * 1024]);
  });

  it('adds nothing when the same is imported again', async () => {
    desk.write('meminfo', meminfo(800_000));
    await desk.run(['import', 'a.memcase', '--target', 'gw', 'meminfo']);
    cpSync(desk.path('meminfo'), desk.path('copied-later'));
    const again = await desk.json<{ parts: { duplicate: boolean }[]; snapshots: unknown[] }>(
      'import',
      'a.memcase',
      'copied-later',
      '--target',
      'gw',
    );
    expect(again.parts.map(({ duplicate }) => duplicate)).toEqual([true]);
    expect(await artifacts()).toHaveLength(1);
  });

  it.each([
    ['explain', ['explain', 'a.memcase', '--a', 'nobody'], 'input.unknown-target'],
    ['diff', ['diff', 'a.memcase', '--level', 'meminfo', '--b', 'nobody@2'], 'input.unknown-target'],
    ['show', ['show', 'a.memcase', 'artifacts', '--target', 'nobody'], 'input.unknown-target'],
    ['show of a table', ['show', 'a.memcase', 'meminfo', '--target', 'nobody'], 'input.unknown-target'],
    ['explain a snapshot', ['explain', 'a.memcase', '--a', 'gw@9'], 'input.unknown-snapshot'],
    ['show a snapshot', ['show', 'a.memcase', 'problems', '--target', 'gw@9'], 'input.unknown-snapshot'],
    ['show targets', ['show', 'a.memcase', 'targets', '--target', 'nobody'], 'input.unknown-target'],
    ['show artifact', ['show', 'a.memcase', 'artifact', 'E-002'], 'input.unknown-artifact'],
  ])('%s names a target or snapshot that is not there', async (_, args, expected) => {
    cpSync(made.path('one.memcase'), desk.path('a.memcase'));
    const { code, err, out } = await desk.run(args);
    expect(code).toBe(3);
    expect(errorCode(err)).toBe(expected);
    // What there is instead.
    expect(err).toMatch(/it has (gw|1|E-001)/);
    expect(out).toBe('');
  });

  it.each(['targets', 'snapshots', 'artifacts', 'dumps', 'problems'])(
    'has no %s, and says so',
    async (what) => {
      const { code, out } = await desk.run(['show', 'a.memcase', what]);
      expect([code, out.split('\n').at(-2)]).toEqual([0, 'None.']);
    },
  );

  it('says that an empty case explains nothing', async () => {
    const { code, err } = await desk.run(['explain', 'a.memcase']);
    expect(code).toBe(3);
    expect(errorCode(err)).toBe('explain.no-evidence');
  });

  it('refuses a file that is not there and an archive that cannot be read', async () => {
    const missing = await importInto('gw', 'nothing.txt');
    expect(missing.code).toBe(3);
    expect(errorCode(missing.err)).toBe('input.not-found');
    desk.write('sos.tar.xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]));
    const packed = await importInto('gw', 'sos.tar.xz');
    expect(packed.code).toBe(3);
    expect(errorCode(packed.err)).toBe('input.bad-archive');
  });
});

/** `VmHWM` of /proc/PID/status: the most that was ever resident. */
function peakMemoryKb(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
