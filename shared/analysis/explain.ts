/** The gap ledger, levels 0 to 4, of one snapshot against another. Pure; reads through `SnapshotReader`. */
import type { Snapshot } from '#shared/domain/evidence.ts';
import type {
  Explanation,
  LedgerMeasure,
  LedgerNode,
  LedgerOwner,
  LedgerSide,
} from '#shared/domain/ledger.ts';
import type { ProcessInspection } from '#shared/domain/inspection.ts';
import type { ProcessMemory, SnapshotReader } from '#shared/domain/memory.ts';
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import type { LabelKey, NoteKey } from '#shared/i18n/ledger.en.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { DurationMs } from '#shared/units/time.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { byWeight, leaf, ours, residualsOf, weakest, withResidual, type NodeSpec } from './ledger-node.ts';
import { anonymousMeasures } from './match-processes.ts';
import {
  lackingFields,
  measureOf,
  partition,
  toMeminfo,
  type MeminfoPart,
  type Partition,
} from './meminfo-partition.ts';
import { openIntoProcesses, type LedgerLimits, type ProcessSides } from './process-ledger.ts';
import { isList, type Listed } from './process-list.ts';
import { toRegionSide } from './region-ledger.ts';
import { makeStatements } from './statements.ts';

/** One side of a comparison, with where its evidence was borrowed from if the snapshot lacks some. */
export interface Side {
  readonly target: string;
  readonly snapshot: Snapshot;
  readonly reader: SnapshotReader;
  /** Snapshots whose tables the reader reads. */
  readonly sources: readonly Snapshot[];
  /** Minutes between the snapshot and the one that this evidence comes from; absent where it is its own. */
  readonly borrowed: {
    readonly meminfo?: DurationMs;
    readonly processes?: DurationMs;
    readonly regions?: readonly BorrowedRegions[];
  };
  /** What is in the dumps of its processes, where there are any. */
  readonly inspections?: readonly ProcessInspection[];
  /** How it came to be this one; absent where both target and snapshot were named. */
  readonly choice?: SideChoice;
}

/** A process whose regions another snapshot told. */
export interface BorrowedRegions {
  readonly processId: number;
  readonly name: string;
  readonly awayMs: DurationMs;
}

/** What was left to us, and by what it was chosen. */
export interface SideChoice {
  /** Of so many targets, the one that uses most or least. */
  readonly target: 'named' | 'only' | 'most' | 'least';
  readonly targets: number;
  /** Of so many snapshots, the newest with both meminfo and a process list, with one of them, or at all. */
  readonly snapshot: 'named' | 'only' | 'both' | 'meminfo' | 'processes' | 'newest';
  readonly snapshots: number;
}

export interface ExplainInput {
  readonly caseTitle: string;
  readonly a: Side;
  readonly b: Side | null;
  /** Every process and region as a node of its own. */
  readonly all: boolean;
  /** Known causes that were matched, largest first. */
  readonly mechanisms?: Pick<Explanation, 'mechanisms' | 'mechanismGroups'>;
  /** How many targets the case has, if the sides were chosen from them by use. */
  readonly chosenFrom?: number;
  /** Targets that could not be chosen: what they use is not known. */
  readonly passedOver?: readonly string[];
}

const folded: LedgerLimits = { groups: 60, instances: 20, regions: 12, opened: 12 };
const everything: LedgerLimits = {
  groups: Infinity,
  instances: Infinity,
  regions: Infinity,
  opened: Infinity,
};

const noMechanisms = { mechanisms: [], mechanismGroups: [] };

/** Owners are named until they have this share of the gap. */
const OWNERS_SHARE = 0.9;

/** @throws explain.no-evidence where a side has neither a usable meminfo nor processes */
export function explain(input: ExplainInput): Explanation {
  const sides = toProcessSides(input);
  const parts = choosePartitions(input);
  const root = parts === undefined ? processRoot(input, sides) : meminfoRoot(parts, sides);
  const residuals = residualsOf(root);
  const residualBytes = residuals.reduce((sum, node) => sum + node.deltaBytes, 0);
  const gapBytes = root.deltaBytes;
  const unexplained = residuals.reduce((sum, node) => sum + Math.abs(node.deltaBytes), 0);
  const summary = {
    case: input.caseTitle,
    a: toLedgerSide(input.a, root.aBytes),
    b: input.b === null ? null : toLedgerSide(input.b, root.bBytes),
    measure: (parts?.measure ?? 'Sum of processes') as LedgerMeasure,
    gapBytes,
    explainedBytes: gapBytes - residualBytes,
    residualBytes,
    explainedShare: gapBytes === 0 ? 0 : Math.max(0, 1 - unexplained / Math.abs(gapBytes)),
    owners: ownersOf(root),
    tree: [root],
  };
  return { ...summary, statements: makeStatements(input, summary), ...noMechanisms, ...input.mechanisms };
}

