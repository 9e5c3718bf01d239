/** A case over time: what there is, and the series of some lanes in a range. */
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
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

/** The former answer stays until the next is there, so that a zoom never shows an empty chart. */
export function useTimelineSeries(
  handle: string,
  lanes: readonly string[] | undefined,
  range: TimeRange | null,
  width: number,
) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'timeline-series', lanes, range, width],
    queryFn: ({ signal }) =>
      client.timeline.series(
        { case: handle, lanes: [...(lanes ?? [])], width, ...(range === null ? {} : { range }) },
        { signal },
      ),
    enabled: lanes !== undefined && width > 0,
    placeholderData: keepPreviousData,
  });
}
