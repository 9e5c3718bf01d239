/** Processes as the machine sees them: who they are, in which namespace, in which state. Source: proc(5). */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  /** `R`, `S`, `D`, `T` (stopped), `t` (traced), `Z`, … */
  readonly state: string;
  /** Clock ticks since boot; with the pid it names a process for ever. */
  readonly startTicks: number;
  readonly rssPages: number;
  readonly cmdline: string;
}

/** @returns undefined where the process is gone. `proc` may be another namespace's, such as `/proc/42/root/proc`. */
export function readProcess(pid: number, proc = '/proc'): ProcessRow | undefined {
  try {
    const stat = readFileSync(`${proc}/${pid}/stat`, 'latin1');
    // 12 (a (b) c) S 1 …: the name may hold anything, so it ends at the last bracket.
    const close = stat.lastIndexOf(')');
    const fields = stat.slice(close + 2).split(' ');
    return {
      pid,
      ppid: Number(fields[1]),
      comm: stat.slice(stat.indexOf('(') + 1, close),
      state: fields[0]!,
      startTicks: Number(fields[19]),
      rssPages: Number(fields[21]),
      cmdline: readFileSync(`${proc}/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim(),
    };
  } catch {
    return undefined;
  }
}

export function listPids(proc = '/proc'): number[] {
  return readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

export function listProcesses(proc: string): ProcessRow[] {
  return listPids(proc).flatMap((pid) => readProcess(pid, proc) ?? []);
}

/** PIDs of this machine whose namespace of that kind is the given one, such as `net` and `/run/netns/x`. */
export function pidsInNamespace(kind: 'net' | 'pid', namespace: string): number[] {
  let inode: number;
  try {
    inode = statSync(namespace).ino;
  } catch {
    return [];
  }
  return listPids().filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/ns/${kind}`) === `${kind}:[${inode}]`;
    } catch {
      return false;
    }
  });
}

/** The machine's PID of a process that has `pid` inside the namespace of `init`; the kernel log speaks in these. */
export function outerPid(init: number, pid: number): number | undefined {
  return pidsInNamespace('pid', `/proc/${init}/ns/pid`).find((outer) => {
    try {
      const status = readFileSync(`/proc/${outer}/status`, 'latin1');
      return Number(/^NSpid:.*\t(\d+)$/m.exec(status)?.[1]) === pid;
    } catch {
      return false;
    }
  });
}
