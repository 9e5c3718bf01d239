/** One live run at a time, collecting or testing, as the state that the screen draws. */
import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useClient } from '#renderer/rpc/client-context.ts';
import type { Progress } from '#shared/contract/cases.ts';
import type { CollectRequest, CollectResult, Question, RemoteEvent } from '#shared/contract/collect.ts';
import type { DumpPlan, DumpPlanRequest, DumpRequest, DumpResult } from '#shared/contract/dumps.ts';
import type { HopFacts, RouteSpec } from '#shared/domain/route.ts';
import { isAppError } from '#shared/errors/app-error.ts';

const runningKinds = ['collecting', 'testing', 'planning', 'dumping'] as const;
export type RunningKind = (typeof runningKinds)[number];

/** One of live jobs, from its start to what came of it. */
export interface LiveRun {
  readonly kind:
    | 'idle'
    | RunningKind
    | 'collected'
    | 'reached'
    | 'planned'
    | 'dumped'
    | 'cancelled'
    | 'failed';
  readonly hops: readonly HopFacts[];
  readonly notices: readonly string[];
  /** Those that are in the case already, in the order that they came. */
  readonly snapshots: readonly StoredSnapshot[];
  readonly progress: Progress | null;
  readonly question: Question | null;
  readonly result: CollectResult | null;
  /** Of a dump: what was found before, which stays while it runs. */
  readonly plan: DumpPlan | null;
  readonly dumped: DumpResult | null;
  readonly error: unknown;
}

export type StoredSnapshot = Extract<RemoteEvent, { event: 'snapshot' }>;

const idle: LiveRun = {
  kind: 'idle',
  hops: [],
  notices: [],
  snapshots: [],
  progress: null,
  question: null,
  result: null,
  plan: null,
  dumped: null,
  error: null,
};

/** @returns which job runs; null where none does */
export function runningKind({ kind }: LiveRun): RunningKind | null {
  return runningKinds.find((running) => running === kind) ?? null;
}

export type Answer = 'once' | 'remember' | string[] | null;

export function afterEvent(run: LiveRun, event: RemoteEvent): LiveRun {
  switch (event.event) {
    case 'hop': {
      const others = run.hops.filter(({ index }) => index !== event.hop.index);
      return { ...run, hops: [...others, event.hop].toSorted((x, y) => x.index - y.index) };
    }
    case 'progress':
      return { ...run, progress: event.progress };
    case 'question':
      return { ...run, question: event.question };
    case 'notice':
      return { ...run, notices: [...run.notices, event.text] };
    case 'snapshot':
      return { ...run, snapshots: [...run.snapshots, event] };
  }
}

export function useLiveRun(caseHandle: string) {
  const client = useClient();
  const queries = useQueryClient();
  const [run, setRun] = useState(idle);
  const stop = useRef<AbortController | null>(null);

  async function follow<Result>(
    kind: RunningKind,
    open: (signal: AbortSignal) => Promise<AsyncIterator<RemoteEvent, Result>>,
    done: (result: Result) => Partial<LiveRun>,
  ): Promise<void> {
    const controller = new AbortController();
    stop.current = controller;
    setRun(({ plan }) => ({ ...idle, kind, plan: kind === 'dumping' ? plan : null }));
    try {
      const stream = await open(controller.signal);
      let step = await stream.next();
      while (step.done !== true) {
        const event = step.value;
        setRun((before) => afterEvent(before, event));
        step = await stream.next();
      }
      const result = step.value;
      setRun((before) => ({ ...before, question: null, ...done(result) }));
    } catch (error) {
      const cancelled = controller.signal.aborted || (isAppError(error) && error.code === 'job.cancelled');
      setRun((before) => ({ ...before, question: null, kind: cancelled ? 'cancelled' : 'failed', error }));
    }
  }

  async function collect(request: CollectRequest, onReached: () => void): Promise<void> {
    await follow(
      'collecting',
      (signal) => client.collect.run(request, { signal }),
      (result) => {
        onReached();
        return { kind: 'collected', result, hops: result.hops };
      },
    );
    await queries.invalidateQueries({ queryKey: [caseHandle] });
  }

  async function dump(request: DumpRequest): Promise<void> {
    await follow(
      'dumping',
      (signal) => client.dumps.run(request, { signal }),
      (dumped) => ({ kind: 'dumped', dumped, plan: null, hops: dumped.hops }),
    );
    await queries.invalidateQueries({ queryKey: [caseHandle] });
  }

  async function answer(question: Question, given: Answer): Promise<void> {
    setRun((before) => ({ ...before, question: null }));
    await client.collect.answer({ id: question.id, answer: given }).catch(() => undefined);
  }

  return {
    run,
    collect: (request: CollectRequest, onReached: () => void) => void collect(request, onReached),
    /** `onReached` is called once the target answered. */
    test: (route: RouteSpec, onReached: () => void) =>
      void follow(
        'testing',
        (signal) => client.collect.test({ route }, { signal }),
        ({ hops, notices }) => {
          onReached();
          return { kind: 'reached', hops, notices };
        },
      ),
    /** Looks, and reads no memory. */
    plan: (request: DumpPlanRequest, onReached: () => void) =>
      void follow(
        'planning',
        (signal) => client.dumps.plan(request, { signal }),
        (plan) => {
          onReached();
          return { kind: 'planned', plan };
        },
      ),
    dump: (request: DumpRequest) => void dump(request),
    answer: (question: Question, given: Answer) => void answer(question, given),
    cancel: () => stop.current?.abort(),
  };
}
