/** The gap ledger. Invariant, to the byte: the deltas of a node's children sum to the node's delta. */
import type { Bytes } from '#shared/units/bytes.ts';
import type { EvidenceRef } from './evidence.ts';
import type { Mechanism, MechanismGroup } from './mechanism.ts';
import type { Confidence, Statement } from './statement.ts';

export { confidences } from './statement.ts';
export type { Confidence, Statement } from './statement.ts';

export const ledgerNodeKinds = [
  /** Level 0: the gap itself. */
  'gap',
  /** Level 1: a part of meminfo. */
  'meminfo',
  /** Level 2: processes of one executable, and one process. */
  'process-group',
  'process',
  /** Level 3: a region class within a process, and one region (or pair of regions). */
  'region-class',
  'region',
  /** Level 4: what the allocator does with a dumped region, and what the part in use holds. */
  'heap-part',
  'content',
  /** Many small siblings in one row; measured, not a residual. */
  'folded',
  /** What the children do not explain. Always shown, never spread. */
  'residual',
] as const;
export type LedgerNodeKind = (typeof ledgerNodeKinds)[number];

export interface LedgerNode {
  /** Stable path within this ledger, for example `gap/anonymous/fwlog`. */
  readonly id: string;
  readonly kind: LedgerNodeKind;
  /** English; the window and the report translate by `labelKey` where there is one. */
  readonly label: string;
  /** Key of i18n `ledger.*` for labels that are ours (not names of processes or paths). */
  readonly labelKey: string | null;
  /** 0 with the note `not-listed-a` (or `-b`) is not known: see `knownAmounts`. */
  readonly aBytes: Bytes;
  readonly bBytes: Bytes;
  /** `aBytes − bBytes`. */
  readonly deltaBytes: Bytes;
  readonly confidence: Confidence;
  /** What was measured here: `pss-anon`, `rss`, `MemTotal - MemAvailable`, … */
  readonly measure: string;
  /** Caveats, by key of i18n `note.*`. */
  readonly notes: readonly string[];
  readonly evidence: readonly EvidenceRef[];
  readonly children: readonly LedgerNode[];
}

/** Amounts of a node as people may see them: null is not known. */
export interface KnownAmounts {
  readonly a: Bytes | null;
  readonly b: Bytes | null;
  readonly delta: Bytes | null;
}

/** A side without a process list counts as nothing in the sums, and is not known to people. */
export function knownAmounts({
  aBytes,
  bBytes,
  deltaBytes,
  notes,
}: Pick<LedgerNode, 'aBytes' | 'bBytes' | 'deltaBytes' | 'notes'>): KnownAmounts {
  const a = notes.includes('not-listed-a') ? null : aBytes;
  const b = notes.includes('not-listed-b') ? null : bBytes;
  return { a, b, delta: a === null || b === null ? null : deltaBytes };
}

/** Only one side tells what a part is made of: its rows are no differences, and no bars. */
export function isToldByOneSide({ children }: Pick<LedgerNode, 'children'>): boolean {
  return children.some(({ notes }) => notes.some((note) => note.startsWith('not-listed-')));
}

/** Who has the missing memory: rows of level 2, largest first, until nine tenths of the gap are named. */
export interface LedgerOwner {
  readonly nodeId: string;
  readonly label: string;
  readonly deltaBytes: Bytes;
  /** `deltaBytes / gapBytes`. */
  readonly shareOfGap: number;
  /** Of the weakest of its parts; `estimated` where only RSS is known, which counts shared pages repeatedly. */
  readonly confidence: Confidence;
}

/** One side of a comparison. */
export interface LedgerSide {
  readonly target: string;
  readonly snapshot: number;
  readonly takenAt: number;
  readonly usedBytes: Bytes;
}

export const ledgerMeasures = ['MemTotal - MemAvailable', 'Active + Inactive', 'Sum of processes'] as const;
export type LedgerMeasure = (typeof ledgerMeasures)[number];

export interface Explanation {
  readonly case: string;
  readonly a: LedgerSide;
  /** Null where the case has one target: the ledger then explains what it uses. */
  readonly b: LedgerSide | null;
  readonly measure: LedgerMeasure;
  readonly gapBytes: Bytes;
  /** `gapBytes − residualBytes`. */
  readonly explainedBytes: Bytes;
  /** Signed sum of all residual leaves. */
  readonly residualBytes: Bytes;
  /** `max(0, 1 − Σ|residual leaf| / |gapBytes|)`; 0 where the gap is 0. */
  readonly explainedShare: number;
  readonly owners: readonly LedgerOwner[];
  /** One root. */
  readonly tree: readonly LedgerNode[];
  readonly statements: readonly Statement[];
  /** Level 5: known causes in processes that were dumped or hold connections, largest first. */
  readonly mechanisms: readonly Mechanism[];
  /** Those of one kind on one target together, largest first. */
  readonly mechanismGroups: readonly MechanismGroup[];
}
