/** The two ways of running a contestant: in this process, or as a process of its own. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cost } from './claim.ts';

const reportUsage = new URL('report-usage.mjs', import.meta.url).href;

/** Wall and CPU time of a function; CPU counts all threads of this process, so the collector too. */
export async function measured(work: () => unknown): Promise<Cost> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const used = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (used.user + used.system) / 1000 };
}

export interface Finished {
  readonly cost: Cost;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a command to its end. @throws where it cannot be started or is killed */
export async function runChild(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<Finished> {
  const cpuBefore = childrenCpuMs();
  const start = performance.now();
  const child = spawn(command, args, {
    ...options,
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', ''];
  child.stdio.slice(1).forEach((stream, index) => {
    stream?.on('data', (data) => (texts[index] += String(data)));
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) =>
      signal === null ? resolve(status) : reject(new Error(`${command}: ${signal}`)),
    );
  });
  const wallMs = performance.now() - start;
  const [stdout = '', stderr = '', usage = ''] = texts;
  const cpuAfter = childrenCpuMs();
  const cost: Cost = {
    wallMs,
    cpuMs: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
    ...(usage === '' ? {} : (JSON.parse(usage) as Pick<Cost, 'cpuMs' | 'rssBytes'>)),
  };
  return { cost, code, stdout, stderr };
}

/** As `runChild` with our own Node, which tells its CPU time and its largest resident set itself. */
export function runNode(args: readonly string[], options: ChildOptions = {}): Promise<Finished> {
  return runChild(process.execPath, ['--import', reportUsage, ...args], options);
}

/**
 * CPU time of all children that ended and were waited for, in steps of 10 ms: fields 16 and 17 of
 * /proc/self/stat (proc(5)). Undefined elsewhere than on Linux.
 */
function childrenCpuMs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** Path of a command on the PATH, or undefined. */
export function findCommand(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A peer that the machine lacks; the claim is then not judged. */
export class MissingPeer extends Error {
  constructor(command: string) {
    super(`peer missing: ${command}`);
  }
}

/** @throws MissingPeer */
export function requireCommand(name: string): string {
  const path = findCommand(name);
  if (path === undefined) throw new MissingPeer(name);
  return path;
}

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