/** What a snapshot uses, by the measure that its meminfo allows; undefined where it allows none. */
export function usedBytes(reader: SnapshotReader): Bytes | undefined {
  const meminfo = toMeminfo(reader.meminfo());
  const measure = measureOf(meminfo);
  return measure === undefined ? undefined : partition(meminfo, measure)?.usedBytes;
}

function toProcessSides({ a, b, all }: ExplainInput): ProcessSides {
  return {
    a: a.reader,
    b: b?.reader ?? null,
    aProcesses: a.reader.processes(),
    bProcesses: b?.reader.processes() ?? [],
    regions: {
      a: toRegionSide(a.reader, a.inspections),
      b: b === null ? null : toRegionSide(b.reader, b.inspections),
    },
    listed: listedSides(a, b),
    otherTime: { a: otherTime(a), b: otherTime(b) },
    limits: all ? everything : folded,
  };
}

/** Whether a side says what runs there. */
export function listedSides(a: Side, b: Side | null): Listed {
  return { a: isList(a.reader.processes()), b: b === null || isList(b.reader.processes()) };
}

function otherTime(side: Side | null): ReadonlySet<number> {
  return new Set((side?.borrowed.regions ?? []).map((one) => one.processId));
}

interface Partitions {
  readonly measure: LedgerMeasure;
  readonly a: Partition;
  readonly b: Partition | null;
}

/** The best measure that both sides allow. */
function choosePartitions({ a, b }: ExplainInput): Partitions | undefined {
  const ofA = toMeminfo(a.reader.meminfo());
  const ofB = b === null ? null : toMeminfo(b.reader.meminfo());
  for (const measure of ['MemTotal - MemAvailable', 'Active + Inactive'] as const) {
    const partA = partition(ofA, measure);
    const partB = ofB === null ? null : partition(ofB, measure);
    if (partA !== undefined && partB !== undefined) return { measure, a: partA, b: partB };
  }
  return undefined;
}

function meminfoRoot(parts: Partitions, sides: ProcessSides): LedgerNode {
  const lru = parts.measure === 'Active + Inactive';
  const spec = {
    id: 'gap',
    kind: 'gap',
    ...ours('gap'),
    aBytes: parts.a.usedBytes,
    bBytes: parts.b?.usedBytes ?? 0,
    confidence: 'measured',
    measure: parts.measure,
    notes: lru ? (['lru-counts-cache'] as const) : [],
    evidence: [...parts.a.evidence, ...(parts.b?.evidence ?? [])],
  } satisfies NodeSpec & { labelKey: LabelKey };
  const keys = [...new Set([...parts.a.parts, ...(parts.b?.parts ?? [])].map(({ key }) => key))];
  const children = keys.map((key) => openPart(key, parts, sides)).toSorted(byWeight);
  const residuals = [parts.a.residual, parts.b?.residual ?? parts.a.residual];
  const residual = residuals.includes('residual-not-told') ? 'residual-not-told' : parts.a.residual;
  if (children.length > 0) return withResidual(spec, children, residual);
  if (!lru) return notBare(openIntoProcesses(spec, sides, anonymousMeasures, residual), spec, residual);
  const unsplit = { ...spec, id: 'gap/lru-unsplit', kind: 'meminfo' as const, ...ours('lru-unsplit') };
  const opened = openIntoProcesses(unsplit, sides, ['rss'], 'residual-processes');
  return notBare(
    opened.children.length === 0 ? opened : withResidual(spec, [opened], residual),
    spec,
    residual,
  );
}

/** A root that nothing opens is not explained. */
function notBare(root: LedgerNode, spec: NodeSpec & { labelKey: LabelKey }, residual: LabelKey): LedgerNode {
  return root.children.length > 0 ? root : withResidual(spec, [], residual);
}

function openPart(key: LabelKey, parts: Partitions, sides: ProcessSides): LedgerNode {
  const ofA = parts.a.parts.find((part) => part.key === key);
  const ofB = parts.b?.parts.find((part) => part.key === key);
  const spec = {
    id: `gap/${key}`,
    kind: 'meminfo',
    ...ours(key),
    aBytes: ofA?.bytes ?? 0,
    bBytes: ofB?.bytes ?? 0,
    confidence: (ofA ?? ofB)?.derived ? 'derived' : 'measured',
    measure: key,
    notes: absentNotes(ofA, ofB, parts.b !== null),
    evidence: [...(ofA?.evidence ?? []), ...(ofB?.evidence ?? [])],
  } satisfies NodeSpec & { labelKey: LabelKey };
  const level2 = processMeasuresOf[key];
  return level2 === undefined ? leaf(spec) : openIntoProcesses(spec, sides, level2.measures, level2.residual);
}

