/** Reads about the dumps of a case. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { StringsRequest } from '#shared/contract/strings.ts';
import { useClient } from './client-context.ts';

export function useDumps(handle: string) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'dumps'],
    queryFn: ({ signal }) => client.dumps.list({ case: handle }, { signal }),
  });
}

export function useDumpPages(handle: string, dump: number) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'dump-pages', dump],
    queryFn: ({ signal }) => client.dumps.pages({ case: handle, dump }, { signal }),
  });
}

/** An answer that takes its time: it can be stopped, and asked for again. */
export interface SlowAnswer<Data> {
  readonly query: UseQueryResult<Data>;
  readonly stop: () => void;
}

/** What was read once is kept while the window looks at the case: seconds for each GiB. */
function useSlow<Data>(
  key: readonly unknown[],
  read: (signal: AbortSignal) => Promise<Data>,
): SlowAnswer<Data> {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => read(signal), gcTime: Infinity });
  return { query, stop: () => void queries.cancelQueries({ queryKey: key, exact: true }) };
}

/** Arenas, sizes, free lists and the largest chunks of one dump. */
export function useDumpCensus(handle: string, dump: number) {
  const client = useClient();
  return useSlow([handle, 'dump-census', dump], (signal) =>
    client.inside.census({ case: handle, dump }, { signal }),
  );
}

/** The process of a dump, all of its dumps walked together; empty where this one took no part. */
export function useDumpedProcess(handle: string, dump: number) {
  const client = useClient();
  return useSlow([handle, 'dumped-process', dump], (signal) =>
    client.inside.heap({ case: handle, dump }, { signal }),
  );
}

/** JSON records of one dump by shape. */
export function useDumpRecords(handle: string, dump: number) {
  const client = useClient();
  return useSlow([handle, 'dump-records', dump], (signal) =>
    client.records.ofDump({ case: handle, dump }, { signal }),
  );
}

export type StringsAsked = Pick<StringsRequest, 'least'> & {
  readonly encoding?: StringsRequest['encoding'];
  readonly liveness?: StringsRequest['liveness'];
};

/** Those behind them are counted, not told. */
export const MOST_STRINGS = 50_000;

/** The texts of one dump: counted, by template, and each. */
export function useDumpStrings(handle: string, dump: number, asked: StringsAsked) {
  const client = useClient();
  return useSlow([handle, 'dump-strings', dump, asked], (signal) =>
    client.strings.ofDump({ case: handle, dump, limit: MOST_STRINGS, ...asked }, { signal }),
  );
}

/** Pages, classes of bytes and entropy of one dump. */
export function useDumpStats(handle: string, dump: number) {
  const client = useClient();
  return useSlow([handle, 'dump-stats', dump], (signal) =>
    client.inside.stats({ case: handle, dump }, { signal }),
  );
}
