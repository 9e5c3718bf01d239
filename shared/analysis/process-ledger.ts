/** Level 2: processes under a part of meminfo; each process goes on into its regions (level 3). */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Confidence, LedgerNode } from '#shared/domain/ledger.ts';
import type { ProcessMemory, SnapshotReader } from '#shared/domain/memory.ts';
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import type { LabelKey, NodeLabelKey, NoteKey } from '#shared/i18n/ledger.en.ts';
import {
  fold,
  leaf,
  specOf,
  sumOf,
  withNote,
  withResidual,
  type Amounts,
  type NodeSpec,
} from './ledger-node.ts';
import {
  groupMeasure,
  matchProcesses,
  type GroupMeasure,
  type ProcessGroup,
  type ProcessPair,
} from './match-processes.ts';
import { sideNotes, type Listed } from './process-list.ts';
import { classNodes, type RegionSides } from './region-ledger.ts';

export interface LedgerLimits {
  /** Process groups, instances and regions that stay nodes of their own; the others are folded. */
  readonly groups: number;
  readonly instances: number;
  readonly regions: number;
  /** Processes, by weight, that open into single regions. */
  readonly opened: number;
}

export interface ProcessSides {
  readonly a: SnapshotReader;
  readonly b: SnapshotReader | null;
  readonly aProcesses: readonly ProcessMemory[];
  readonly bProcesses: readonly ProcessMemory[];
  readonly regions: RegionSides;
  readonly listed: Listed;
  /** Processes, by id, whose regions were read at another time than they themselves. */
  readonly otherTime: { readonly a: ReadonlySet<number>; readonly b: ReadonlySet<number> };
  readonly limits: LedgerLimits;
}

/** Opens a level-1 node into process groups by the first of the measures that they have in common. */
export function openIntoProcesses(
  spec: NodeSpec & { readonly labelKey?: NodeLabelKey },
  sides: ProcessSides,
  candidates: readonly ProcessMeasure[],
  residual: LabelKey,
): LedgerNode {
  const drafts = matchProcesses(sides.aProcesses, sides.bProcesses)
    .map((group) => groupDraft(spec.id, group, candidates, sides.listed))
    .filter((draft) => draft !== undefined);
  const groups = withoutIdleRss(drafts, spec.aBytes - spec.bBytes).toSorted(
    (x, y) => Math.abs(y.node.deltaBytes) - Math.abs(x.node.deltaBytes),
  );
  if (groups.length === 0) return leaf(spec);
  const nodes = groups.map((draft, rank) => openGroup(draft, sides, rank < sides.limits.opened));
  const children = fold(spec.id, nodes, sides.limits.groups);
  const rough = groups.some(({ by }) => by.mixed || by.measure === 'rss');
  return withResidual(
    spec,
    children,
    rough && claimsMore(spec, children) ? 'residual-overcounted' : residual,
  );
}

/** On a side, the processes together have more than the whole that they are parts of. */
function claimsMore(whole: Amounts, parts: readonly Amounts[]): boolean {
  const sum = sumOf(parts);
  return sum.aBytes > whole.aBytes || sum.bBytes > whole.bBytes;
}

/** A process of which only RSS is known counts among exact shares only if it has this part of the difference. */
const RSS_MATTERS = 0.01;

/**
 * RSS counts pages of files, so that a process that ended before its share could be read (ps itself) would
 * push "in no listed process" below nothing. Where exact shares are known such processes stay in
 * the residual, unless they are part of the difference: an estimate of an owner is better than none.
 */
function withoutIdleRss(drafts: readonly GroupDraft[], delta: number): readonly GroupDraft[] {
  const isRough = ({ by }: GroupDraft) => by.measure === 'rss' || by.measure === 'pss';
  if (drafts.every(isRough)) return drafts;
  const least = Math.abs(delta) * RSS_MATTERS;
  return drafts.filter((draft) => !isRough(draft) || Math.abs(draft.node.deltaBytes) > least);
}

interface GroupDraft {
  readonly node: LedgerNode;
  readonly group: ProcessGroup;
  readonly by: GroupMeasure;
}

function groupDraft(
  parentId: string,
  group: ProcessGroup,
  candidates: readonly ProcessMeasure[],
  listed: Listed,
): GroupDraft | undefined {
  const by = groupMeasure(group.pairs, candidates);
  if (by === undefined) return undefined;
  const id = `${parentId}/${idPart(group.key)}`;
  const instances = group.pairs.map((pair, index) => pairNode(id, pair, index, by, listed));
  const amounts = sumOf(instances);
  if (amounts.aBytes === 0 && amounts.bBytes === 0) return undefined;
  const node = leaf({
    id,
    kind: 'process-group',
    label: group.label,
    ...amounts,
    confidence: confidenceOf(by),
    measure: by.measure,
    notes: [...sideNotes(group.pairs, listed), ...measureNotes(by)],
    evidence: instances.slice(0, 8).flatMap(({ evidence }) => evidence),
  });
  return { node, group, by };
}

