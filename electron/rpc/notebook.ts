/** Findings and hypotheses: each change is an entry of the journal. */
import { notebookOf } from '#electron/jobs/notebook.ts';
import { NOTEBOOK_ACTION, type Notebook, type NotebookChange } from '#shared/domain/notebook.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { CaseRegistry } from './case-registry.ts';
import { os } from './implementer.ts';
import type { Services } from './services.ts';

export function notebookProcedures({ cases }: Services) {
  return {
    read: os.notebook.read.handler(({ input }) => notebookOf(cases.get(input.case).file)),
    addFinding: os.notebook.addFinding.handler(({ input: { case: handle, text, subject } }) =>
      note(cases, handle, ({ findings }) => ({
        do: 'finding.add',
        id: `F-${findings.length + 1}`,
        text,
        subject,
      })),
    ),
    addHypothesis: os.notebook.addHypothesis.handler(({ input: { case: handle, kind, claim, prediction } }) =>
      note(cases, handle, ({ hypotheses }) => ({
        do: 'hypothesis.add',
        id: `H-${hypotheses.length + 1}`,
        kind,
        claim,
        prediction,
      })),
    ),
    setStatus: os.notebook.setStatus.handler(({ input: { case: handle, id, status, why } }) =>
      note(cases, handle, ({ hypotheses }) => {
        if (hypotheses.some((one) => one.id === id)) return { do: 'hypothesis.status', id, status, why };
        throw new AppError('input.bad-option', `There is no hypothesis ${id}.`, { id });
      }),
    ),
  };
}

function note(cases: CaseRegistry, handle: string, make: (before: Notebook) => NotebookChange): Notebook {
  return cases.change(handle, (file) => {
    file.record(NOTEBOOK_ACTION, { ...make(notebookOf(file)) });
    return notebookOf(file);
  });
}
