/** What the machine does to an import: a full disk, a folder that cannot be written, another process, Ctrl-C. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';
import { meminfo } from '#test/support/cli/evidence.ts';

const isRoot = process.getuid?.() === 0;
/** Root of a container may lack the right to mount. */
const canMount = isRoot && tryMount();
const at = '2026-11-22T10:00:00Z';
let desk: Desk;
const mounted: string[] = [];

beforeEach(() => {
  desk = createDesk();
  desk.write('meminfo', meminfo(800_000));
});
afterEach(() => {
  for (const path of mounted.splice(0)) execFileSync('umount', [path]);
  desk.remove();
});

const code = (err: string): string | undefined => /\[([a-z.-]+)\]\n$/.exec(err)?.[1];
const names = async (path: string) => {
  const { artifacts } = await desk.json<{ artifacts: { name: string }[] }>('show', path, 'artifacts');
  return artifacts.map(({ name }) => name);
};
const makeCase = async (path: string) => {
  expect((await desk.run(['new', path])).code).toBe(0);
  expect((await desk.run(['import', path, '--target', 'gw', '--at', at, 'meminfo'])).code).toBe(0);
};

function tryMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'memcase-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true });
  }
}

/** Bytes that no compressor makes smaller. */
function noise(bytes: number): Uint8Array {
  const words = new Uint32Array(bytes / 4);
  let state = 0x9e37_79b9;
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer);
}

/** A file system of its own; needs root. */
function mountTmpfs(name: string, size: string): string {
  const path = desk.path(name);
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  mounted.push(path);
  return path;
}

async function expectWhole(path: string): Promise<void> {
  expect(await names(path)).toEqual(['meminfo']);
  const { ok } = await desk.json<{ ok: boolean }>('verify', path);
  expect(ok).toBe(true);
}

