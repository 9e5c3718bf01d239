/** A case over time: what there is, and the series of some lanes in a range. */
import { keepPreviousData, queryOptions, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MemcaseClient } from '#shared/contract/client.ts';
import type { TimeRange } from '#shared/domain/timeline.ts';
import { useClient } from './client-context.ts';

export function useTimeline(handle: string) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'timeline'],
    queryFn: ({ signal }) => client.timeline.overview({ case: handle }, { signal }),
  });
}

/** The snapshots at the ends of a range as sides, the last as A; null where they are not two. */
export function useRangeEnds(
  handle: string,
  target: string | null,
  range: TimeRange | null,
): { a: string; b: string } | null {
  const client = useClient();
  const { data } = useQuery({
    queryKey: [handle, 'timeline-ends', target, range],
    queryFn:
      target === null || range === null || range.from >= range.to
        ? skipToken
        : ({ signal }) => client.timeline.ends({ case: handle, target, range }, { signal }),
  });
  return data ? { a: `${target}@${data.last}`, b: `${target}@${data.first}` } : null;
}

/** After the last key. */
const IDLE_MS = 40;
/** Answers are large, and there is one for every view. */
const KEPT_MS = 30_000;

/** One lane with the place where each of its amounts was read. */
export function useLaneReadings(handle: string, lane: string, range: TimeRange, width: number) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'timeline-readings', lane, range, width],
    queryFn: ({ signal }) =>
      client.timeline.series({ case: handle, lanes: [lane], range, width, evidence: true }, { signal }),
    placeholderData: keepPreviousData,
  }).data?.lanes[0];
}

export interface SeriesView {
  readonly handle: string;
  readonly lanes: readonly string[];
  readonly range: TimeRange;
  /** Of the plot, in pixels; 0 while it is not known. */
  readonly width: number;
}

/** The former answer stays until the next is there, so that a zoom never shows an empty chart. */
export function useTimelineSeries(view: SeriesView) {
  const client = useClient();
  return useQuery({
    ...seriesQuery(client, view),
    enabled: view.width > 0,
    placeholderData: keepPreviousData,
  });
}

/** Where a key may lead from here is asked for while nobody presses one: then a zoom only draws. */
export function useNextSeries(view: SeriesView, ranges: readonly TimeRange[], isIdle: boolean): void {
  const client = useClient();
  const queries = useQueryClient();
  const wanted = JSON.stringify([view, ranges]);
  useEffect(() => {
    const [{ width, ...rest }, next] = JSON.parse(wanted) as [SeriesView, TimeRange[]];
    if (!isIdle || width === 0) return undefined;
    const timer = setTimeout(() => {
      for (const range of next) void queries.prefetchQuery(seriesQuery(client, { ...rest, width, range }));
    }, IDLE_MS);
    return () => clearTimeout(timer);
  }, [client, queries, wanted, isIdle]);
}

function seriesQuery(client: MemcaseClient, { handle, lanes, range, width }: SeriesView) {
  return queryOptions({
    queryKey: [handle, 'timeline-series', lanes, range, width],
    queryFn: ({ signal }) =>
      client.timeline.series({ case: handle, lanes: [...lanes], width, range }, { signal }),
    gcTime: KEPT_MS,
  });
}
