/** Looking for bytes in one dump, or in all of them: hits come while it goes on, all of them are counted. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Progress } from '#shared/contract/cases.ts';
import type { CaseSearchHit, SearchRequest, SearchResult } from '#shared/contract/search.ts';
import { useClient } from './client-context.ts';

export type SearchKind = NonNullable<SearchRequest['kind']>;

/** Those behind them are counted, not told. */
const MOST_HITS = 10_000;

export interface DumpSearch {
  /** What was asked for; null before the first search. */
  readonly pattern: string | null;
  readonly hits: readonly CaseSearchHit[];
  /** Of how many; null while it goes on. */
  readonly total: number | null;
  /** Null until it came to its end. */
  readonly result: SearchResult | null;
  readonly progress: Progress | null;
  readonly isRunning: boolean;
  readonly error: unknown;
}

const nothing: DumpSearch = {
  ...{ pattern: null, hits: [], total: null, result: null, progress: null, isRunning: false, error: null },
};

export interface DumpSearchHandle {
  readonly search: DumpSearch;
  readonly run: (pattern: string, kind: SearchKind, ignoreCase?: boolean) => void;
  /** What was found until then stays. */
  readonly stop: () => void;
}

/** @param dump null: all dumps of the case */
export function useDumpSearch(handle: string, dump: number | null): DumpSearchHandle {
  const client = useClient();
  const [search, setSearch] = useState(nothing);
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setSearch((before) => ({ ...before, isRunning: false }));
  }, []);
  useEffect(() => () => running.current?.abort(), []);

  const run = useCallback(
    (pattern: string, kind: SearchKind, ignoreCase = false) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setSearch({ ...nothing, pattern, isRunning: true });
      const change = (next: (before: DumpSearch) => DumpSearch) => {
        if (!controller.signal.aborted) setSearch(next);
      };
      const read = async () => {
        const events = await client.search.run(
          { case: handle, kind, pattern, ignoreCase, limit: MOST_HITS, ...(dump === null ? {} : { dump }) },
          { signal: controller.signal },
        );
        for (;;) {
          const step = await events.next();
          if (step.done === true) {
            const result = step.value;
            change((before) => ({ ...before, total: result.hits, result, isRunning: false }));
            return;
          }
          if (step.value.event === 'progress') {
            const { progress } = step.value;
            change((before) => ({ ...before, progress }));
            continue;
          }
          const { hits } = step.value;
          change((before) => ({ ...before, hits: [...before.hits, ...hits] }));
        }
      };
      read().catch((error: unknown) => change((before) => ({ ...before, error, isRunning: false })));
    },
    [client, handle, dump],
  );
  return { search, run, stop };
}
