/**
 * Whether a dump may be taken, and what it costs. Refuses what could itself bring the target down. The figures behind
 * the estimates were measured on one machine (dd of a process: some 800 MB/s and 2 MB; gdb: 0.31 s to attach and
 * detach, 59 MB and the slice, 5 ms per MiB) and are printed as estimates.
 */
import type { ErrorCode } from '#shared/errors/codes.ts';
import { MiB } from '#shared/units/bytes.ts';
import type { TargetFacts } from './target-facts.ts';

export type DumpMethod = 'mem' | 'slices' | 'gdb';

/** What is to be read. */
export interface Demand {
  readonly method: DumpMethod;
  /** gdb: all of a region in one stop. */
  readonly isWhole: boolean;
  /** Of each region: pages that are there, as smaps has them (null where unknown), and its length. */
  readonly regions: readonly { readonly sizeBytes: number; readonly rssBytes: number | null }[];
}

export interface Estimate {
  /** To be read and sent. */
  readonly bytes: number;
  readonly seconds: number;
  /** Stops of the process, and the longest of them. */
  readonly stops: number;
  readonly longestStopMs: number;
  /** Memory on the target: ours, and the tmpfs that slices lie in. */
  readonly remoteBytes: number;
  readonly tmpfsBytes: number;
}

export interface Refusal {
  readonly code: ErrorCode;
  /** One word for programs. */
  readonly reason: string;
  readonly text: string;
}

export const MEM_PIECE_BYTES = 4 * MiB;
export const SLICE_BYTES = 16 * MiB;

const SHELL_BYTES = 8 * MiB;
const GDB_BYTES = 59 * MiB;
const LINK_BYTES_PER_S = 50 * MiB;

export function estimate({ method, isWhole, regions }: Demand): Estimate {
  const present = regions.map(({ sizeBytes, rssBytes }) => rssBytes ?? sizeBytes);
  const bytes = present.reduce((sum, size) => sum + size, 0);
  const largest = present.reduce((most, size) => Math.max(most, size), 0);
  const slice = isWhole ? largest : Math.min(SLICE_BYTES, largest);
  const stops =
    method === 'mem'
      ? 0
      : isWhole
        ? regions.length
        : present.reduce((sum, size) => sum + Math.ceil(size / SLICE_BYTES), 0);
  const longestStopMs =
    method === 'mem'
      ? 0
      : method === 'slices'
        ? Math.ceil((slice / MiB) * 2.5)
        : Math.ceil(310 + (slice / MiB) * 5);
  const tmpfsBytes = method === 'mem' ? 0 : slice;
  const own = method === 'gdb' ? SHELL_BYTES + GDB_BYTES + slice : SHELL_BYTES;
  return {
    bytes,
    seconds: Math.ceil(bytes / LINK_BYTES_PER_S + (stops * longestStopMs) / 1000),
    stops,
    longestStopMs,
    remoteBytes: own + tmpfsBytes,
    tmpfsBytes,
  };
}

/** All reasons against it; none means go. */
export function judge(demand: Demand, facts: TargetFacts): Refusal[] {
  const { method } = demand;
  const cost = estimate(demand);
  const refusals: Refusal[] = [];
  const refuse = (reason: string, text: string, code: ErrorCode = 'dump.preflight-refused') =>
    refusals.push({ code, reason, text });
  if (!facts.canRead) {
    const why =
      (facts.yamaScope ?? 0) > 0
        ? `kernel.yama.ptrace_scope is ${facts.yamaScope}`
        : `this is user ${facts.uid ?? '?'}`;
    refuse(
      'not-permitted',
      `The memory of the process may not be read: ${why}. Root may read it.`,
      'dump.not-permitted',
    );
  }
  if (facts.memAvailableBytes !== null && facts.memAvailableBytes < 2 * cost.remoteBytes) {
    refuse(
      'memory',
      `The target has ${mib(facts.memAvailableBytes)} available and this would take up to ${mib(cost.remoteBytes)}: it could cause an OOM kill.`,
    );
  }
  if (method === 'mem') return refusals;
  if (['T', 't'].includes(facts.processState)) {
    refuse(
      'stopped',
      'The process is stopped already; it would not be known who may wake it.',
      'dump.target-stopped',
    );
  }
  if (facts.tracerPid !== 0) refuse('traced', `Process ${facts.tracerPid} traces it already.`);
  if (!facts.hasSetsid)
    refuse('no-setsid', 'The target has no setsid, so the guard could not outlive our shell.');
  if (facts.tmpfs === null) refuse('no-tmpfs', 'The target has no tmpfs that we may write to.');
  else if (facts.tmpfs.freeBytes < 2 * cost.tmpfsBytes) {
    refuse(
      'tmpfs-full',
      `${facts.tmpfs.path} has ${mib(facts.tmpfs.freeBytes)} free; ${mib(2 * cost.tmpfsBytes)} are needed.`,
    );
  }
  if (facts.watchdogMs !== null && cost.longestStopMs > facts.watchdogMs / 4) {
    refuse('watchdog', 'A watchdog watches the process, and would take a stop for a death.');
  }
  if (method === 'gdb' && !facts.hasGdb) refuse('no-gdb', 'The target has no gdb.', 'dump.no-gdb');
  return refusals;
}

/** What a person should know though it is no reason against it. */
export function warningsOf({ method, isWhole }: Demand, facts: TargetFacts): string[] {
  return [
    ...(facts.canReadPageTable
      ? []
      : [
          'The page table cannot be read: every page is read, which makes the target map pages that it never touched and bring swapped ones back, and which pages were absent stays unknown.',
        ]),
    ...((facts.memoryPressure ?? 0) > 10
      ? [`The target is short of memory: pressure ${facts.memoryPressure} %.`]
      : []),
    ...((facts.oomScore ?? 0) > 800 ? ['The process is the first that an OOM kill would take.'] : []),
    ...(isWhole && method === 'gdb'
      ? ['All of a region in one stop: the process stands still for all of it.']
      : []),
  ];
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MiB)} MiB`;
}
