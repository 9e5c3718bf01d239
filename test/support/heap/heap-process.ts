/** A process with the truth about its heaps, frozen, with its memory read. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { Libc } from './libcs.ts';

export interface HeapTruth {
  readonly regions: readonly RegionBytes[];
  /** Address of the user's bytes, and how many were asked for. */
  readonly live: ReadonlyMap<number, number>;
  readonly freed: readonly number[];
  readonly arenas: readonly ArenaInfo[];
  /** Of all mappings, as maps has them. */
  readonly paths: readonly string[];
}

export interface RegionBytes extends MemoryReader {
  readonly end: bigint;
  readonly permissions: string;
  readonly path: string;
  readonly bytes: Buffer;
}

/** Of malloc_info(3), per arena: `rest` has the top chunk in it, `fast` the fastbins; caches count as in use. */
export interface ArenaInfo {
  readonly fast: { readonly count: number; readonly size: number };
  readonly rest: { readonly count: number; readonly size: number };
  readonly systemCurrent: number;
}

export interface TruthOptions {
  readonly seed?: number;
  readonly threads?: number;
  readonly operations?: number;
  /** Blocks of 60,000 bytes per thread beside: 1,118 fill a heap. */
  readonly big?: number;
}

export async function readHeapTruth(
  { command }: Libc,
  { seed = 1, threads = 3, operations = 100_000, big = 0 }: TruthOptions = {},
): Promise<HeapTruth> {
  const { key, ...frozen } = await readFrozen(command, [seed, threads, operations, big].map(String));
  return { ...frozen, ...parseTruth(key) };
}

export interface FrozenProcess extends Pick<HeapTruth, 'regions' | 'paths'> {
  /** What the program wrote into its file. */
  readonly key: string;
}

/** Starts a program with the path of a file before its own words, and reads its memory when it says that it is ready. */
export async function readFrozen(
  [program = '', ...words]: readonly string[],
  own: readonly string[],
): Promise<FrozenProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'memcase-heap-'));
  const file = join(folder, 'truth');
  const child = spawn(program, [...words, file, ...own], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    const pid = child.pid ?? 0;
    while (!/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) continue;
    return { regions: readRegions(pid), paths: readPaths(pid), key: readFileSync(file, 'latin1') };
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
}

function readPaths(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'latin1').trimEnd().split('\n');
  return lines.map((line) => /^(?:\S+ +){5}(.*)$/.exec(line)?.[1] ?? '');
}

/** All that is writable and private. */
function readRegions(pid: number): RegionBytes[] {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return readFileSync(`/proc/${pid}/maps`, 'latin1')
      .split('\n')
      .flatMap((line) => {
        const [, from = '', to = '', permissions = '', path = ''] =
          /^(\S+)-(\S+) (rw-p) \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
        if (from === '' || path.startsWith('[v')) return [];
        const start = BigInt(`0x${from}`);
        const end = BigInt(`0x${to}`);
        return [regionOf(start, end, permissions, path, readAll(memory, start, Number(end - start)))];
      });
  } finally {
    closeSync(memory);
  }
}

export function regionOf(
  start: bigint,
  end: bigint,
  permissions: string,
  path: string,
  bytes: Buffer,
): RegionBytes {
  return {
    ...{ start, end, permissions, path, bytes },
    sizeBytes: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** Pages that cannot be read stay zero: from 2.42 on a stack's guard is inside its region (MADV_GUARD_INSTALL). */
function readAll(descriptor: number, start: bigint, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size;) {
    try {
      at += readSync(descriptor, bytes, at, size - at, start + BigInt(at));
    } catch {
      at += 4096;
    }
  }
  return bytes;
}

function parseTruth(text: string): Omit<HeapTruth, 'regions' | 'paths'> {
  const live = new Map<number, number>();
  const freed: number[] = [];
  for (const [, word, address = '', size] of text.matchAll(/^([LF]) (\w+)(?: (\d+))?$/gm)) {
    if (word === 'L') live.set(Number.parseInt(address, 16), Number(size));
    else freed.push(Number.parseInt(address, 16));
  }
  const arenas = [...text.matchAll(/<heap nr="\d+">(.*?)<\/heap>/gs)].map(([, heap = '']) => ({
    fast: totalOf(heap, 'fast'),
    rest: totalOf(heap, 'rest'),
    systemCurrent: Number(/<system type="current" size="(\d+)"/.exec(heap)?.[1]),
  }));
  return { live, freed, arenas };
}

function totalOf(heap: string, type: string): { count: number; size: number } {
  const [, count, size] = new RegExp(`<total type="${type}" count="(\\d+)" size="(\\d+)"`).exec(heap) ?? [];
  return { count: Number(count), size: Number(size) };
}
