/** Reads that more than one view needs. Keys start with the case, so that a change of it refreshes all. */
import { useQuery } from '@tanstack/react-query';
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

export function useExplanation(handle: string, sides: SidePair) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'explain', sides.a, sides.b],
    queryFn: ({ signal }) => client.analysis.explain({ case: handle, ...sideInput(sides) }, { signal }),
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
