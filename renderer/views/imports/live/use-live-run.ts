/** One live run at a time, collecting or testing, as the state that the screen draws. */
import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useClient } from '#renderer/rpc/client-context.ts';
import type { Progress } from '#shared/contract/cases.ts';
import type { CollectRequest, CollectResult, Question, RemoteEvent } from '#shared/contract/collect.ts';
import type { HopFacts, RouteSpec } from '#shared/domain/route.ts';
import { isAppError } from '#shared/errors/app-error.ts';

export interface LiveRun {
  readonly kind: 'idle' | 'collecting' | 'testing' | 'collected' | 'reached' | 'cancelled' | 'failed';
  readonly hops: readonly HopFacts[];
  readonly notices: readonly string[];
  /** Those that are in the case already, in the order that they came. */
  readonly snapshots: readonly StoredSnapshot[];
  readonly progress: Progress | null;
  readonly question: Question | null;
  readonly result: CollectResult | null;
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
  error: null,
};

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
    kind: 'collecting' | 'testing',
    open: (signal: AbortSignal) => Promise<AsyncIterator<RemoteEvent, Result>>,
    done: (result: Result) => Partial<LiveRun>,
  ): Promise<void> {
    const controller = new AbortController();
    stop.current = controller;
    setRun({ ...idle, kind });
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
    answer: (question: Question, given: Answer) => void answer(question, given),
    cancel: () => stop.current?.abort(),
  };
}
