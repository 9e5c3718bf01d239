/** Evidence from a live machine: where, through which hops, what; the way drawn as it is gone, and what came of it. */
import './collect.css';
import { useState, type FormEvent } from 'react';
import { Button } from '@blueprintjs/core';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { JobProgress } from '#renderer/components/JobProgress.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { Segmented } from '#renderer/components/Segmented.tsx';
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
  routeFaultOf,
  routeOf,
  type CollectDraft,
} from './collect-model.ts';
import { CollectFacts } from './CollectFacts.tsx';
import { CollectPlan } from './CollectPlan.tsx';
import { dumpFaultOf, dumpRequestOf, emptyDumpDraft } from './dump-model.ts';
import { DumpFields } from './DumpFields.tsx';
import { DumpOutcome } from './DumpOutcome.tsx';
import { DumpPlanView } from './DumpPlanView.tsx';
import { HostCards } from './HostCards.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';
import { RecipeFields } from './RecipeFields.tsx';
import { RouteChain } from './RouteChain.tsx';
import { RouteFields } from './RouteFields.tsx';
import { runningKind, useLiveRun } from './use-live-run.ts';

type Mode = 'snapshot' | 'memory';

export function CollectView({ caseHandle }: { caseHandle: string }) {
  const { collect: text } = useMessages();
  const summary = useCaseSummary(caseHandle).data;
  const [mode, setMode] = useState<Mode>('snapshot');
  const [draft, setDraft] = useState(emptyCollectDraft);
  const [dumpDraft, setDumpDraft] = useState(emptyDumpDraft);
  const [tried, setTried] = useState(false);
  const [planned, setPlanned] = useState<CollectDraft | null>(null);
  /** What the preflight was asked, in its order of words: a changed form needs a new one. */
  const [looked, setLooked] = useState('');
  const saveHost = usePreferences((preferences) => preferences.saveHost);
  const live = useLiveRun(caseHandle);
  const { run } = live;
  const running = runningKind(run);
  const isMemory = mode === 'memory';
  const fault = isMemory ? (routeFaultOf(draft) ?? dumpFaultOf(dumpDraft)) : faultOf(draft);
  const route = routeOf(draft);
  const dumpRequest = dumpRequestOf(route, dumpDraft);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (isMemory) return look();
    const request = requestOf(caseHandle, draft);
    if (request !== null) live.collect(request, remember);
  }
  function look(): void {
    if (dumpRequest === null) return;
    setLooked(JSON.stringify(dumpRequest));
    live.plan(dumpRequest, remember);
  }
  function remember(): void {
    const { target, via, identity, config } = draft;
    saveHost({ name: nameOf(draft), target, via, identity, config });
  }
  function test(): void {
    setTried(true);
    if (route !== null) live.test(route, remember);
  }
  const mayRead = running === null && dumpRequest !== null && looked === JSON.stringify(dumpRequest);

  return (
    <div className="collect">
      <header>
        <h1>{text.heading}</h1>
        <p className="muted">{isMemory ? text.dump.lead : text.lead}</p>
      </header>
      <div className="collect-columns">
        {summary?.mode === 'read' ? (
          <ReopenForWriting path={summary.path} caseHandle={caseHandle} />
        ) : (
          <form className="collect-form" onSubmit={submit}>
            <Segmented
              label={text.mode}
              options={[
                { value: 'snapshot', text: text.modes.snapshot },
                { value: 'memory', text: text.modes.memory },
              ]}
              value={mode}
              onChange={setMode}
            />
            <HostCards current={nameOf(draft)} onChoose={(host) => setDraft({ ...draft, ...host })} />
            <RouteFields draft={draft} onChange={setDraft}>
              {isMemory ? (
                <DumpFields draft={dumpDraft} onChange={setDumpDraft} />
              ) : (
                <RecipeFields draft={draft} onChange={setDraft} />
              )}
            </RouteFields>
            {tried && fault !== null && (
              <p className="imports-fault" role="alert">
                {text.faults[fault]}
              </p>
            )}
            <div className="collect-actions">
              {running === null ? (
                <Button intent="primary" type="submit" text={isMemory ? text.dump.look : text.run} />
              ) : (
                <Button text={text.cancel} onClick={live.cancel} />
              )}
              <Button text={text.test} disabled={running !== null} onClick={test} />
              {!isMemory && <Button variant="minimal" text={text.show} onClick={() => setPlanned(draft)} />}
            </div>
          </form>
        )}
        <div className="collect-run">
          <section>
            <h2>{text.way}</h2>
            <RouteChain chain={chainOf(route, run.hops)} />
          </section>
          {running !== null && <JobProgress label={text.runs[running]} progress={run.progress} />}
          {run.kind === 'reached' && <p role="status">{text.reached}</p>}
          {run.kind === 'cancelled' && <p role="status">{text.cancelled}</p>}
          {run.kind === 'failed' && <ErrorNotice error={run.error} />}
          <CollectFacts run={run} />
          {run.plan !== null && (
            <DumpPlanView
              plan={run.plan}
              onRun={
                mayRead && dumpRequest !== null
                  ? () => live.dump({ ...dumpRequest, case: caseHandle, target: nameOf(draft) })
                  : null
              }
            />
          )}
          {run.dumped !== null && <DumpOutcome result={run.dumped} />}
          {!isMemory && planned !== null && (
            <CollectPlan recipe={planned.recipe} processes={processesOf(planned)} />
          )}
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
