/** The single messages of an OOM report (mm/oom_kill.c, mm/memcontrol.c), each by its words. */
import type { OomConstraint, OomVictim } from '#shared/domain/events.ts';
import { type Bytes, fromKernelKb } from '#shared/units/bytes.ts';

const KILLED =
  /Killed process (?<pid>\d{1,10}),?(?: UID \d{1,10},)?(?: \((?<name>.{1,64}?)\))?,?(?: UID \d{1,10},)? total-vm:(?<rest>.*)$/;

/** `Killed process 2345 (fwlog) total-vm:…kB, anon-rss:…kB, …`, alone or behind `Out of memory: `. */
export function readVictim(message: string, line: number): OomVictim | undefined {
  const groups = KILLED.exec(message)?.groups;
  if (groups === undefined) return undefined;
  const amounts = `total-vm:${groups['rest'] ?? ''}`;
  return {
    pid: Number(groups['pid']),
    name: groups['name'] ?? null,
    totalVmBytes: amount(amounts, 'total-vm'),
    anonRssBytes: amount(amounts, 'anon-rss'),
    fileRssBytes: amount(amounts, 'file-rss'),
    shmemRssBytes: amount(amounts, 'shmem-rss'),
    line,
  };
}

function amount(text: string, name: string): Bytes | null {
  const kilobytes = new RegExp(String.raw`\b${name}:(\d{1,13})kB`).exec(text)?.[1];
  return kilobytes === undefined ? null : fromKernelKb(Number(kilobytes));
}

/** `fwlog invoked oom-killer: gfp_mask=…`: who asked. */
export function readAsker(message: string): string | undefined {
  const at = message.indexOf(' invoked oom-killer');
  return at > 0 && at <= 64 ? message.slice(0, at) : undefined;
}

export interface LimitFacts {
  readonly constraint?: OomConstraint;
  readonly limitGroup?: string;
  readonly limitBytes?: Bytes;
  readonly usageBytes?: Bytes;
}

const CONSTRAINTS: Readonly<Record<string, OomConstraint>> = {
  CONSTRAINT_NONE: 'none',
  CONSTRAINT_MEMCG: 'memcg',
  CONSTRAINT_CPUSET: 'cpuset',
  CONSTRAINT_MEMORY_POLICY: 'memory-policy',
};

/** What a message tells of the limit that was met; empty for all others. */
export function readLimit(message: string): LimitFacts {
  // oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,2-4,oom_memcg=/x,task_memcg=/x/y,task=…
  const said = /^oom-kill:constraint=(CONSTRAINT_[A-Z_]{1,32}),/.exec(message)?.[1];
  if (said !== undefined) {
    const constraint = CONSTRAINTS[said];
    const group = /,oom_memcg=(.{1,4096}?),task_memcg=/.exec(message)?.[1];
    return {
      ...(constraint === undefined ? {} : { constraint }),
      ...(group === undefined ? {} : { limitGroup: group }),
    };
  }
  // Task in /x/y killed as a result of limit of /x
  const older = /^Task in .{1,4096} killed as a result of limit of (.{1,4096})$/.exec(message)?.[1];
  if (older !== undefined) return { constraint: 'memcg', limitGroup: older.trimEnd() };
  // memory: usage 524288kB, limit 524288kB, failcnt 330
  const usage = /^memory: usage (\d{1,16})kB, limit (\d{1,16})kB, failcnt/.exec(message);
  if (usage === null) return {};
  return { usageBytes: fromKernelKb(Number(usage[1])), limitBytes: fromKernelKb(Number(usage[2])) };
}

/** `Out of memory: Kill process 2345 (fwlog) score 512 or sacrifice child`: the line before the kill. */
export function isChoice(message: string): boolean {
  return /(?:^|: )Kill process \d{1,10} \(.{1,64}?\) score/.test(message);
}
