import { useMemo } from 'react';
import { Waterfall } from '#renderer/charts/Waterfall.tsx';
import { waterfallSteps, type WaterfallStep } from '#renderer/charts/waterfall-model.ts';
import { ledgerLabel } from '#renderer/components/ledger-text.ts';
import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Explanation } from '#shared/domain/ledger.ts';
import { formatBytes, formatDelta } from '#shared/units/format.ts';
import { inspectNode } from './inspect-node.ts';

const MOST_PARTS = 7;

export function GapWaterfall({ explanation }: { explanation: Explanation }) {
  const messages = useMessages();
  const { window: text } = messages;
  const inspect = useSession((session) => session.inspect);
  const { tree, b } = explanation;
  const [root] = tree;
  const steps = useMemo(() => (root === undefined ? [] : waterfallSteps(root, MOST_PARTS)), [root]);
  const labelOf = (step: WaterfallStep) => {
    if (step.kind === 'total') return b === null ? text.overview.used : text.overview.waterfallTotal;
    return step.node === null ? text.overview.waterfallRest(step.count) : ledgerLabel(step.node, messages);
  };
  const [largest] = steps;
  if (largest === undefined) return null;
  return (
    <section className="overview-waterfall">
      <h2>{b === null ? text.overview.waterfallOne : text.overview.waterfall}</h2>
      <Waterfall
        summary={text.overview.waterfallSummary(
          steps.length - 1,
          labelOf(largest),
          formatDelta(largest.deltaBytes),
        )}
        steps={steps}
        labelOf={labelOf}
        formatDelta={formatDelta}
        formatTick={(bytes) => formatBytes(bytes).replace('.0 ', ' ').replace('.00 ', ' ')}
        onChoose={({ node }) => node !== null && inspect(inspectNode(node, explanation, messages))}
      />
    </section>
  );
}
