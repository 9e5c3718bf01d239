/** A process on this machine with memory of known content, and other ways to that content. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { MiB } from '#shared/units/bytes.ts';
import { MissingPeer } from '#test/prove/harness/measure.ts';
import { prepareMachine, whyNoLab } from '#test/lab/setup.ts';

const folder = join(import.meta.dirname, '../../../node_modules/.cache/memcase-dumps');
const program = join(folder, 'held-memory');
const PAGE = 4096;

/** Compiles the program; installs gcc, gdb and busybox where they are missing. */
export async function prepareHeldMemory(): Promise<void> {
  const why = whyNoLab();
  if (why !== undefined) throw new MissingPeer(`a machine for the lab: ${why}`);
  await prepareMachine();
  mkdirSync(folder, { recursive: true });
  execFileSync('gcc', ['-O2', '-Wall', '-o', program, join(import.meta.dirname, 'held-memory.c')]);
}

export interface HeldMemory {
  readonly pid: number;
  readonly start: bigint;
  readonly bytes: number;
  readonly process: ChildProcess;
  /** One letter, as in /proc/PID/stat; `-` where it is gone. */
  state(): string;
  startTicks(): string;
  statusKb(field: string): number;
  stop(): Promise<void>;
}

/** @param stride every so many pages one is written */
export async function holdMemory(mib: number, stride = 1, ...more: string[]): Promise<HeldMemory> {
  const child = spawn(program, [String(mib), String(stride), ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = child.pid ?? 0;
  const fields = () =>
    readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
  return {
    pid,
    start: BigInt(line.toString().trim()),
    bytes: mib * MiB,
    process: child,
    state: () => {
      try {
        return fields()[0] ?? '-';
      } catch {
        return '-';
      }
    },
    startTicks: () => fields()[19] ?? '',
    statusKb: (field) =>
      Number(
        new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1],
      ),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** What the program wrote, worked out from its rule. */
export function expectedContent(mib: number, stride = 1): Buffer {
  const bytes = Buffer.alloc(mib * MiB);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let page = 0; page < bytes.length; page += PAGE * stride) {
    for (let at = page; at < page + PAGE; at += 4) words[at / 4] = Math.imul(at, 2_654_435_761) >>> 0;
  }
  return bytes;
}

/** By gdb, of a process that stands still meanwhile. */
export function readByGdb({ pid, start, bytes }: HeldMemory): Buffer {
  const file = `/dev/shm/memcase-test-${pid}`;
  const range = `0x${start.toString(16)} 0x${(start + BigInt(bytes)).toString(16)}`;
  const words = ['-nx', '-batch', '-p', String(pid), '-ex', `dump binary memory ${file} ${range}`];
  execFileSync('gdb', words, { stdio: 'ignore' });
  const content = Buffer.alloc(bytes);
  const descriptor = openSync(file, 'r');
  for (let at = 0; at < bytes;) at += readSync(descriptor, content, at, bytes - at, at);
  closeSync(descriptor);
  execFileSync('rm', [file]);
  return content;
}