/** Which parts of meminfo are the sum of something that processes tell. */
const processMeasuresOf: Partial<
  Record<LabelKey, { measures: readonly ProcessMeasure[]; residual: LabelKey }>
> = {
  anonymous: { measures: anonymousMeasures, residual: 'residual-processes' },
  'lru-anonymous': { measures: anonymousMeasures, residual: 'residual-processes' },
  shmem: { measures: ['pss-shmem'], residual: 'residual-shmem' },
};

function absentNotes(a: MeminfoPart | undefined, b: MeminfoPart | undefined, compared: boolean): NoteKey[] {
  if (!compared) return [];
  if (a === undefined) return ['absent-in-a'];
  return b === undefined ? ['absent-in-b'] : [];
}

/** Without a meminfo to compare, the processes are the whole. */
function processRoot({ a, b }: ExplainInput, sides: ProcessSides): LedgerNode {
  for (const [side, processes] of [
    [a, sides.aProcesses],
    [b, sides.bProcesses],
  ] as const) {
    if (side === null || processes.some(hasMemory)) continue;
    throw nothingToCompare(side);
  }
  const all = openIntoProcesses(emptyRoot, sides, anonymousMeasures, 'residual-processes');
  const groups = all.children.filter(({ kind }) => kind !== 'residual');
  const sum = (key: 'aBytes' | 'bBytes') => groups.reduce((total, node) => total + node[key], 0);
  const evidence = groups.slice(0, 8).flatMap((node) => node.evidence);
  return withResidual(
    { ...emptyRoot, aBytes: sum('aBytes'), bBytes: sum('bBytes'), evidence },
    groups,
    'residual-processes',
  );
}

function nothingToCompare({ target, reader }: Side): AppError {
  const readings = reader.meminfo();
  const meminfo = toMeminfo(readings);
  const missing = readings.length === 0 ? '' : lackingFields(meminfo).join(', ');
  const what =
    readings.length === 0
      ? 'has no meminfo'
      : measureOf(meminfo) === undefined
        ? `has a meminfo without ${missing} (and without Active and Inactive, which would do for a rough comparison)`
        : 'has a meminfo that the other side has nothing to compare with';
  const message = `${target} ${what}, and no process whose memory is known`;
  return new AppError('explain.no-evidence', message, { target, missing });
}

const emptyRoot = {
  id: 'gap',
  kind: 'gap',
  ...ours('gap'),
  aBytes: 0,
  bBytes: 0,
  confidence: 'estimated',
  measure: 'Sum of processes',
  evidence: [],
} satisfies NodeSpec & { labelKey: LabelKey };

function hasMemory({ measures }: ProcessMemory): boolean {
  return anonymousMeasures.some((measure) => measures[measure] !== undefined);
}

function toLedgerSide({ target, snapshot }: Side, used: Bytes): LedgerSide {
  return { target, snapshot: snapshot.ordinal, takenAt: snapshot.takenAt, usedBytes: used };
}

/** What a side does not list is no difference, and nobody's. */
function knownByOneSide({ notes }: LedgerNode): boolean {
  return notes.some((note) => note.startsWith('not-listed-'));
}

/** Programs, over all parts of meminfo, that pull in the direction of the gap, largest first, until most of it is named. */
function ownersOf(root: LedgerNode): LedgerOwner[] {
  const gap = root.deltaBytes;
  const groups = root.children
    .flatMap((node) => (node.kind === 'process-group' ? [node] : node.children))
    .filter((node) => node.kind === 'process-group' && !knownByOneSide(node));
  const programs = [...Map.groupBy(groups, ({ label }) => label)]
    .map(([label, parts]) => ({
      label,
      parts,
      deltaBytes: parts.reduce((sum, part) => sum + part.deltaBytes, 0),
    }))
    .filter(({ deltaBytes }) => deltaBytes * gap > 0)
    .toSorted((x, y) => Math.abs(y.deltaBytes) - Math.abs(x.deltaBytes) || (x.label < y.label ? -1 : 1));
  const owners: LedgerOwner[] = [];
  let named = 0;
  for (const { label, parts, deltaBytes } of programs) {
    if (Math.abs(named) >= Math.abs(gap) * OWNERS_SHARE) break;
    named += deltaBytes;
    const nodeId = parts.toSorted(byWeight)[0]?.id ?? '';
    owners.push({ nodeId, label, deltaBytes, shareOfGap: deltaBytes / gap, confidence: weakest(parts) });
  }
  return owners;
}
