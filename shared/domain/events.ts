/** What happened on the targets: kills by the OOM killer, restarts, connections that stand still. */
import type { Bytes } from '#shared/units/bytes.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { EvidenceRef } from './evidence.ts';

/** One row of the task table that the kernel prints before a kill (mm/oom_kill.c, dump_tasks). */
export interface OomTask {
  readonly pid: number;
  readonly uid: number | null;
  /** At most 15 characters of any kind. */
  readonly name: string;
  readonly totalVmBytes: Bytes | null;
  readonly rssBytes: Bytes | null;
  /** Of kernels from 6.8 on. */
  readonly rssAnonBytes: Bytes | null;
  readonly pageTableBytes: Bytes | null;
  readonly swapBytes: Bytes | null;
  readonly oomScoreAdj: number | null;
  readonly line: number;
}

export interface OomVictim {
  readonly pid: number;
  readonly name: string | null;
  readonly totalVmBytes: Bytes | null;
  readonly anonRssBytes: Bytes | null;
  readonly fileRssBytes: Bytes | null;
  readonly shmemRssBytes: Bytes | null;
  readonly line: number;
}

export const oomConstraints = ['none', 'memcg', 'cpuset', 'memory-policy'] as const;
export type OomConstraint = (typeof oomConstraints)[number];

/** One run of the OOM killer as a kernel log tells it; what the log leaves out is null or empty. */
export interface OomReport {
  /** As printed: seconds since boot, or a date of some clock and language. */
  readonly timeText: string;
  /** Who asked for memory; seldom the victim. */
  readonly askedBy: string | null;
  readonly constraint: OomConstraint | null;
  /** The group whose limit was met. */
  readonly limitGroup: string | null;
  readonly limitBytes: Bytes | null;
  readonly usageBytes: Bytes | null;
  /** More than one where a whole group was killed (memory.oom.group). */
  readonly victims: readonly OomVictim[];
  readonly tasks: readonly OomTask[];
  /**
   * Bytes of a page, in which the task table counts; taken from the victim, whose memory stands in the log in pages and in
   * kB. `assumed` where it does not: 4,096 then.
   */
  readonly pageBytes: number;
  readonly pageSource: 'victim' | 'assumed';
  /** 1-based, both inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
}

export const eventKinds = ['oom-kill', 'restart', 'ended', 'connection'] as const;
export type EventKind = (typeof eventKinds)[number];

/** When something happened; `from` and `to` are equal where the moment itself is known. Target's clock. */
export interface EventTime {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Something that happened to a target, once for the whole case, however many snapshots tell it. */
export interface CaseEvent {
  readonly kind: EventKind;
  readonly target: string;
  /** Null where the evidence gives no time that can be placed, such as a date without zone and year. */
  readonly time: EventTime | null;
  /** The time as the evidence prints it; empty where it prints none. */
  readonly timeText: string;
  readonly pid: number | null;
  readonly processName: string | null;
  /** Of an OOM kill. */
  readonly oom: OomReport | null;
  /** Of a connection: where to, in which state, how many bytes wait to be sent, in how many snapshots. */
  readonly connection: EventConnection | null;
  /** Of a restart: the process number after it. */
  readonly newPid: number | null;
  readonly evidence: readonly EvidenceRef[];
}

export interface EventConnection {
  readonly remote: string;
  readonly state: string;
  /** The largest of all readings. */
  readonly sendQueueBytes: Bytes | null;
  /** Listings that show it, and all that there are of this target. */
  readonly seenIn: number;
  readonly listings: number;
}
