/** A case over time: what there is, and the series of some lanes in a range. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TimeRange } from '#shared/domain/timeline.ts';
import { useClient } from './client-context.ts';

export function useTimeline(handle: string) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'timeline'],
    queryFn: ({ signal }) => client.timeline.overview({ case: handle }, { signal }),
  });
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
