/** What remains when the journal's entries are followed, undo and redo included; by hand. */
import { describe, expect, it } from 'vitest';
import { nextIds, readNotebook, type NotebookChange, type NotebookEntry } from '#shared/domain/notebook.ts';

const add = (id: string): NotebookChange => ({ do: 'finding.add', id, text: `About ${id}`, subject: null });
const undo = (id: string): NotebookChange => ({ do: 'undo', step: 'finding.add', id });
const redo = (id: string): NotebookChange => ({ do: 'redo', step: 'finding.add', id });

function entries(...changes: NotebookChange[]): NotebookEntry[] {
  return changes.map((change, index) => ({ at: index, actor: 'ann', change }));
}

function left(...changes: NotebookChange[]): string[] {
  return readNotebook(entries(...changes)).findings.map(({ id }) => id);
}

describe('undo and redo', () => {
  it('go back and forth step by step', () => {
    const [one, two] = [add('F-1'), add('F-2')];
    expect(left(one, two, undo('F-2'))).toEqual(['F-1']);
    expect(left(one, two, undo('F-2'), undo('F-1'))).toEqual([]);
    expect(left(one, two, undo('F-2'), undo('F-1'), redo('F-1'))).toEqual(['F-1']);
    expect(left(one, two, undo('F-2'), redo('F-2'))).toEqual(['F-1', 'F-2']);
  });

  it('leave nothing to make again after a new step', () => {
    const notebook = readNotebook(entries(add('F-1'), undo('F-1'), add('F-2'), redo('F-1')));
    expect(notebook.findings.map(({ id }) => id)).toEqual(['F-2']);
    expect([notebook.undo, notebook.redo]).toEqual([{ step: 'finding.add', id: 'F-2' }, null]);
  });

  it('change nothing where they name another step than the last: who wrote them saw another journal', () => {
    expect(left(add('F-1'), add('F-2'), undo('F-1'))).toEqual(['F-1', 'F-2']);
    expect(left(undo('F-1'), add('F-1'))).toEqual(['F-1']);
  });

  it('take a status or a piece of evidence back, and nothing else of the hypothesis', () => {
    const steps: NotebookChange[] = [
      { do: 'hypothesis.add', id: 'H-1', kind: 'leak', claim: 'It leaks', prediction: null },
      { do: 'hypothesis.evidence', id: 'H-1', mark: 'for', text: 'It grows', subject: null },
      { do: 'hypothesis.status', id: 'H-1', status: 'supported', why: 'It grows' },
      { do: 'undo', step: 'hypothesis.status', id: 'H-1' },
    ];
    const [hypothesis] = readNotebook(entries(...steps)).hypotheses;
    expect([hypothesis?.status, hypothesis?.history.length, hypothesis?.evidence.length]).toEqual([
      'open',
      1,
      1,
    ]);
  });

  it('never free a number: what was taken back may have been cited', () => {
    const all = entries(add('F-1'), add('F-2'), undo('F-2'), undo('F-1'));
    expect(nextIds(all)).toEqual({ finding: 'F-3', hypothesis: 'H-1' });
  });
});
