/** Rows of the A|B|Δ tables. Null is "not known on that side", never zero. */
import type { AddressText } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { EvidenceRef } from './evidence.ts';
import type { RegionClass } from './memory.ts';
import type { ProcessMeasure } from './parsed.ts';

export const diffLevels = ['meminfo', 'processes', 'classes', 'regions'] as const;
export type DiffLevel = (typeof diffLevels)[number];

interface DiffRowBase {
  /** Unique in its table. */
  readonly id: string;
  readonly label: string;
  readonly aBytes: Bytes | null;
  readonly bBytes: Bytes | null;
  /**
   * What one side does not have counts as nothing. Null where both are unknown, and where `notes` say that a
   * side has no evidence of such rows at all: then nothing can be compared.
   */
  readonly deltaBytes: Bytes | null;
  /** Why a side is not known, by key of i18n `note.*`. */
  readonly notes: readonly string[];
  readonly aEvidence: readonly EvidenceRef[];
  readonly bEvidence: readonly EvidenceRef[];
}

export interface MeminfoDiffRow extends DiffRowBase {
  readonly kind: 'meminfo';
  readonly field: string;
  /** `total`, `anonymous`, `cache`, `lru` (both of these), `kernel`, `huge`, `swap`, `other`. */
  readonly group: string;
  readonly unit: 'bytes' | 'count';
}

export interface ProcessDiffRow extends DiffRowBase {
  readonly kind: 'process';
  readonly executable: string;
  readonly commandLine: string;
  readonly aPids: readonly number[];
  readonly bPids: readonly number[];
  readonly aCount: number;
  readonly bCount: number;
  /** What `aBytes` and `bBytes` measure. */
  readonly measure: ProcessMeasure;
  /** All measures known on either side. */
  readonly measures: Readonly<
    Partial<Record<ProcessMeasure, { readonly a: Bytes | null; readonly b: Bytes | null }>>
  >;
  /** Row of the group that this instance belongs to; null for a group. */
  readonly parentId: string | null;
}

export interface ClassDiffRow extends DiffRowBase {
  readonly kind: 'class';
  readonly process: string;
  readonly class: RegionClass;
  readonly rule: string;
  readonly aCount: number;
  readonly bCount: number;
  readonly aSizeBytes: Bytes | null;
  readonly bSizeBytes: Bytes | null;
}

export interface RegionSideDetail {
  readonly start: AddressText;
  readonly end: AddressText;
  readonly permissions: string;
  readonly sizeBytes: Bytes;
  readonly rssBytes: Bytes | null;
  readonly dirtyBytes: Bytes | null;
  readonly swapBytes: Bytes | null;
}

export interface RegionDiffRow extends DiffRowBase {
  readonly kind: 'region';
  readonly process: string;
  readonly class: RegionClass;
  readonly rule: string;
  readonly path: string;
  readonly arena: number | null;
  readonly a: RegionSideDetail | null;
  readonly b: RegionSideDetail | null;
}

export type DiffRow = MeminfoDiffRow | ProcessDiffRow | ClassDiffRow | RegionDiffRow;
