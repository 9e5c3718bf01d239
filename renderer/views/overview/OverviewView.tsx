/** The answer first: how large the gap is, who owns it, how much of it is explained, and by what evidence. */
import './overview.css';
import { Button } from '@blueprintjs/core';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { statementText } from '#renderer/components/ledger-text.ts';
import { useMessages } from '#renderer/components/messages.ts';
import { useCaseSummary, useExplanation, useInside } from '#renderer/rpc/case-queries.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Explanation } from '#shared/domain/ledger.ts';
import { formatDelta, formatShare } from '#shared/units/format.ts';
import { EvidenceHealth } from './EvidenceHealth.tsx';
import { EventList } from './EventList.tsx';
import { GapWaterfall } from './GapWaterfall.tsx';
import { inspectPlace } from './inspect-node.ts';
import { LedgerTable } from './LedgerTable.tsx';
import { Mechanisms } from './Mechanisms.tsx';
import { headline, ownersLine } from './overview-model.ts';
import { SnapshotList } from './SnapshotList.tsx';

export interface OverviewViewProps {
  readonly caseHandle: string;
  readonly onSwap: () => void;
}

export function OverviewView({ caseHandle, onSwap }: OverviewViewProps) {
  const { window: text } = useMessages();
  const sides = useSession((session) => session.sides);
  const openDialog = useSession((session) => session.openDialog);
  const { data, error, isPending, refetch } = useExplanation(caseHandle, sides);
  const inside = useInside(caseHandle, sides);
  const summary = useCaseSummary(caseHandle).data;
  // What an older state of the case gave must not stand beside the error of the present one.
  const explanation = error === null ? (inside.data ?? data) : undefined;
  const empty = error !== null && summary?.artifacts === 0;
  return (
    <div className="overview">
      {isPending && <p className="muted">{text.loading}</p>}
      {empty && (
        <EmptyState
          title={text.overview.emptyTitle}
          text={text.overview.emptyText}
          action={
            <Button intent="primary" text={text.title.importEvidence} onClick={() => openDialog('import')} />
          }
        />
      )}
      {error !== null && !empty && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <div className="overview-columns">
        {explanation !== undefined && (
          <div className="overview-answer">
            <Summary explanation={explanation} />
            {inside.isFetching && (
              <p className="muted small" role="status">
                {text.overview.readingDumps}
              </p>
            )}
            {inside.error !== null && (
              <ErrorNotice error={inside.error} onRetry={() => void inside.refetch()} />
            )}
            <Mechanisms explanation={explanation} />
            <GapWaterfall explanation={explanation} />
            <LedgerTable explanation={explanation} onSwap={onSwap} />
          </div>
        )}
        <div className="overview-evidence">
          {explanation !== undefined && <Statements explanation={explanation} />}
          <EventList caseHandle={caseHandle} />
          <EvidenceHealth caseHandle={caseHandle} explanation={explanation} />
          <SnapshotList caseHandle={caseHandle} explanation={explanation} />
        </div>
      </div>
    </div>
  );
}

function Summary({ explanation }: { explanation: Explanation }) {
  const { window: text } = useMessages();
  return (
    <header className="overview-summary">
      <div>
        <h1>{headline(explanation, text)}</h1>
        <p className="overview-owners">{ownersLine(explanation, text)}</p>
        <p className="muted small">
          {text.overview.measure}: {text.overview.ledgerMeasure[explanation.measure]}
        </p>
      </div>
      <dl className="overview-figures">
        <Figure
          name={explanation.b === null ? text.overview.used : text.overview.gap}
          value={formatDelta(explanation.gapBytes)}
        />
        <Figure
          name={text.overview.explained}
          value={explanation.gapBytes === 0 ? text.overview.noShare : formatShare(explanation.explainedShare)}
        />
        <Figure name={text.overview.residual} value={formatDelta(explanation.residualBytes)} />
      </dl>
    </header>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The headline and its figures say these. */
const saidByHeadline = new Set([
  'gap.more',
  'gap.less',
  'gap.none',
  'gap.owners',
  'gap.explained',
  'use.one-target',
]);

function Statements({ explanation }: { explanation: Explanation }) {
  const messages = useMessages();
  const { window: text } = messages;
  const inspect = useSession((session) => session.inspect);
  const statements = explanation.statements.filter(({ code }) => !saidByHeadline.has(code));
  return (
    <section>
      <h2>{text.overview.statements}</h2>
      {statements.length === 0 && <p className="muted">{text.overview.statementsNone}</p>}
      <ul className="overview-statements">
        {statements.map((statement, index) => {
          const [first] = statement.evidence;
          const sentence = statementText(statement, messages);
          return (
            <li key={`${statement.code}-${index}`} className={`statement-${statement.severity}`}>
              <span className="statement-mark" aria-hidden="true">
                {statement.severity === 'caution' ? '!' : '·'}
              </span>
              {first === undefined ? (
                <p>{sentence}</p>
              ) : (
                <button
                  type="button"
                  onClick={() => inspect(inspectPlace(`statement:${index}`, sentence, statement.evidence))}
                >
                  {sentence}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
