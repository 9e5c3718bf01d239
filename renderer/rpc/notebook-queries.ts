/** Findings and hypotheses of a case, and changes of them. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AppStatement } from '#shared/domain/app-statement.ts';
import type { Notebook } from '#shared/domain/notebook.ts';
import type { TimeRange } from '#shared/domain/timeline.ts';
import { sideInput, useSnapshots, type SidePair } from './case-queries.ts';
import { useClient } from './client-context.ts';
import type { MemcaseClient } from './client.ts';

export function useNotebook(handle: string) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'notebook'],
    queryFn: ({ signal }): Promise<Notebook> => client.notebook.read({ case: handle }, { signal }),
  });
}

/**
 * What the app says by itself: what the tables tell at once, then with what is inside dumps. `isReading` while the
 * second is on its way. Without `readsDumps` the second is not asked for, and taken where another asked.
 */
export function useAppStatements(
  handle: string,
  sides: SidePair,
  range: TimeRange | null,
  readsDumps = true,
) {
  const client = useClient();
  const hasDumps = (useSnapshots(handle).data ?? []).some(({ kinds }) => kinds.includes('dump'));
  const ask = (inside: boolean) => ({
    queryKey: [handle, 'app-statements', sides.a, sides.b, range, inside],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      client.analysis.statements(
        { case: handle, ...sideInput(sides), inside, ...(range === null ? {} : { range }) },
        { signal },
      ),
  });
  const tables = useQuery(ask(false));
  const inside = useQuery({ ...ask(true), enabled: readsDumps && hasDumps && tables.isSuccess });
  const statements: readonly AppStatement[] | undefined = inside.data ?? tables.data;
  return {
    statements,
    isReading: tables.isFetching || inside.isFetching,
    error: tables.error ?? inside.error,
  };
}

export type NotebookCall = (notebook: MemcaseClient['notebook']) => Promise<Notebook>;

export interface NotebookChanging {
  readonly busy: boolean;
  readonly error: unknown;
  /** One at a time. Gives the notebook as it is then; undefined where it failed. */
  readonly run: (call: NotebookCall) => Promise<Notebook | undefined>;
}

export function useNotebookChange(handle: string): NotebookChanging {
  const client = useClient();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function run(call: NotebookCall): Promise<Notebook | undefined> {
    if (busy) return undefined;
    setBusy(true);
    setError(null);
    try {
      const notebook = await call(client.notebook);
      queries.setQueryData([handle, 'notebook'], notebook);
      return notebook;
    } catch (failure) {
      setError(failure);
      // Another window may have changed it.
      await queries.invalidateQueries({ queryKey: [handle, 'notebook'] });
      return undefined;
    } finally {
      setBusy(false);
    }
  }
  return { busy, error, run };
}
