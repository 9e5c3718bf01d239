/** Evidence from a live machine: where, through which hops, what; the way drawn as it is gone, and what came of it. */
import './collect.css';
import { useState, type FormEvent } from 'react';
import { Button } from '@blueprintjs/core';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { JobProgress } from '#renderer/components/JobProgress.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useCaseSummary } from '#renderer/rpc/case-queries.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { ImportOutcome } from '../ImportOutcome.tsx';
import { ReopenForWriting } from '../ReopenForWriting.tsx';
import {
  chainOf,
  emptyCollectDraft,
  faultOf,
  nameOf,
  processesOf,
  requestOf,
  routeOf,
  type CollectDraft,
} from './collect-model.ts';
import { CollectFields } from './CollectFields.tsx';
import { CollectFacts } from './CollectFacts.tsx';
import { CollectPlan } from './CollectPlan.tsx';
import { HostCards } from './HostCards.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';
import { RouteChain } from './RouteChain.tsx';
import { useLiveRun } from './use-live-run.ts';

export function CollectView({ caseHandle }: { caseHandle: string }) {
  const { collect: text } = useMessages();
  const summary = useCaseSummary(caseHandle).data;
  const [draft, setDraft] = useState(emptyCollectDraft);
  const [tried, setTried] = useState(false);
  const [planned, setPlanned] = useState<CollectDraft | null>(null);
  const saveHost = usePreferences((preferences) => preferences.saveHost);
  const live = useLiveRun(caseHandle);
  const { run } = live;
  const fault = faultOf(draft);
  const busy = run.kind === 'collecting' || run.kind === 'testing';
  const route = routeOf(draft);

  function collect(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    const request = requestOf(caseHandle, draft);
    if (request !== null) live.collect(request, remember);
  }
  function remember(): void {
    const { target, via, identity, config } = draft;
    saveHost({ name: nameOf(draft), target, via, identity, config });
  }
  function test(): void {
    setTried(true);
    if (route !== null) live.test(route, remember);
  }

  return (
    <div className="collect">
      <header>
        <h1>{text.heading}</h1>
        <p className="muted">{text.lead}</p>
      </header>
      <div className="collect-columns">
        {summary?.mode === 'read' ? (
          <ReopenForWriting path={summary.path} caseHandle={caseHandle} />
        ) : (
          <form className="collect-form" onSubmit={collect}>
            <HostCards current={nameOf(draft)} onChoose={(host) => setDraft({ ...draft, ...host })} />
            <CollectFields draft={draft} onChange={setDraft} />
            {tried && fault !== null && (
              <p className="imports-fault" role="alert">
                {text[fault]}
              </p>
            )}
            <div className="collect-actions">
              {busy ? (
                <Button text={text.cancel} onClick={live.cancel} />
              ) : (
                <Button intent="primary" type="submit" text={text.run} />
              )}
              <Button text={text.test} disabled={busy} onClick={test} />
              <Button variant="minimal" text={text.show} onClick={() => setPlanned(draft)} />
            </div>
          </form>
        )}
        <div className="collect-run">
          <section>
            <h2>{text.way}</h2>
            <RouteChain chain={chainOf(route, run.hops)} />
          </section>
          {busy && (
            <JobProgress
              label={run.kind === 'testing' ? text.testing : text.running}
              progress={run.progress}
            />
          )}
          {run.kind === 'reached' && <p role="status">{text.reached}</p>}
          {run.kind === 'cancelled' && <p role="status">{text.cancelled}</p>}
          {run.kind === 'failed' && <ErrorNotice error={run.error} />}
          <CollectFacts run={run} />
          {planned !== null && <CollectPlan recipe={planned.recipe} processes={processesOf(planned)} />}
          {run.result !== null && <ImportOutcome caseHandle={caseHandle} result={run.result} />}
        </div>
      </div>
      {run.question !== null && (
        <QuestionDialog
          key={run.question.id}
          question={run.question}
          onAnswer={(given) => {
            if (run.question !== null) live.answer(run.question, given);
          }}
        />
      )}
    </div>
  );
}
