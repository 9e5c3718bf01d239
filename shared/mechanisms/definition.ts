/** What is known of a mechanism, as data. One file each; `registry.ts` lists them. */
import type { LimitScope, LimitUnit, MechanismId, MechanismKind } from '#shared/domain/mechanism.ts';
import type { Bytes } from '#shared/units/bytes.ts';

/** A setting that bounds what may pile up. */
export interface Setting {
  readonly key: string;
  /** In `unit`; null where there is no limit unless one is set. */
  readonly default: number | null;
  readonly unit: LimitUnit;
  readonly scope: LimitScope;
  /** Values that may be given; the value that stands for “no limit” is `unlimitedAt`. */
  readonly least?: number;
  readonly most?: number;
  readonly unlimitedAt?: number;
  /** Earlier defaults, by version as `KafkaQueue.version` names it. */
  readonly earlier?: readonly { readonly versions: readonly string[]; readonly default: number }[];
  /** As it goes into the configuration; `{value}` stands for the value. Default: `key={value}`. */
  readonly line?: string;
}

/** What to change. `share`: of the limit that holds now, for settings; else a fixed value. */
export interface RemedyDefinition {
  readonly key: string;
  readonly share?: number;
  readonly value?: string;
  readonly line?: string;
}

/** Names and contents that tell a mechanism; all are looked at as text, none of them proves a queue alone. */
export interface Signs {
  /** Of mapped files: sonames, plug-ins, archives. */
  readonly libraries?: readonly RegExp[];
  /** Of the process's name. */
  readonly processes?: readonly RegExp[];
  /** Of the beginning of living records. */
  readonly content?: RegExp;
  /** Of peers, at the remote end. */
  readonly ports?: readonly number[];
  /** Of lines in logs. */
  readonly log?: readonly RegExp[];
  /** Name and content are those of much else: a peer that is stuck has to speak for it too. */
  readonly needsPeer?: true;
  /** A runtime with a heap of its own, where nobody can tell what lives: a stuck peer has to speak for it. */
  readonly managed?: true;
}

/** Limits by key in the unit of their setting; null is no limit. */
export type LimitValues = Readonly<Record<string, number | null>>;

/** What a ceiling is computed from: what lives now. */
export interface CeilingBasis {
  readonly items: number;
  readonly payloadBytes: Bytes;
  /** With the allocator's overhead. */
  readonly chunkBytes: Bytes;
  /** Freed and kept; and of that what can be given back. */
  readonly retainedBytes: Bytes;
  readonly trimmableBytes: Bytes;
}

export type Ceiling = (limits: LimitValues, basis: CeilingBasis) => Bytes | null;

export interface MechanismDefinition {
  readonly id: MechanismId;
  readonly kind: MechanismKind;
  /** All of it from memory, not from the component's source: never better than an estimate. */
  readonly unchecked?: true;
  /** Null where nothing in memory tells it from ordinary data: kept for its limits, never claimed. */
  readonly signs: Signs | null;
  readonly settings: readonly Setting[];
  readonly ceiling: Ceiling;
  readonly remedy: readonly RemedyDefinition[];
}

/** `queue.buffering.max.messages=20000` */
export function configurationLine(key: string, value: string, line = `${key}={value}`): string {
  return line.replaceAll('{value}', value);
}
