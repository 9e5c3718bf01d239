/** The notebook of a case, read from its journal. */
import { notebookChangeSchema } from '#shared/contract/notebook.ts';
import { NOTEBOOK_ACTION, readNotebook, type Notebook, type NotebookEntry } from '#shared/domain/notebook.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';

type Journaled = Pick<ReadableCase, 'journal'>;

export function notebookOf(file: Journaled): Notebook {
  return readNotebook(notebookEntries(file));
}

/** Entries that are no changes as we know them are passed over: a case may come from anywhere. */
export function notebookEntries(file: Journaled): NotebookEntry[] {
  return file.journal().flatMap(({ action, at, actor, detail }): NotebookEntry[] => {
    if (action !== NOTEBOOK_ACTION) return [];
    const change = notebookChangeSchema.safeParse(detail);
    return change.success ? [{ at, actor, change: change.data }] : [];
  });
}
