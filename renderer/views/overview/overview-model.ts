/** What the overview says of an explanation and of the evidence, without React. */
import type { Artifact, ArtifactKind, EvidenceRef, Snapshot } from '#shared/domain/evidence.ts';
import { artifactKinds } from '#shared/domain/evidence.ts';
import type { Explanation, LedgerNode, LedgerSide } from '#shared/domain/ledger.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';
import { formatBytes, formatDelta, formatShare } from '#shared/units/format.ts';

/** Two snapshots of one target need their number, two targets do not. */
export function sideName(side: LedgerSide, other: LedgerSide | null): string {
  return side.target === other?.target ? `${side.target} #${side.snapshot}` : side.target;
}

export function headline(explanation: Explanation, text: WindowMessages): string {
  const { a, b, gapBytes } = explanation;
  const amount = formatBytes(Math.abs(gapBytes));
  if (b === null) return text.overview.headlineOne(sideName(a, null), amount);
  const names: [string, string] = [sideName(a, b), sideName(b, a)];
  if (gapBytes === 0) return text.overview.headlineSame(...names);
  const say = gapBytes > 0 ? text.overview.headlineMore : text.overview.headlineLess;
  return say(names[0], amount, names[1]);
}

const MOST_OWNERS = 5;

export function ownersLine(explanation: Explanation, text: WindowMessages): string {
  const owners = explanation.owners
    .slice(0, MOST_OWNERS)
    .map(({ label, deltaBytes, shareOfGap }) =>
      text.overview.owner(label, formatDelta(deltaBytes), formatShare(shareOfGap)),
    );
  const separator = text.side.suspect === 'suspect' ? ', ' : '、';
  if (explanation.gapBytes === 0) return text.overview.noGap;
  if (owners.length === 0) return text.overview.ownersNone;
  const estimated = explanation.owners.some(({ confidence }) => confidence === 'estimated');
  return text.overview[estimated ? 'ownersEstimated' : 'owners'](owners.join(separator));
}

/** A row of the open part of the tree. */
export interface LedgerRow {
  readonly node: LedgerNode;
  readonly level: number;
  readonly expanded: boolean | undefined;
}

/** The rows that are seen, in the order of the tree. */
export function openRows(nodes: readonly LedgerNode[], open: ReadonlySet<string>, level = 1): LedgerRow[] {
  return nodes.flatMap((node) => {
    const expanded = node.children.length === 0 ? undefined : open.has(node.id);
    const row: LedgerRow = { node, level, expanded };
    return expanded === true ? [row, ...openRows(node.children, open, level + 1)] : [row];
  });
}

/** From a root down to a node, both included; undefined where the ledger has no such node. */
export function pathTo(nodes: readonly LedgerNode[], id: string): LedgerNode[] | undefined {
  for (const node of nodes) {
    if (node.id === id) return [node];
    const below = pathTo(node.children, id);
    if (below !== undefined) return [node, ...below];
  }
  return undefined;
}

/** Open at first: the way from the gap down to those who own it. */
export function initiallyOpen(explanation: Explanation): ReadonlySet<string> {
  const owners = new Set(explanation.owners.map(({ nodeId }) => nodeId));
  const open = new Set(explanation.tree.map(({ id }) => id));
  const visit = (node: LedgerNode): boolean => {
    const leads = node.children.map(visit).some(Boolean);
    if (leads) open.add(node.id);
    return leads || owners.has(node.id);
  };
  explanation.tree.forEach(visit);
  return open;
}

export interface ReasonCount {
  readonly reason: ProblemReason;
  readonly count: number;
  readonly first: EvidenceRef;
}

export interface FoundProblem {
  readonly artifact: number;
  readonly line: number;
  readonly reason: ProblemReason;
}

/** Problems by reason, most frequent first. */
export function countReasons(problems: readonly FoundProblem[]): ReasonCount[] {
  const byReason = Map.groupBy(problems, ({ reason }) => reason);
  return [...byReason]
    .flatMap(([reason, [first, ...others]]) =>
      first === undefined
        ? []
        : [{ reason, count: others.length + 1, first: { artifact: first.artifact, line: first.line } }],
    )
    .sort((one, other) => other.count - one.count);
}

/** Kinds that explain memory; each side should have them. */
export const wantedKinds: readonly ArtifactKind[] = artifactKinds.filter(
  (kind) => !['vmstat', 'cmdline', 'transcript', 'manifest', 'text'].includes(kind),
);

export interface SideEvidence {
  readonly side: 'a' | 'b';
  readonly name: string;
  readonly kinds: ReadonlySet<ArtifactKind>;
}

/** What either side of the comparison holds, by the snapshot that is compared. */
export function evidenceOfSides(explanation: Explanation, snapshots: readonly Snapshot[]): SideEvidence[] {
  const entry = (side: 'a' | 'b', of: LedgerSide | null, other: LedgerSide | null): SideEvidence[] => {
    if (of === null) return [];
    const found = snapshots.find(
      ({ targetName, ordinal }) => targetName === of.target && ordinal === of.snapshot,
    );
    return [{ side, name: sideName(of, other), kinds: new Set(found?.kinds ?? []) }];
  };
  return [...entry('a', explanation.a, explanation.b), ...entry('b', explanation.b, explanation.a)];
}

export function unread(artifacts: readonly Artifact[]): Artifact[] {
  return artifacts.filter(({ kind }) => kind === 'text');
}
