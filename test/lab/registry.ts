/**
 * Which labs there are on this machine. A lab is a number: its record is `/run/memcase-lab/N.json`, its files
 * are a tmpfs at `/run/memcase-lab/N`, and everything else that it makes carries the number in its name. So
 * what a crashed one left is found by name, and nothing else is touched.
 */
import { spawn } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { must, PATH, run, until } from './command.ts';
import { removeCgroups } from './cgroup.ts';
import { pidsInNamespace, readProcess } from './processes.ts';

export const LABS = '/run/memcase-lab';
const MAX_LABS = 60;

/** The process that a lab belongs to; it is cleared away once that is gone. */
interface LabRecord {
  readonly owner: { readonly pid: number; readonly startTicks: number } | null;
}

export const labFolder = (id: number) => `${LABS}/${id}`;
export const namespacePrefix = (id: number) => `mcl${id}-`;
/** On the machine's real disk, for what must be page cache and not tmpfs. */
export const diskFolder = (id: number) => `/var/tmp/memcase-lab-${id}`;
/** All networks of a lab but the first: the machine itself must not find them, nor ask its gateway for them. */
export const hiddenNetworks = (id: number) => `10.222.${4 * id + 2}.0/23`;
export const hostLink = (id: number) => `mcl${id}`;

export interface KnownLab {
  readonly id: number;
  /** Of the process that it belongs to; null where it is kept. */
  readonly ownerPid: number | null;
  /** Kept, or its owner is there. */
  readonly alive: boolean;
}

/** Labs that were begun and are not yet down. */
export function listLabs(): KnownLab[] {
  mkdirSync(LABS, { recursive: true });
  return readdirSync(LABS).flatMap((name) => {
    const id = Number(/^(\d+)\.json$/.exec(name)?.[1]);
    if (Number.isNaN(id)) return [];
    const { owner } = JSON.parse(readFileSync(`${LABS}/${name}`, 'utf8')) as LabRecord;
    const alive = owner === null || readProcess(owner.pid)?.startTicks === owner.startTicks;
    return [{ id, ownerPid: owner?.pid ?? null, alive }];
  });
}

/** Removes labs whose process is gone. */
export function removeLeftLabs(): Promise<void> {
  return withLock('registry', removeDead);
}

async function removeDead(): Promise<void> {
  for (const { id, alive } of listLabs()) if (!alive) await removeLab(id);
}

/** Removes what crashed labs left, then takes the first free number. */
export async function claimLab(): Promise<number> {
  return withLock('registry', async () => {
    await removeDead();
    const record = `${LABS}/claim-${process.pid}`;
    writeFileSync(record, JSON.stringify({ owner: self() } satisfies LabRecord));
    try {
      for (let id = 0; id < MAX_LABS; id++) if (linked(record, `${LABS}/${id}.json`)) return id;
    } finally {
      rmSync(record);
    }
    throw new Error(`There are ${MAX_LABS} labs already.`);
  });
}

/** The lab outlives this process, until `down`. */
export function keepLab(id: number): void {
  writeFileSync(`${LABS}/${id}.new`, JSON.stringify({ owner: null } satisfies LabRecord));
  renameSync(`${LABS}/${id}.new`, `${LABS}/${id}.json`);
}

/** Ends and removes all that lab `id` made. May be called again where it was interrupted. */
export async function removeLab(id: number): Promise<void> {
  const names = await namespaces(id);
  await until(`the processes of lab ${id} end`, 10_000, () => {
    const pids = names.flatMap((name) => pidsInNamespace('net', `/run/netns/${name}`));
    for (const pid of pids) end(pid);
    return pids.length === 0 ? true : undefined;
  });
  for (const name of names) await must(['ip', 'netns', 'delete', name]);
  await run(['ip', 'link', 'delete', hostLink(id)]);
  await run(['ip', 'route', 'delete', 'unreachable', hiddenNetworks(id)]);
  await removeCgroups(id);
  await until(`${labFolder(id)} is unmounted`, 10_000, async () => {
    if (!readFileSync('/proc/self/mounts', 'utf8').includes(` ${labFolder(id)} `)) return true;
    await run(['umount', labFolder(id)]);
    return undefined;
  });
  try {
    rmdirSync(labFolder(id));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(diskFolder(id), { recursive: true, force: true });
  rmSync(`${LABS}/${id}.json`, { force: true });
}

/** Runs `work` while no other process of this machine holds the lock; it is free again when its holder dies. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(LABS, { recursive: true });
  const holder = spawn('flock', [`${LABS}/${name}.lock`, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH },
  });
  const ended = once(holder, 'close');
  await once(holder.stdout, 'data');
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}

function self(): LabRecord['owner'] {
  return { pid: process.pid, startTicks: readProcess(process.pid)!.startTicks };
}

async function namespaces(id: number): Promise<string[]> {
  const list = await must(['ip', 'netns', 'list']);
  return list
    .split('\n')
    .map((line) => line.split(' ')[0]!)
    .filter((name) => name.startsWith(namespacePrefix(id)));
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
