/** Memory cgroups of a lab, version 1 or 2: a workload with a limit of its own can be OOM-killed for real. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { until } from './command.ts';

const V1 = '/sys/fs/cgroup/memory';
const V2 = '/sys/fs/cgroup';

function root(): { path: string; version: 1 | 2 } {
  if (existsSync(`${V1}/memory.limit_in_bytes`)) return { path: V1, version: 1 };
  if (existsSync(`${V2}/cgroup.controllers`)) return { path: V2, version: 2 };
  throw new Error('No memory cgroup is mounted at /sys/fs/cgroup.');
}

const folderOf = (id: number) => `${root().path}/memcase-lab-${id}`;

/** @returns the file into which a process writes 0 to come under the limit (swap counts as memory). */
export function createCgroup(id: number, name: string, limitBytes: number): string {
  const { version, path } = root();
  const folder = `${folderOf(id)}/${name}`;
  if (version === 2) allowMemory(path);
  mkdirSync(folderOf(id), { recursive: true });
  if (version === 2) allowMemory(folderOf(id));
  mkdirSync(folder);
  if (version === 1) {
    writeFileSync(`${folder}/memory.limit_in_bytes`, `${limitBytes}`);
    writeIfThere(`${folder}/memory.memsw.limit_in_bytes`, `${limitBytes}`);
  } else {
    writeFileSync(`${folder}/memory.max`, `${limitBytes}`);
    writeIfThere(`${folder}/memory.swap.max`, '0');
  }
  return `${folder}/cgroup.procs`;
}

/** Kills since the cgroup was made, as the kernel counts them. */
export function oomKills(id: number, name: string): number {
  const file = root().version === 1 ? 'memory.oom_control' : 'memory.events';
  const text = readFileSync(`${folderOf(id)}/${name}/${file}`, 'utf8');
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1]);
}

/** Removes what `createCgroup` made; a cgroup is busy until the last process in it was buried. */
export async function removeCgroups(id: number): Promise<void> {
  const folder = folderOf(id);
  if (!existsSync(folder)) return;
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const path of [...inside.map(({ name }) => `${folder}/${name}`), folder]) {
    await until(`${path} is empty`, 5_000, () => {
      try {
        rmdirSync(path);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EBUSY') return undefined;
        throw error;
      }
    });
  }
}

function allowMemory(path: string): void {
  const control = `${path}/cgroup.subtree_control`;
  if (!readFileSync(control, 'utf8').includes('memory')) writeFileSync(control, '+memory');
}

function writeIfThere(path: string, text: string): void {
  if (existsSync(path)) writeFileSync(path, text);
}
