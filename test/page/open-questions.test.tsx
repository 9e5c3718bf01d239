import { describe, expect, it } from 'vitest';
import { openQuestions } from '#renderer/app/open-questions.ts';
import type { AppStatement } from '#shared/domain/app-statement.ts';
import { readNotebook, type NotebookChange } from '#shared/domain/notebook.ts';

const rest: AppStatement = {
  id: 'rest.unexplained:gap/residual',
  rule: 'rest.unexplained',
  inputs: [],
  said: { code: 'rule.rest', params: {}, text: '', severity: 'info', evidence: [] },
  mechanism: null,
  subject: 'ledger:gap/residual',
};
const owner: AppStatement = { ...rest, id: 'owner.largest:x', rule: 'owner.largest' };

function asked(statements: AppStatement[], ...changes: NotebookChange[]): string[] {
  const notebook = readNotebook(changes.map((change, at) => ({ at, actor: 'ann', change })));
  return openQuestions(notebook, statements).map((question) =>
    question.kind === 'rest' ? 'rest' : `${question.kind} ${question.id} ${question.text}`,
  );
}

const leak: NotebookChange[] = [
  { do: 'hypothesis.add', id: 'H-1', kind: 'leak', claim: 'It leaks', prediction: null },
  { do: 'hypothesis.evidence', id: 'H-1', mark: 'missing', text: 'A second dump', subject: null },
  { do: 'hypothesis.evidence', id: 'H-1', mark: 'for', text: 'It grows', subject: null },
];

describe('open questions', () => {
  it('are hypotheses without a verdict, what they lack, and what is not explained', () => {
    expect(asked([owner, rest], ...leak)).toEqual([
      'hypothesis H-1 It leaks',
      'missing H-1 A second dump',
      'rest',
    ]);
  });

  it('end with a verdict, stay with none, and come back with an undo', () => {
    const verdict = (status: 'refuted' | 'inconclusive'): NotebookChange => ({
      do: 'hypothesis.status',
      id: 'H-1',
      status,
      why: 'x',
    });
    expect(asked([], ...leak, verdict('refuted'))).toEqual([]);
    expect(asked([], ...leak, verdict('inconclusive'))).toHaveLength(2);
    const undo = { do: 'undo', step: 'hypothesis.status', id: 'H-1' } as const;
    expect(asked([], ...leak, verdict('refuted'), undo)).toHaveLength(2);
  });

  it('do not ask for a rest that was dismissed', () => {
    expect(asked([rest], { do: 'statement.dismiss', id: rest.id, why: 'Small' })).toEqual([]);
  });
});
