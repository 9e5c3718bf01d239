/** What is known of the target before anything is read from the process. Commands that change nothing. */
import type { DumpShell } from './dump-shell.ts';

export interface TargetFacts {
  /** Null where the kernel is older than 3.14. */
  readonly memAvailableBytes: number | null;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
  readonly loadOneMinute: number | null;
  /** `some avg10` of /proc/pressure/memory, per cent; null without PSI. */
  readonly memoryPressure: number | null;
  readonly oomScore: number | null;
  readonly uid: number | null;
  /** kernel.yama.ptrace_scope; null without yama. */
  readonly yamaScope: number | null;
  readonly tracerPid: number;
  /** One letter, as in /proc/PID/stat. */
  readonly processState: string;
  /** /proc/PID/mem could be opened: the right to trace it is there. */
  readonly canRead: boolean;
  readonly canReadPageTable: boolean;
  readonly pageBytes: number;
  readonly hasGdb: boolean;
  readonly hasSetsid: boolean;
  /** A tmpfs that we may write to, the one with the most room. */
  readonly tmpfs: { readonly path: string; readonly freeBytes: number } | null;
  /** From the process's own environment (systemd sets it), or 0 where it holds a watchdog device; null for none. */
  readonly watchdogMs: number | null;
  /** When the target was started, by its own clock, milliseconds since 1970. */
  readonly bootedAt: number;
}

/** The exact commands, in the order in which they are run. */
export function factCommands(pid: number): readonly string[] {
  return [
    'cat /proc/meminfo',
    'cat /proc/loadavg',
    'cat /proc/pressure/memory',
    `cat /proc/${pid}/oom_score`,
    'id -u',
    'cat /proc/sys/kernel/yama/ptrace_scope',
    `cat /proc/${pid}/status`,
    `true < /proc/${pid}/mem`,
    `true < /proc/${pid}/pagemap`,
    'getconf PAGESIZE || getconf PAGE_SIZE',
    'command -v gdb',
    'command -v setsid',
    'for d in /dev/shm /run /tmp /run/user/*; do [ -w "$d" ] && echo "writable $d"; done; cat /proc/mounts; df -Pk',
    `tr '\\000' '\\n' < /proc/${pid}/environ | grep '^WATCHDOG_USEC='; ls -l /proc/${pid}/fd | grep '/dev/watchdog'`,
    'date +%s.%N; cat /proc/uptime',
  ];
}

export async function readFacts(shell: DumpShell, pid: number): Promise<TargetFacts> {
  const answers = await Promise.all(factCommands(pid).map((command) => shell.text(command, 1024 * 1024)));
  const text = (index: number) => answers[index]?.bytes.toString('latin1') ?? '';
  const works = (index: number) => answers[index]?.exitCode === 0;
  const kilobytes = (name: string) => {
    const found = new RegExp(`^${name}:\\s+(\\d{1,15}) kB$`, 'm').exec(text(0))?.[1];
    return found === undefined ? null : Number(found) * 1024;
  };
  return {
    memAvailableBytes: kilobytes('MemAvailable'),
    swapTotalBytes: kilobytes('SwapTotal') ?? 0,
    swapFreeBytes: kilobytes('SwapFree') ?? 0,
    loadOneMinute: number(/^[\d.]{1,10}/, text(1)),
    memoryPressure: number(/^some avg10=([\d.]{1,10})/m, text(2)),
    oomScore: number(/^\d{1,6}/, text(3)),
    uid: number(/^\d{1,10}/, text(4)),
    yamaScope: number(/^\d/, text(5)),
    tracerPid: number(/^TracerPid:\s+(\d{1,9})/m, text(6)) ?? 0,
    processState: /^State:\s+(\S)/m.exec(text(6))?.[1] ?? '?',
    canRead: works(7),
    canReadPageTable: works(8),
    pageBytes: pageBytesOf(text(9)),
    hasGdb: works(10),
    hasSetsid: works(11),
    tmpfs: tmpfsOf(text(12)),
    watchdogMs: watchdogOf(text(13)),
    bootedAt: bootTime(text(14)),
  };
}

function number(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text);
  if (found === null) return null;
  const value = Number(found[1] ?? found[0]);
  return Number.isFinite(value) ? value : null;
}

/** Where `getconf` is missing (busybox), nearly every machine has 4 KiB. */
function pageBytesOf(text: string): number {
  const value = Number(text.trim());
  return [4096, 8192, 16_384, 65_536].includes(value) ? value : 4096;
}

function tmpfsOf(text: string): TargetFacts['tmpfs'] {
  const lines = text.split('\n');
  const mounts = new Set(
    lines.flatMap((line) => {
      const [, path, kind, options] = line.split(' ');
      return kind === 'tmpfs' && path !== undefined && (options ?? '').split(',').includes('rw')
        ? [path]
        : [];
    }),
  );
  let best: TargetFacts['tmpfs'] = null;
  for (const line of lines) {
    const path = /^writable (\/[\w/.-]{1,200})$/.exec(line)?.[1];
    if (path === undefined || !mounts.has(path)) continue;
    const row = lines.find((other) => other.endsWith(`% ${path}`));
    const free = Number(row?.trim().split(/\s+/).at(-3) ?? 0) * 1024;
    if (Number.isFinite(free) && free > (best?.freeBytes ?? 0)) best = { path, freeBytes: free };
  }
  return best;
}

function watchdogOf(text: string): number | null {
  const micros = number(/^WATCHDOG_USEC=(\d{1,15})/m, text);
  if (micros !== null) return micros / 1000;
  return text.includes('/dev/watchdog') ? 0 : null;
}

/** `date` of busybox may know no %N, and print it as it is or leave it out. */
function bootTime(text: string): number {
  const seconds = number(/^\d{9,11}(?:\.\d{1,9})?/, text) ?? 0;
  const uptime = number(/^(\d{1,12}\.\d\d) [\d.]+$/m, text) ?? 0;
  return Math.round((seconds - uptime) * 1000);
}
