/** Findings and hypotheses: each change is an entry of the journal. */
import { notebookEntries, notebookOf } from '#electron/jobs/notebook.ts';
import { bookmarkId, NOTEBOOK_ACTION, nextIds, readNotebook } from '#shared/domain/notebook.ts';
import type { Notebook, NotebookChange, NotebookEntry, StepName } from '#shared/domain/notebook.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { CaseRegistry } from './case-registry.ts';
import { os } from './implementer.ts';
import type { Services } from './services.ts';

export function notebookProcedures({ cases }: Services) {
  return {
    read: os.notebook.read.handler(({ input }) => notebookOf(cases.get(input.case).file)),
    addFinding: os.notebook.addFinding.handler(({ input: { case: handle, text, subject } }) =>
      note(cases, handle, (_before, entries) => ({
        do: 'finding.add',
        id: nextIds(entries).finding,
        text,
        subject,
      })),
    ),
    addHypothesis: os.notebook.addHypothesis.handler(({ input: { case: handle, kind, claim, prediction } }) =>
      note(cases, handle, (_before, entries) => ({
        do: 'hypothesis.add',
        id: nextIds(entries).hypothesis,
        kind,
        claim,
        prediction,
      })),
    ),
    setStatus: os.notebook.setStatus.handler(({ input: { case: handle, id, status, why } }) =>
      note(cases, handle, (before) => {
        requireHypothesis(before, id);
        return { do: 'hypothesis.status', id, status, why };
      }),
    ),
    addEvidence: os.notebook.addEvidence.handler(({ input: { case: handle, id, mark, text, subject } }) =>
      note(cases, handle, (before) => {
        requireHypothesis(before, id);
        return { do: 'hypothesis.evidence', id, mark, text, subject };
      }),
    ),
    dismiss: os.notebook.dismiss.handler(({ input: { case: handle, id, why } }) =>
      note(cases, handle, () => ({ do: 'statement.dismiss', id, why })),
    ),
    restore: os.notebook.restore.handler(({ input: { case: handle, id } }) =>
      note(cases, handle, () => ({ do: 'statement.restore', id })),
    ),
    setBookmark: os.notebook.setBookmark.handler(({ input: { case: handle, text, ...place } }) =>
      note(cases, handle, () => ({ do: 'bookmark.set', id: bookmarkId(place), text })),
    ),
    removeBookmark: os.notebook.removeBookmark.handler(({ input: { case: handle, ...place } }) =>
      note(cases, handle, () => ({ do: 'bookmark.remove', id: bookmarkId(place) })),
    ),
    undo: os.notebook.undo.handler(({ input: { case: handle, expected } }) =>
      note(cases, handle, ({ undo }) => ({ do: 'undo', ...requireStep('undo', undo, expected) })),
    ),
    redo: os.notebook.redo.handler(({ input: { case: handle, expected } }) =>
      note(cases, handle, ({ redo }) => ({ do: 'redo', ...requireStep('redo', redo, expected) })),
    ),
  };
}

function requireHypothesis({ hypotheses }: Notebook, id: string): void {
  if (hypotheses.some((one) => one.id === id)) return;
  throw new AppError('input.bad-option', `There is no hypothesis ${id}.`, { id });
}

function requireStep(what: 'undo' | 'redo', next: StepName | null, expected: StepName | undefined): StepName {
  if (next === null) throw new AppError('input.bad-option', `There is nothing to ${what}.`);
  if (expected !== undefined && (expected.step !== next.step || expected.id !== next.id))
    throw new AppError('input.bad-option', `The next ${what} is ${next.step} ${next.id} by now.`, {
      id: next.id,
    });
  return next;
}

type MakeChange = (before: Notebook, entries: readonly NotebookEntry[]) => NotebookChange;

function note(cases: CaseRegistry, handle: string, make: MakeChange): Notebook {
  return cases.change(handle, (file) => {
    const entries = notebookEntries(file);
    file.record(NOTEBOOK_ACTION, { ...make(readNotebook(entries), entries) });
    return notebookOf(file);
  });
}
