import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useClient } from '#renderer/rpc/client-context.ts';
import type { Progress } from '#shared/contract/cases.ts';
import type { ImportResult } from '#shared/contract/imports.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import { parseUtc, sourcesOf, type ImportDraft } from './import-model.ts';

export type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Progress | null }
  | { readonly kind: 'done'; readonly result: ImportResult }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Runs one import at a time; a case that got evidence is read anew. */
export function useImport(caseHandle: string, pastedName: string) {
  const client = useClient();
  const queries = useQueryClient();
  const [state, setState] = useState<ImportState>({ kind: 'idle' });
  const stop = useRef<AbortController | null>(null);

  async function run(draft: ImportDraft): Promise<void> {
    const controller = new AbortController();
    stop.current = controller;
    setState({ kind: 'running', progress: null });
    try {
      const at = parseUtc(draft.at.trim());
      const stream = await client.imports.run(
        {
          case: caseHandle,
          target: draft.target.trim(),
          sources: await sourcesOf(draft, pastedName),
          ...(at === undefined ? {} : { at }),
          ...(draft.process.trim() === '' ? {} : { process: draft.process.trim() }),
        },
        { signal: controller.signal },
      );
      let step = await stream.next();
      while (step.done !== true) {
        setState({ kind: 'running', progress: step.value });
        step = await stream.next();
      }
      setState({ kind: 'done', result: step.value });
    } catch (error) {
      const cancelled = controller.signal.aborted || (isAppError(error) && error.code === 'job.cancelled');
      setState(cancelled ? { kind: 'cancelled' } : { kind: 'failed', error });
    } finally {
      await queries.invalidateQueries({ queryKey: [caseHandle] });
    }
  }

  return {
    state,
    run: (draft: ImportDraft) => void run(draft),
    cancel: () => stop.current?.abort(),
  };
}
