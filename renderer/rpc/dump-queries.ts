/** Reads about the dumps of a case. */
import { useQuery } from '@tanstack/react-query';
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
