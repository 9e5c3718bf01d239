/**
 * What parsers give: records with their line, and problems. A field that the input lacks is
 * undefined, never zero. Sizes are bytes.
 */
import type { Problem } from '#shared/errors/problem.ts';
import type { Address } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { ArtifactKind } from './evidence.ts';

export interface ParsedMeminfoField {
  /** Kernel spelling: `MemTotal`, `Active(anon)`. */
  readonly name: string;
  /** Bytes, or a plain count for fields without a unit (`HugePages_Total`). */
  readonly value: number;
  readonly unit: 'bytes' | 'count';
  readonly line: number;
}

/** Measures of a process. Kernel meaning throughout; all in bytes. */
export const processMeasures = [
  'vsz',
  'rss',
  'rss-anon',
  'rss-file',
  'rss-shmem',
  'pss',
  'pss-anon',
  'pss-file',
  'pss-shmem',
  'anonymous',
  'private-clean',
  'private-dirty',
  'shared-clean',
  'shared-dirty',
  'swap',
  'swap-pss',
  'hugetlb-private',
  'hugetlb-shared',
  'page-tables',
  'rss-peak',
] as const;
export type ProcessMeasure = (typeof processMeasures)[number];

export interface ParsedMeasure {
  readonly measure: ProcessMeasure;
  readonly bytes: Bytes;
  readonly line: number;
}

/** One process as one artifact tells it (a ps row, a status file, a rollup). */
export interface ParsedProcess {
  /** Undefined where the input has none ("path rss" lines). */
  readonly pid?: number;
  readonly parentPid?: number;
  readonly user?: string;
  /** One letter as ps prints it. */
  readonly state?: string;
  /** `comm` (at most 15 characters) from status, or the basename of the command. */
  readonly name?: string;
  /** Command line with arguments as printed; `[kthreadd]` for kernel threads. */
  readonly commandLine?: string;
  /** Start time as printed, for the identity of a pid. */
  readonly startText?: string;
  readonly threads?: number;
  readonly line: number;
  readonly measures: readonly ParsedMeasure[];
}

/** One VMA: a line of maps or pmap, a block of smaps. Absent columns are undefined. */
export interface ParsedMapping {
  readonly start: Address;
  /** Exclusive. */
  readonly end: Address;
  /** `rw-p` where known; pmap gives `rw---`, kept as its first three letters with `p` or `s`. */
  readonly permissions: string;
  readonly offset?: bigint;
  readonly device?: string;
  readonly inode?: number;
  /** Path or label as printed (`[heap]`, `[ anon ]`, `/lib/…`), empty for none. */
  readonly path: string;
  readonly rssBytes?: Bytes;
  readonly pssBytes?: Bytes;
  readonly anonymousBytes?: Bytes;
  /** Private and shared dirty together, as `pmap -x` prints it. */
  readonly dirtyBytes?: Bytes;
  readonly privateDirtyBytes?: Bytes;
  readonly swapBytes?: Bytes;
  readonly hugetlbBytes?: Bytes;
  /** Two-letter codes of smaps' VmFlags, for example `rd wr mr mw me ac`. */
  readonly vmFlags?: readonly string[];
  readonly line: number;
}

/** A socket that the listing tells; only what later parts need. */
export interface ParsedSocket {
  readonly state: string;
  readonly local: string;
  readonly remote: string;
  readonly sendQueueBytes?: Bytes;
  readonly receiveQueueBytes?: Bytes;
  readonly pid?: number;
  readonly processName?: string;
  /** Of /proc/net/tcp, which names no process: `SocketOwner` has the same number. */
  readonly inode?: number;
  readonly line: number;
}

/** A process that holds a socket open: a link of /proc/PID/fd (proc_pid_fd(5)). */
export interface SocketOwner {
  readonly inode: number;
  readonly pid: number;
}

/** A line of a kernel log that speaks of memory; the text is kept, times are as printed. */
export interface ParsedLogEvent {
  readonly kind: 'oom-invoked' | 'oom-killed' | 'oom-reaped' | 'other';
  readonly timeText: string;
  readonly text: string;
  readonly line: number;
  readonly pid?: number;
  readonly processName?: string;
  readonly anonRssBytes?: Bytes;
}

/** What one artifact says. Rooms of it that do not belong to its kind are empty. */
export interface ParsedArtifact {
  readonly kind: ArtifactKind;
  /** From the content (`1234: /usr/sbin/fwlog` of pmap, `Pid:` of status), else undefined. */
  readonly pid?: number;
  readonly commandLine?: string;
  readonly meminfo: readonly ParsedMeminfoField[];
  readonly processes: readonly ParsedProcess[];
  readonly mappings: readonly ParsedMapping[];
  readonly sockets: readonly ParsedSocket[];
  readonly socketOwners: readonly SocketOwner[];
  readonly events: readonly ParsedLogEvent[];
  readonly problems: readonly Problem[];
}
