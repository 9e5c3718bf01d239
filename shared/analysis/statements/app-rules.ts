/**
 * The rules by which the app makes statements, each a small function of the explanation that is there already. A rule
 * that has nothing to say says nothing.
 */
import type { AppRule, AppStatement, RuleInput } from '#shared/domain/app-statement.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Explanation, LedgerNode, Statement } from '#shared/domain/ledger.ts';
import { formatSubject } from '#shared/domain/subject.ts';
import type { TimeRange } from '#shared/domain/timeline.ts';
import { ledgerEn, type StatementCode, type StatementParams } from '#shared/i18n/ledger.en.ts';

export interface RuleMaterial {
  readonly explanation: Explanation;
  readonly events: readonly CaseEvent[];
  /** The range of time that a person kept; null is all of it. */
  readonly range: TimeRange | null;
}

type Rule = (material: RuleMaterial) => AppStatement[];

/** A rest below this share of the gap is not worth a question; above the second it is a caution. */
const REST_SAID = 0.01;
const REST_LARGE = 0.05;
/** Places that a sentence leads to; the list of events has them all. */
const MOST_PLACES = 8;

export const appRuleTable: Readonly<Record<AppRule, Rule>> = {
  'owner.largest': largestOwner,
  'mechanism.bound': boundMechanisms,
  'oom.kills': oomKills,
  'rest.unexplained': unexplainedRest,
  'measurement.caution': cautions,
};

function largestOwner({ explanation: { owners, gapBytes, b, tree } }: RuleMaterial): AppStatement[] {
  const owner = owners.toSorted((one, other) => Math.abs(other.deltaBytes) - Math.abs(one.deltaBytes))[0];
  if (owner === undefined || gapBytes === 0) return [];
  const { label, deltaBytes, shareOfGap, nodeId, confidence } = owner;
  const evidence = leavesAndNodes(tree).find(({ id }) => id === nodeId)?.evidence ?? [];
  const params = { owner: label, bytes: deltaBytes, share: shareOfGap };
  const severity = confidence === 'estimated' ? 'caution' : 'info';
  return [
    {
      id: `owner.largest:${label}`,
      rule: 'owner.largest',
      inputs: [
        { key: 'difference', value: deltaBytes, unit: 'bytes' },
        { key: b === null ? 'used' : 'gap', value: gapBytes, unit: 'bytes' },
        { key: 'share', value: shareOfGap, unit: 'share' },
      ],
      said: state(b === null ? 'rule.owner-one' : 'rule.owner', params, evidence, severity),
      mechanism: null,
      subject: ledgerSubject(nodeId),
    },
  ];
}

/** Observed against predicted, as the group's own sentence says it. */
function boundMechanisms({ explanation: { mechanismGroups, gapBytes } }: RuleMaterial): AppStatement[] {
  return mechanismGroups.map((group) => {
    const { id, target, observedBytes, predictedCeilingBytes, atLimit, pids, anonymousGrowthBytes } = group;
    const inputs: RuleInput[] = [
      { key: 'observed', value: observedBytes, unit: 'bytes' },
      ...amount('ceiling', predictedCeilingBytes),
      { key: 'processes', value: pids.length, unit: 'count' },
      { key: 'atLimit', value: atLimit, unit: 'count' },
      ...amount('growth', anonymousGrowthBytes),
      { key: 'gap', value: gapBytes, unit: 'bytes' },
    ];
    return {
      id: `mechanism.bound:${id}@${target}`,
      rule: 'mechanism.bound',
      inputs,
      said: group.statement,
      mechanism: { id, target },
      subject: null,
    };
  });
}