describe('a full disk or a file that may not grow', () => {
  it('ends the import with what was acknowledged kept (limit of file size)', async () => {
    await makeCase('a.memcase');
    desk.write('dump.bin', noise(24 * 1024 * 1024));
    // The signal of the limit is ignored, so that the write fails as on a full disk. 8 MiB in blocks of 512 bytes.
    const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f 16384; exec "$@"`, 'sh'];
    const { ended } = desk.start(
      ['import', 'a.memcase', '--target', 'gw', '--dump', '7:0x1000', 'dump.bin'],
      limited,
    );
    const { code: exit, err } = await ended;
    // SQLite knows a full disk by ENOSPC only; a limit is an error of input and output to it.
    expect([exit, code(err)]).toEqual([4, 'casefile.io']);
    await expectWhole('a.memcase');
  });

  it.runIf(canMount)('ends the import with what was acknowledged kept (a small file system)', async () => {
    const disk = mountTmpfs('disk', '6m');
    const path = join(disk, 'a.memcase');
    await makeCase(path);
    desk.write('dump.bin', noise(24 * 1024 * 1024));
    const { code: exit, err } = await desk.run([
      'import',
      path,
      '--target',
      'gw',
      '--dump',
      '7:0x1000',
      'dump.bin',
    ]);
    expect([exit, code(err)]).toEqual([4, 'casefile.disk-full']);
    await expectWhole(path);
  });

  it.runIf(canMount)('makes no half a case', async () => {
    const disk = mountTmpfs('disk', '64k');
    writeFileSync(join(disk, 'filler'), noise(60 * 1024));
    const { code: exit, err } = await desk.run(['new', join(disk, 'a.memcase')]);
    expect([exit, code(err)]).toEqual([4, 'casefile.disk-full']);
    expect(readdirSync(disk)).toEqual(['filler']);
  });
});

describe.runIf(canMount || !isRoot)('a folder that cannot be written', () => {
  /** Permissions do not hold root back: it gets a file system that is read only. */
  async function readOnlyFolder(): Promise<{ path: string; release: () => void }> {
    if (canMount) {
      const path = mountTmpfs('locked', '16m');
      await makeCase(join(path, 'a.memcase'));
      execFileSync('mount', ['-o', 'remount,ro', path]);
      return { path, release: () => undefined };
    }
    const path = desk.path('locked');
    mkdirSync(path);
    await makeCase(join(path, 'a.memcase'));
    execFileSync('chmod', ['a-w', path, join(path, 'a.memcase')]);
    return { path, release: () => void execFileSync('chmod', ['u+w', path]) };
  }

  it('takes no new case and no import, and is read all the same', async () => {
    const { path, release } = await readOnlyFolder();
    try {
      const inside = join(path, 'a.memcase');
      const before = readFileSync(inside);
      const made = await desk.run(['new', join(path, 'b.memcase')]);
      expect([made.code, code(made.err)]).toEqual([4, 'casefile.read-only']);
      const imported = await desk.run(['import', inside, '--target', 'gw', 'meminfo']);
      expect([imported.code, code(imported.err)]).toEqual([4, 'casefile.read-only']);
      await expectWhole(inside);
      expect((await desk.run(['explain', inside])).code).toBe(0);
      expect(readFileSync(inside).equals(before)).toBe(true);
      expect(readdirSync(path)).toEqual(['a.memcase']);
    } finally {
      release();
    }
  });

  it('takes no report', async () => {
    const { path, release } = await readOnlyFolder();
    try {
      const { code: exit } = await desk.run(['report', join(path, 'a.memcase'), '-o', join(path, 'r.pdf')]);
      expect(exit).not.toBe(0);
      expect(readdirSync(path)).toEqual(['a.memcase']);
    } finally {
      release();
    }
  });
});

describe('a case that is open elsewhere', () => {
  it('is not opened, and not harmed', async () => {
    await makeCase('a.memcase');
    sparse('z-big.bin', 20 * 1024 ** 3);
    const { child, ended } = desk.start(['import', 'a.memcase', '--target', 'gw', 'z-big.bin']);
    await untilReading(child.pid ?? 0, 'z-big.bin', 16 * 1024 * 1024);
    for (const args of [
      ['import', 'a.memcase', '--target', 'gw', 'meminfo'],
      ['show', 'a.memcase', 'targets'],
    ]) {
      const { code: exit, err } = await desk.run(args);
      expect([exit, code(err)]).toEqual([4, 'casefile.locked']);
    }
    // The one who holds it goes on undisturbed.
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    await expectWhole('a.memcase');
  });
});

/** A file that is one hole. */
function sparse(name: string, bytes: number): void {
  const file = openSync(desk.path(name), 'w');
  ftruncateSync(file, bytes);
  closeSync(file);
}

describe('Ctrl-C', () => {
  it('in the middle of an import keeps what was finished and closes the case', async () => {
    expect((await desk.run(['new', 'a.memcase'])).code).toBe(0);
    sparse('z-big.bin', 20 * 1024 ** 3);
    const { child, ended } = desk.start([
      'import',
      'a.memcase',
      '--target',
      'gw',
      '--at',
      at,
      'meminfo',
      'z-big.bin',
    ]);
    await untilReading(child.pid ?? 0, 'z-big.bin', 64 * 1024 * 1024);
    const asked = performance.now();
    child.kill('SIGINT');
    const { code: exit, err } = await ended;
    expect([exit, code(err)]).toEqual([130, 'job.cancelled']);
    expect(err).toMatch(
      /^memcase: Cancelled\. What was stored whole before is kept, nothing of what was under way/,
    );
    expect(performance.now() - asked).toBeLessThan(5000);
    expect(readdirSync(desk.folder).filter((name) => name.startsWith('a.memcase'))).toEqual(['a.memcase']);
    await expectWhole('a.memcase');
    // And the same command, now with what was left out, goes on where it ended.
    const again = await desk.json<{ parts: { duplicate: boolean }[] }>(
      'import',
      'a.memcase',
      '--target',
      'gw',
      '--at',
      at,
      'meminfo',
    );
    expect(again.parts).toMatchObject([{ duplicate: true, records: 14 }]);
  });
});

describe('Ctrl-C in the first look', () => {
  it('at a large archive ends before anything is stored', async () => {
    expect((await desk.run(['new', 'a.memcase'])).code).toBe(0);
    // Only the header is written: the member's bytes are the hole behind it.
    execFileSync('tar', ['-C', desk.folder, '-cf', desk.path('head.tar'), 'meminfo']);
    const archive = openSync(desk.path('big.tar'), 'w');
    writeSync(archive, readFileSync(desk.path('head.tar')).subarray(0, 1024));
    writeSync(archive, tarHeader('z-big.bin', 7 * 1024 ** 3));
    ftruncateSync(archive, 7 * 1024 ** 3 + 8192);
    closeSync(archive);
    const { child, ended } = desk.start(['import', 'a.memcase', '--target', 'gw', 'big.tar']);
    await untilReading(child.pid ?? 0, 'big.tar', 64 * 1024 * 1024);
    const asked = performance.now();
    child.kill('SIGINT');
    const { code: exit, err } = await ended;
    expect([exit, code(err)]).toEqual([130, 'job.cancelled']);
    expect(performance.now() - asked).toBeLessThan(5000);
    expect(await names('a.memcase')).toEqual([]);
  });
});

/** A header as POSIX has it: name, size and checksum in octal; the rest may be zero. */
function tarHeader(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Waits until the process has read that far in a file. */
async function untilReading(pid: number, name: string, position: number): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (positionIn(pid, name) >= position) return;
    await sleep(25);
  }
  throw new Error(`process ${pid} does not read ${name}`);
}

function positionIn(pid: number, name: string): number {
  try {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      if (!readlinkSync(`/proc/${pid}/fd/${fd}`).endsWith(name)) continue;
      return Number(/^pos:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1] ?? 0);
    }
  } catch {
    // The process or the descriptor is gone; the next look tells.
  }
  return 0;
}
