/** Rows of an A|B|Δ table by index: the server sorts and filters, this keeps the pages around what is seen. */
import { useCallback, useState } from 'react';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { DiffPage, DiffRequest } from '#shared/contract/analysis.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import { useClient } from './client-context.ts';

export type DiffQuestion = Omit<DiffRequest, 'offset' | 'limit'>;

/** Rows in one page; four pages are a screen of any size with what lies before and behind it. */
export const PAGE_ROWS = 200;
const MAX_COPY_ROWS = 100_000;
/** Pages that went out of sight are dropped after this time, so that the window never holds a whole table. */
const KEEP_MS = 15_000;

export interface DiffRows {
  /** The first page: totals and sides; undefined until it came. */
  readonly head: DiffPage | undefined;
  readonly error: Error | null;
  readonly pending: boolean;
  /** Undefined while the row is on its way. */
  readonly rowAt: (index: number) => DiffRow | undefined;
  /** Tells which rows are on the screen; the end is exclusive. */
  readonly onVisible: (first: number, end: number) => void;
  /** Rows `[first, end)` in one call, for copying; at most 100,000. */
  readonly readRows: (first: number, end: number) => Promise<readonly DiffRow[]>;
  readonly retry: () => void;
}

/** Numbers of the pages that hold rows `[first, end)` and one page before and behind. */
export function pagesAround(first: number, end: number, total: number): number[] {
  const last = Math.max(0, Math.ceil(total / PAGE_ROWS) - 1);
  const from = Math.max(0, Math.floor(first / PAGE_ROWS) - 1);
  const to = Math.min(last, Math.floor(Math.max(first, end - 1) / PAGE_ROWS) + 1);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

export function useDiffRows(question: DiffQuestion): DiffRows {
  const client = useClient();
  const [range, setRange] = useState({ first: 0, end: PAGE_ROWS });
  const key = [question.case, 'diff', question] as const;
  const read = (page: number, signal: AbortSignal) =>
    client.analysis.diff({ ...question, offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal });

  const headQuery = useQuery({
    queryKey: [...key, 0],
    queryFn: ({ signal }) => read(0, signal),
    placeholderData: keepPreviousData,
  });
  const head = headQuery.data;
  const pages = pagesAround(range.first, range.end, head?.total ?? 0);
  const pageQueries = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...key, page],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(page, signal),
      gcTime: KEEP_MS,
      enabled: !headQuery.isPlaceholderData && head !== undefined,
    })),
  });

  const loaded = new Map(pages.map((page, index) => [page, pageQueries[index]?.data]));
  const rowAt = (index: number) => {
    const page = Math.floor(index / PAGE_ROWS);
    const data = loaded.get(page) ?? (page === 0 ? head : undefined);
    return data?.rows[index - page * PAGE_ROWS];
  };

  const readRows = async (first: number, end: number) => {
    const limit = Math.min(MAX_COPY_ROWS, end - first);
    return (await client.analysis.diff({ ...question, offset: first, limit })).rows;
  };
  const onVisible = useCallback((first: number, end: number) => setRange({ first, end }), []);
  const failed = pageQueries.find((query) => query.error !== null);
  return {
    head,
    error: headQuery.error ?? failed?.error ?? null,
    pending: headQuery.isPending,
    rowAt,
    onVisible,
    readRows,
    retry: () => {
      void headQuery.refetch();
      void failed?.refetch();
    },
  };
}
