/** Reads that more than one view needs. Keys start with the case, so that a change of it refreshes all. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClient } from './client-context.ts';

/** As the session keeps them: null leaves the choice to the analysis. */
export interface SidePair {
  readonly a: string | null;
  readonly b: string | null;
}

/** The two sides as the contract takes them. */
export function sideInput({ a, b }: SidePair): { a?: string; b?: string } {
  return { ...(a === null ? {} : { a }), ...(b === null ? {} : { b }) };
}

export function useCaseSummary(handle: string) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'summary'],
    queryFn: ({ signal }) => client.cases.summary({ case: handle }, { signal }),
  });
}

/** The ledger as tables tell it: there at once, however large the dumps are. */
export function useExplanation(handle: string, sides: SidePair) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'explain', sides.a, sides.b],
    queryFn: ({ signal }) =>
      client.analysis.explain({ case: handle, ...sideInput(sides), inside: false }, { signal }),
  });
}

/** The same with what is inside dumps; follows the tables, and is asked for again whenever they were. */
export function useInside(handle: string, sides: SidePair) {
  const client = useClient();
  const tables = useExplanation(handle, sides);
  const snapshots = useSnapshots(handle).data ?? [];
  return useQuery({
    queryKey: [handle, 'inside', sides.a, sides.b, tables.dataUpdatedAt],
    queryFn: ({ signal }) => client.analysis.explain({ case: handle, ...sideInput(sides) }, { signal }),
    enabled: tables.isSuccess && snapshots.some(({ kinds }) => kinds.includes('dump')),
  });
}

export function useSnapshots(handle: string) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'snapshots'],
    queryFn: ({ signal }) => client.evidence.snapshots({ case: handle }, { signal }),
  });
}

export function useArtifacts(handle: string) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'artifacts'],
    queryFn: ({ signal }) => client.evidence.artifacts({ case: handle }, { signal }),
  });
}

const CONTEXT_LINES = 6;
/** Keys held down move faster than evidence need be read. */
const PAUSE_MS = 80;

/** A line of an artifact in its context; line 0 is the artifact as a whole. Undefined reads nothing. */
export function useExcerpt(
  handle: string,
  place: { readonly artifact: number; readonly line: number } | undefined,
) {
  const client = useClient();
  const { artifact, line } = place ?? { artifact: 0, line: 0 };
  return useQuery({
    queryKey: [handle, 'excerpt', artifact, line],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      signal.throwIfAborted();
      return client.evidence.excerpt({ case: handle, artifact, line, context: CONTEXT_LINES }, { signal });
    },
    enabled: place !== undefined,
  });
}
