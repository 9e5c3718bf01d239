/** Known causes of memory that piles up: queues with or without a limit, and what looks like one. */
import type { Bytes } from '#shared/units/bytes.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { ArtifactId, EvidenceRef } from './evidence.ts';
import type { Liveness } from './heap.ts';
import type { KafkaQueue } from './kafka.ts';
import type { Confidence, Statement } from './statement.ts';

export const mechanismIds = [
  'librdkafka-producer',
  'librdkafka-consumer',
  'librdkafka-events',
  'kafka-java-producer',
  'rsyslog-queue',
  'rsyslog-omkafka',
  'syslog-ng-destination',
  'fluent-bit-input',
  'fluentd-buffer',
  'log4j2-async',
  'logback-async',
  'zeromq-pipe',
  'redis-client-output',
  'hiredis-async',
  'rabbitmq-java',
  'nats-go',
  'paho-python',
  'paho-c-async',
  'pulsar-cpp',
  'otel-collector',
  'otel-sdk-spans',
  'beats-queue',
  'grpc-stream',
  'event-loop-writes',
  'python-queue',
  'vector-buffer',
  'journald-volatile',
  'kernel-sockets',
  'allocator-retention',
  'arena-fragmentation',
] as const;
export type MechanismId = (typeof mechanismIds)[number];

export const mechanismKinds = [
  /** Waits in the program's hands. */
  'queue',
  /** Freed by the program, kept by its allocator. */
  'allocator',
  /** In the kernel's hands, in no process's anonymous memory. */
  'kernel',
] as const;
export type MechanismKind = (typeof mechanismKinds)[number];

/** Where the observed amount stands against the limit. */
export const standings = [
  /** The producer's own count equals its own limit. */
  'at-limit',
  'at-byte-limit',
  /** Equals the default; the limit itself was not read. */
  'at-default-limit',
  'below-limit',
  /** The limit itself was not read; it may have been set lower. */
  'below-default-limit',
  /** More than the default: it was raised, or there are several instances. */
  'above-default-limit',
  'no-limit',
] as const;
export type Standing = (typeof standings)[number];

/** Nothing more fits. */
export const fullStandings: ReadonlySet<Standing> = new Set([
  'at-limit',
  'at-byte-limit',
  'at-default-limit',
]);

/** Amounts of what was found; `…Bytes` in bytes, `…Ms` in milliseconds since 1970, `…Share` 0 to 1, else counts. */
export const observedKeys = [
  /** What compares with `predictedCeilingBytes`. */
  'bytes',
  'liveItems',
  'livePayloadBytes',
  'liveKeyBytes',
  /** Of chunks, with the allocator's overhead. */
  'liveChunkBytes',
  'ghostItems',
  'ghostPayloadBytes',
  'undeterminedItems',
  'unassignedItems',
  'retriedItems',
  'oldestMs',
  'newestMs',
  /** The process's anonymous memory, the same on the other side, and the difference. */
  'anonymousBytes',
  'otherAnonymousBytes',
  'anonymousGrowthBytes',
  /** Freed and kept, and of that what `malloc_trim` gives back: whole pages. */
  'retainedBytes',
  'trimmableBytes',
  'usedBytes',
  'unsentBytes',
  /** Of the process's heaps, by resident bytes. */
  'dumpedShare',
] as const;
export type ObservedKey = (typeof observedKeys)[number];

export const limitUnits = ['items', 'bytes', 'KiB', 'switch'] as const;
export type LimitUnit = (typeof limitUnits)[number];

export const limitSources = [
  /** Read out of the process's own memory. */
  'measured',
  'default',
  /** A default that nobody checked against the source. */
  'unchecked-default',
  /** Given in a what-if. */
  'given',
  /** Cannot be the default, as more was found. */
  'unknown',
] as const;
export type LimitSource = (typeof limitSources)[number];

/** What a limit counts for. */
export const limitScopes = [
  'process',
  'client',
  'queue',
  'partition',
  'destination',
  'input',
  'output',
  'connection',
  'subscription',
  'pipe',
  'producer',
  'exporter',
  'stream',
  'host',
] as const;
export type LimitScope = (typeof limitScopes)[number];

export interface MechanismLimit {
  /** In `unit`; null for no limit, or for one that is not known (`source`). */
  readonly value: number | null;
  readonly unit: LimitUnit;
  readonly scope: LimitScope;
  readonly source: LimitSource;
}

export interface Remedy {
  readonly key: string;
  readonly value: string;
  /** As it goes into the configuration, a unit file or a shell. */
  readonly line: string;
  /** English; by `id` and `key` in i18n. */
  readonly why: string;
}

