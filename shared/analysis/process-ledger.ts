/** Level 2: processes under a part of meminfo; each process goes on into its regions (level 3). */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Confidence, LedgerNode } from '#shared/domain/ledger.ts';
import type { ProcessMemory, SnapshotReader } from '#shared/domain/memory.ts';
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import type { LabelKey, NoteKey } from '#shared/i18n/ledger.en.ts';
import { fold, leaf, sumOf, withResidual, type NodeSpec } from './ledger-node.ts';
import {
  groupMeasure,
  matchProcesses,
  type GroupMeasure,
  type ProcessGroup,
  type ProcessPair,
} from './match-processes.ts';
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
  readonly limits: LedgerLimits;
}

/** Opens a level-1 node into process groups by the first of the measures that they have in common. */
export function openIntoProcesses(
  spec: NodeSpec & { readonly labelKey?: LabelKey },
  sides: ProcessSides,
  candidates: readonly ProcessMeasure[],
  residual: LabelKey,
): LedgerNode {
  const drafts = matchProcesses(sides.aProcesses, sides.bProcesses)
    .map((group) => groupDraft(spec.id, group, candidates))
    .filter((draft) => draft !== undefined);
  const groups = withoutIdleRss(drafts, spec.aBytes - spec.bBytes).toSorted(
    (x, y) => Math.abs(y.node.deltaBytes) - Math.abs(x.node.deltaBytes),
  );
  if (groups.length === 0) return leaf(spec);
  const nodes = groups.map((draft, rank) => openGroup(draft, sides, rank < sides.limits.opened));
  return withResidual(spec, fold(spec.id, nodes, sides.limits.groups), residual);
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
): GroupDraft | undefined {
  const by = groupMeasure(group.pairs, candidates);
  if (by === undefined) return undefined;
  const id = `${parentId}/${idPart(group.key)}`;
  const instances = group.pairs.map((pair, index) => pairNode(id, pair, index, by));
  const amounts = sumOf(instances);
  if (amounts.aBytes === 0 && amounts.bBytes === 0) return undefined;
  const node = leaf({
    id,
    kind: 'process-group',
    label: group.label,
    ...amounts,
    confidence: confidenceOf(by),
    measure: by.measure,
    notes: [...onlyNotes(group.pairs), ...measureNotes(by)],
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
      pairNode(node.id, pair, index, by),
      pair,
      by,
      sides,
      toRegions && index < sides.limits.instances,
    ),
  );
  // The group is the sum of its instances, so the residual is nothing by construction, and shown.
  return withResidual(specOf(node), fold(node.id, instances, sides.limits.instances), 'residual-instances');
}

function openPair(
  node: LedgerNode,
  pair: ProcessPair,
  by: GroupMeasure,
  sides: ProcessSides,
  toRegions: boolean,
): LedgerNode {
  // Readings of two kinds cannot be split by one of them.
  if (by.mixed) return node;
  const regions = classNodes(node.id, pair, by.measure, sides.regions, toRegions ? sides.limits.regions : 0);
  if (regions === 'one-side') return { ...node, notes: [...node.notes, 'regions-of-one-side'] };
  if (regions.length === 0) return node;
  return withResidual(specOf(node), regions, 'residual-classes');
}

function specOf({
  deltaBytes: _delta,
  children: _children,
  labelKey: _key,
  notes,
  ...spec
}: LedgerNode): NodeSpec {
  return { ...spec, notes: notes as readonly NoteKey[] };
}

function pairNode(parentId: string, pair: ProcessPair, index: number, by: GroupMeasure): LedgerNode {
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
    notes: [...onlyNotes([pair]), ...measureNotes(by)],
    evidence: [evidenceOf(pair.a, by), evidenceOf(pair.b, by)].filter((ref) => ref !== undefined),
  });
}

function evidenceOf(process: ProcessMemory | null, by: GroupMeasure): EvidenceRef | undefined {
  return process === null ? undefined : (by.read(process)?.evidence ?? process.evidence);
}

function onlyNotes(pairs: readonly ProcessPair[]): NoteKey[] {
  if (pairs.every(({ b }) => b === null)) return ['only-in-a'];
  return pairs.every(({ a }) => a === null) ? ['only-in-b'] : [];
}

function confidenceOf({ measure, mixed }: GroupMeasure): Confidence {
  if (mixed || measure === 'rss' || measure === 'pss') return 'estimated';
  return measure === 'pss-anon' || measure === 'pss-shmem' ? 'measured' : 'derived';
}

function measureNotes({ measure, mixed }: GroupMeasure): NoteKey[] {
  const differ: NoteKey[] = mixed ? ['measures-differ'] : [];
  return measure === 'rss' ? [...differ, 'rss-counts-shared', 'rss-counts-files'] : differ;
}