/** One statement for each target that had kills in the range; what has no time that can be placed is in no range. */
function oomKills({ events, range }: RuleMaterial): AppStatement[] {
  const kills = events.filter(
    ({ kind, time }) =>
      kind === 'oom-kill' &&
      (range === null || (time !== null && time.to >= range.from && time.from <= range.to)),
  );
  return [...Map.groupBy(kills, ({ target }) => target)].map(([target, ofTarget]) => {
    const count = ofTarget.length;
    const names = [...Map.groupBy(ofTarget, ({ processName }) => processName ?? '?')]
      .toSorted(([, one], [, other]) => other.length - one.length)
      .map(([name, killed]) => `${name} (${killed.length})`);
    const evidence = ofTarget.flatMap((event) => event.evidence).slice(0, MOST_PLACES);
    return {
      id: `oom.kills:${target}:${count}`,
      rule: 'oom.kills',
      inputs: [{ key: 'kills', value: count, unit: 'count' }],
      said: state('rule.oom', { target, count, names: names.join(', ') }, evidence, 'caution'),
      mechanism: null,
      subject: null,
    };
  });
}

/** The size of what is not explained, whatever its sign: residuals that cancel do not flatter. */
function unexplainedRest({ explanation: { tree, gapBytes } }: RuleMaterial): AppStatement[] {
  const leaves = leavesAndNodes(tree).filter(
    ({ kind, children }) => kind === 'residual' && children.length === 0,
  );
  const rest = leaves.reduce((sum, { deltaBytes }) => sum + Math.abs(deltaBytes), 0);
  const share = gapBytes === 0 ? 0 : rest / Math.abs(gapBytes);
  const largest = leaves.toSorted((one, other) => Math.abs(other.deltaBytes) - Math.abs(one.deltaBytes))[0];
  if (largest === undefined || share < REST_SAID) return [];
  const label = largest.labelKey ?? largest.label;
  const params = { rest, share, label, largest: largest.deltaBytes };
  return [
    {
      id: `rest.unexplained:${largest.id}`,
      rule: 'rest.unexplained',
      inputs: [
        { key: 'rest', value: rest, unit: 'bytes' },
        { key: 'gap', value: gapBytes, unit: 'bytes' },
        { key: 'largestRest', value: largest.deltaBytes, unit: 'bytes' },
      ],
      said: state('rule.rest', params, largest.evidence, share >= REST_LARGE ? 'caution' : 'info'),
      mechanism: null,
      subject: ledgerSubject(largest.id),
    },
  ];
}

/** What the analysis cautions against, as it says it. */
function cautions({ explanation: { statements } }: RuleMaterial): AppStatement[] {
  return statements
    .filter(({ severity }) => severity === 'caution')
    .map((said) => ({
      id: `measurement.caution:${said.code}:${String(said.params['target'] ?? '')}`,
      rule: 'measurement.caution',
      inputs: Object.entries(said.params).flatMap(([key, value]): RuleInput[] =>
        typeof value === 'number' ? [{ key, value, unit: unitOf(key) }] : [],
      ),
      said,
      mechanism: null,
      subject: null,
    }));
}

/** Parameters of our own sentences; those that are not amounts of memory are counts. */
const byteParams = new Set(['bytes', 'cache', 'cacheA', 'cacheB', 'a', 'b', 'resident', 'residual']);

function unitOf(key: string): RuleInput['unit'] {
  if (key === 'share') return 'share';
  return byteParams.has(key) ? 'bytes' : 'count';
}

function amount(key: string, value: number | null): RuleInput[] {
  return value === null ? [] : [{ key, value, unit: 'bytes' }];
}

function ledgerSubject(id: string): string {
  return formatSubject({ kind: 'row', of: 'ledger', id, process: null });
}

function leavesAndNodes(nodes: readonly LedgerNode[]): LedgerNode[] {
  return nodes.flatMap((node) => [node, ...leavesAndNodes(node.children)]);
}

function state<Code extends StatementCode>(
  code: Code,
  params: StatementParams[Code],
  evidence: readonly EvidenceRef[],
  severity: Statement['severity'],
): Statement {
  const text = ledgerEn.statements[code](params);
  return { code, params: { ...params }, text, severity, evidence };
}