/** A known cause, matched in one process: what spoke for it and against it. */
export interface Mechanism {
  readonly id: MechanismId;
  /** English; by `id` in i18n. */
  readonly title: string;
  readonly kind: MechanismKind;
  readonly target: string;
  readonly process: string;
  readonly pid: number | null;
  readonly confidence: Confidence;
  readonly standing: Standing;
  readonly observed: Readonly<Partial<Record<ObservedKey, number>>>;
  /** By setting, as the configuration spells it. */
  readonly limits: Readonly<Record<string, MechanismLimit>>;
  /** Bytes at the limit with messages like those found; null where nothing bounds it or nothing tells. */
  readonly predictedCeilingBytes: Bytes | null;
  readonly remedy: readonly Remedy[];
  readonly for: readonly Statement[];
  readonly against: readonly Statement[];
  /** How to see that the remedy worked; English; by `id` in i18n. */
  readonly verify: string;
  readonly evidence: readonly EvidenceRef[];
}

/** Several daemons of one mechanism on one target add up. */
export interface MechanismGroup {
  readonly id: MechanismId;
  readonly title: string;
  readonly kind: MechanismKind;
  readonly target: string;
  readonly processes: readonly string[];
  readonly pids: readonly (number | null)[];
  /** Of the weakest. */
  readonly confidence: Confidence;
  readonly atLimit: number;
  readonly observedBytes: Bytes;
  /** Null where one of them has none. */
  readonly predictedCeilingBytes: Bytes | null;
  readonly anonymousGrowthBytes: Bytes | null;
  readonly statement: Statement;
}

/** What would be with other settings, for one process. */
export interface WhatIfRow {
  readonly target: string;
  readonly process: string;
  readonly pid: number | null;
  readonly observedBytes: Bytes;
  readonly nowCeilingBytes: Bytes | null;
  readonly thenCeilingBytes: Bytes | null;
  readonly limits: Readonly<Record<string, MechanismLimit>>;
}

export interface WhatIf {
  readonly mechanism: MechanismId;
  readonly title: string;
  readonly set: Readonly<Record<string, number>>;
  readonly rows: readonly WhatIfRow[];
  readonly observedBytes: Bytes;
  readonly nowCeilingBytes: Bytes | null;
  readonly thenCeilingBytes: Bytes | null;
  /** Exact configuration lines for `set`. */
  readonly lines: readonly string[];
}

/** Heap bytes of one process by what they are, over all of its walked dumps; where residency is known, those that are there. */
export interface AllocatorEvidence {
  readonly usedBytes: Bytes;
  readonly freeBytes: Bytes;
  readonly cachedBytes: Bytes;
  readonly fastBytes: Bytes;
  readonly topBytes: Bytes;
  readonly unknownBytes: Bytes;
  readonly overheadBytes: Bytes;
  /** What malloc_trim(3) would give back: whole pages. */
  readonly trimmableBytes: Bytes;
  /** False without page maps: freed pages that were given back already count as kept. */
  readonly isResidencyKnown: boolean;
  readonly arenas: number;
}

export interface ShapeAmount {
  readonly count: number;
  readonly payloadBytes: Bytes;
  /** Of the chunks that hold them; 0 where that is not known. */
  readonly chunkBytes: Bytes;
}

/** Records of one shape: JSON objects of one key set, or text of one template. */
export interface ShapeEvidence {
  /** Empty for text. */
  readonly keys: readonly string[];
  /** The beginning of one of them. */
  readonly sample: string;
  readonly amounts: Readonly<Record<Liveness, ShapeAmount>>;
  readonly evidence: readonly EvidenceRef[];
}

export interface SocketEvidence {
  readonly remote: string;
  /** As the listing spells it: `SYN-SENT`, `ESTAB`. */
  readonly state: string;
  readonly unsentBytes: Bytes | null;
  readonly evidence: EvidenceRef;
}

/** All that is known of one process, as mechanisms are matched against it. */
export interface ProcessEvidence {
  readonly target: string;
  readonly process: string;
  readonly pid: number | null;
  readonly takenAt: EpochMs;
  /** Paths of mapped files, each once. */
  readonly libraries: readonly string[];
  /** Where the mappings are listed. */
  readonly librariesEvidence: EvidenceRef | null;
  /** Its dumps, in the order that `queue.counters.dump` counts in. */
  readonly dumps: readonly { readonly artifact: ArtifactId; readonly sizeBytes: Bytes }[];
  /** Of the resident bytes of its heaps, the share that the dumps hold; null where the regions are not known. */
  readonly dumpedShare: number | null;
  readonly queue: KafkaQueue | null;
  /** Null where no heap was walked. */
  readonly allocator: AllocatorEvidence | null;
  readonly shapes: readonly ShapeEvidence[];
  readonly sockets: readonly SocketEvidence[];
  readonly logLines: readonly { readonly text: string; readonly evidence: EvidenceRef }[];
  readonly anonymousBytes: Bytes | null;
  /** Of the same process on the other side; null where there is none or it is not known. */
  readonly otherAnonymousBytes: Bytes | null;
  readonly anonymousEvidence: readonly EvidenceRef[];
}
