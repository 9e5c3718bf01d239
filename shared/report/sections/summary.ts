/** One page: what, how much of it is explained, who has it, and the picture of it. */
import { formatBytes, formatCount, formatDelta, formatShare } from '#shared/units/format.ts';
import type { LedgerNode } from '#shared/domain/ledger.ts';
import { UNKNOWN, formatPart } from '../amounts.ts';
import { isComparison, NAME_LENGTH, nodeLabel, statementText, type ReportContext } from '../context.ts';
import type { Block, Inline, Section } from '../document.ts';
import { evidenceList, strong, text } from '../inlines.ts';
import { shorten } from '../visible-text.ts';
import { waterfallSteps, type LedgerStep } from '../ledger-steps.ts';
import { drawWaterfall, type WaterfallStep } from '../figures/waterfall.ts';

const OWNERS_SHOWN = 5;
const CAUSES_SHOWN = 3;
const BARS = 9;
const CAUTIONS_SHOWN = 3;

export function summarySection(context: ReportContext): Section {
  return {
    title: context.words.summary.title,
    level: 1,
    startsPage: true,
    blocks: [
      headline(context),
      keyNumbers(context),
      ...owners(context),
      ...causes(context),
      ...figure(context),
      ...cautions(context),
    ],
  };
}

function headline({ input, words }: ReportContext): Block {
  const { explanation } = input;
  const { a, b, gapBytes } = explanation;
  const measure = words.terms.ledgerMeasure[explanation.measure];
  const amount = formatBytes(Math.abs(gapBytes));
  const what =
    b === null
      ? words.summary.single(a.target, amount, measure)
      : gapBytes === 0
        ? words.summary.same(a.target, b.target, measure)
        : words.summary[gapBytes > 0 ? 'more' : 'less'](a.target, b.target, amount, measure);
  const explained = words.summary.explained(
    formatShare(explanation.explainedShare),
    formatBytes(explanation.residualBytes),
  );
  // Nothing has no shares.
  if (gapBytes === 0) return { kind: 'paragraph', inlines: [strong(what)] };
  return { kind: 'paragraph', inlines: [strong(what), text(` ${explained}`)] };
}

function keyNumbers({ input, words }: ReportContext): Block {
  const { explanation } = input;
  const owner = explanation.owners[0];
  const format = isComparison(explanation) ? formatDelta : formatBytes;
  const third =
    owner === undefined
      ? { value: format(explanation.residualBytes), label: words.summary.keyResidual }
      : {
          value: format(owner.deltaBytes),
          label: words.summary.keyOwner(shorten(ownerLabel(owner, explanation.tree, words), NAME_LENGTH)),
        };
  return {
    kind: 'key-numbers',
    numbers: [
      {
        value: format(explanation.gapBytes),
        label: isComparison(explanation) ? words.summary.keyGap : words.summary.keyUsed,
      },
      {
        value: explanation.gapBytes === 0 ? UNKNOWN : formatShare(explanation.explainedShare),
        label: words.summary.keyExplained,
      },
      third,
    ],
  };
}

function owners({ input, words }: ReportContext): Block[] {
  const { explanation } = input;
  if (explanation.owners.length === 0) {
    return [{ kind: 'paragraph', inlines: [text(words.summary.noOwners)] }];
  }
  const compared = isComparison(explanation);
  const estimated = explanation.owners.some(({ confidence }) => confidence === 'estimated');
  const items = explanation.owners.slice(0, OWNERS_SHOWN).map((owner): Inline[] => {
    const share = formatPart(owner.deltaBytes, explanation.gapBytes);
    const said = compared
      ? words.summary.owner(formatDelta(owner.deltaBytes), share)
      : words.summary.ownerSingle(formatBytes(owner.deltaBytes), share);
    const places = evidenceList(findNode(explanation.tree, owner.nodeId)?.evidence ?? [], 2);
    return [strong(ownerLabel(owner, explanation.tree, words)), text(`${said} `), ...places];
  });
  return [
    {
      kind: 'paragraph',
      inlines: [strong(estimated ? words.summary.ownersEstimated : words.summary.owners)],
    },
    { kind: 'list', items },
  ];
}

/** Of the target with more; what piles up on the other side is in its chapter. */
function causes({ input, words }: ReportContext): Block[] {
  const { mechanismGroups, a } = input.explanation;
  const items = mechanismGroups
    .filter(({ target }) => target === a.target)
    .slice(0, CAUSES_SHOWN)
    .map(({ id, statement }): Inline[] => [
      text(`${words.mechanismWords.texts[id].title}: ${statementText(statement, words)}`),
    ]);
  if (items.length === 0) return [];
  return [
    { kind: 'paragraph', inlines: [strong(words.causes.inSummary)] },
    { kind: 'list', items },
  ];
}

function ownerLabel(
  owner: { nodeId: string; label: string },
  tree: readonly LedgerNode[],
  words: ReportContext['words'],
): string {
  const node = findNode(tree, owner.nodeId);
  return node === undefined ? owner.label : nodeLabel(node, words);
}

export function findNode(nodes: readonly LedgerNode[], id: string): LedgerNode | undefined {
  for (const node of nodes) {
    const found = node.id === id ? node : findNode(node.children, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function figure({ input, words }: ReportContext): Block[] {
  const { explanation } = input;
  const { a, b } = explanation;
  const steps = waterfallSteps(explanation, BARS).map((step) => barOf(step, explanation, words));
  if (steps.length === 0) return [];
  const root = explanation.tree[0];
  const format = b === null ? formatBytes : formatDelta;
  return [
    {
      kind: 'figure',
      svg: drawWaterfall({
        steps,
        signed: b !== null,
        legend: {
          'more-a': b === null ? words.waterfall.totalSingle : words.waterfall.more(a.target),
          'more-b': words.waterfall.more(b?.target ?? words.none),
          residual: words.waterfall.residual,
        },
      }),
      alt: words.waterfall.alt(
        steps.map((step) => `${step.label} ${format(step.deltaBytes)}`).join(words.waterfall.separator),
      ),
      caption:
        b === null ? words.waterfall.captionSingle(a.target) : words.waterfall.caption(a.target, b.target),
      source: evidenceList(root?.evidence ?? [], 6),
    },
  ];
}

/** The first cautions of the analysis; all of its statements stand under limits. */
function cautions({ input, words }: ReportContext): Block[] {
  const all = input.explanation.statements.filter((statement) => statement.severity === 'caution');
  return all.length === 0
    ? []
    : [
        { kind: 'paragraph', inlines: [strong(words.summary.cautions)] },
        {
          kind: 'list',
          items: all
            .slice(0, CAUTIONS_SHOWN)
            .map((statement) => [
              text(`${statementText(statement, words)} `),
              ...evidenceList(statement.evidence, 2),
            ]),
        },
      ];
}

function barOf(
  step: LedgerStep,
  explanation: ReportContext['input']['explanation'],
  words: ReportContext['words'],
): WaterfallStep {
  const compared = isComparison(explanation);
  const name = step.node === null ? '' : nodeLabel(step.node, words);
  const labels = {
    part: step.within === null ? name : words.waterfall.within(name, nodeLabel(step.within, words)),
    rest: words.waterfall.rest(formatCount(step.count)),
    residual: name,
    total: compared ? words.waterfall.total : words.waterfall.totalSingle,
  };
  return {
    label: labels[step.kind],
    deltaBytes: step.deltaBytes,
    kind: step.kind === 'rest' ? 'part' : step.kind,
    share: formatPart(step.deltaBytes, explanation.gapBytes),
  };
}