/** The words that the tree itself uses are not left to programs of that name. */
function idPart(key: string): string {
  return /^(residual|folded|=)/.test(key) ? `=${key}` : key;
}

function openGroup({ node, group, by }: GroupDraft, sides: ProcessSides, toRegions: boolean): LedgerNode {
  const [first, ...others] = group.pairs;
  if (first !== undefined && others.length === 0) return openPair(node, first, by, sides, toRegions);
  const instances = group.pairs.map((pair, index) =>
    openPair(
      pairNode(node.id, pair, index, by, sides.listed),
      pair,
      by,
      sides,
      toRegions && index < sides.limits.instances,
    ),
  );
  // The group is the sum of its instances, so the residual is nothing by construction, and shown.
  return markUnlisted(
    withResidual(specOf(node), fold(node.id, instances, sides.limits.instances), 'residual-instances'),
  );
}

function openPair(
  node: LedgerNode,
  pair: ProcessPair,
  by: GroupMeasure,
  sides: ProcessSides,
  toRegions: boolean,
): LedgerNode {
  return markUnlisted(openRegions(node, pair, by, sides, toRegions));
}

function openRegions(
  node: LedgerNode,
  pair: ProcessPair,
  by: GroupMeasure,
  sides: ProcessSides,
  toRegions: boolean,
): LedgerNode {
  // Readings of two kinds cannot be split by one of them.
  if (by.mixed) return node;
  const regions = classNodes(
    node.id,
    pair,
    by.measure,
    sides.regions,
    toRegions || isDumped(pair, sides.regions) ? sides.limits.regions : 0,
  );
  if (regions === 'one-side') return { ...node, notes: [...node.notes, 'regions-of-one-side'] };
  if (regions.length === 0) return node;
  const opened = withResidual(specOf(node), regions, 'residual-classes');
  return isOfOtherTime(pair, sides)
    ? { ...opened, notes: [...opened.notes, 'regions-of-other-time'] }
    : opened;
}

function isOfOtherTime({ a, b }: ProcessPair, { otherTime }: ProcessSides): boolean {
  return (a !== null && otherTime.a.has(a.id)) || (b !== null && otherTime.b.has(b.id));
}

/** All below a row that one side cannot know is not known there either. */
function markUnlisted(node: LedgerNode): LedgerNode {
  const note = (['not-listed-a', 'not-listed-b'] as const).find((key) => node.notes.includes(key));
  return note === undefined ? node : withNote(node, note);
}

function pairNode(
  parentId: string,
  pair: ProcessPair,
  index: number,
  by: GroupMeasure,
  listed: Listed,
): LedgerNode {
  const either = pair.a ?? pair.b;
  const pids = [pair.a?.pid, pair.b?.pid].filter((pid) => typeof pid === 'number');
  return leaf({
    id: `${parentId}/${index + 1}`,
    kind: 'process',
    label: `${either?.commandLine ?? ''}${pids.length > 0 ? ` (${pids.join(' | ')})` : ''}`,
    aBytes: by.read(pair.a)?.bytes ?? 0,
    bBytes: by.read(pair.b)?.bytes ?? 0,
    confidence: confidenceOf(by),
    measure: by.measure,
    notes: [...sideNotes([pair], listed), ...measureNotes(by)],
    evidence: [evidenceOf(pair.a, by), evidenceOf(pair.b, by)].filter((ref) => ref !== undefined),
  });
}

function evidenceOf(process: ProcessMemory | null, by: GroupMeasure): EvidenceRef | undefined {
  return process === null ? undefined : (by.read(process)?.evidence ?? process.evidence);
}

function confidenceOf({ measure, mixed }: GroupMeasure): Confidence {
  if (mixed || measure === 'rss' || measure === 'pss') return 'estimated';
  return measure === 'pss-anon' || measure === 'pss-shmem' ? 'measured' : 'derived';
}

function measureNotes({ measure, mixed }: GroupMeasure): NoteKey[] {
  const differ: NoteKey[] = mixed ? ['measures-differ'] : [];
  return measure === 'rss' ? [...differ, 'rss-counts-shared', 'rss-counts-files'] : differ;
}

/** What a dump does not explain must be in the tree whether or not the process is opened. */
function isDumped({ a, b }: ProcessPair, regions: RegionSides): boolean {
  return regions.a.inside.has(a?.pid ?? NaN) || (regions.b?.inside.has(b?.pid ?? NaN) ?? false);
}
