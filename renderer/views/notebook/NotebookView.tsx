/** What people note in a case: findings, hypotheses with what speaks for and against them, and the way back. */
import './notebook.css';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '@blueprintjs/core';
import { Redo, Undo } from '@blueprintjs/icons';
import { Announcer } from '#renderer/components/Announcer.tsx';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useNotebook, useNotebookChange } from '#renderer/rpc/notebook-queries.ts';
import type { Notebook } from '#shared/domain/notebook.ts';
import { FindingList } from './FindingList.tsx';
import { HypothesisList } from './HypothesisList.tsx';
import { StatementList } from './StatementList.tsx';

export interface NotebookViewProps {
  readonly caseHandle: string;
  readonly reopen: ReactNode;
}

export function NotebookView({ caseHandle, reopen }: NotebookViewProps) {
  const { notebook: text, window: words } = useMessages();
  const { data, error, refetch } = useNotebook(caseHandle);
  const changing = useNotebookChange(caseHandle);
  const [said, setSaid] = useState('');
  const writable = reopen === null;

  async function step(what: 'undo' | 'redo', { undo, redo }: Notebook): Promise<void> {
    const expected = what === 'undo' ? undo : redo;
    if (!writable || expected === null) return;
    const after = await changing.run((notebook) => notebook[what]({ case: caseHandle, expected }));
    if (after !== undefined) setSaid(text[what](text.step(expected)));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || data === undefined) return;
    // In a field the keys belong to what is typed there.
    if (event.target instanceof Element && event.target.closest('input, textarea, select') !== null) return;
    event.preventDefault();
    void step(event.shiftKey ? 'redo' : 'undo', data);
  }

  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className="notebook muted">{words.loading}</p>;
  return (
    <div className="notebook" onKeyDown={onKeyDown}>
      <header className="notebook-head">
        <div>
          <h1>{text.heading}</h1>
          <p className="muted small">{text.lead}</p>
        </div>
        <Steps notebook={data} writable={writable} onStep={(what) => void step(what, data)} />
      </header>
      {reopen}
      {changing.error !== null && <ErrorNotice error={changing.error} />}
      <div className="notebook-columns">
        <div className="notebook-side">
          <FindingList
            caseHandle={caseHandle}
            findings={data.findings}
            changing={changing}
            writable={writable}
          />
          <HypothesisList
            caseHandle={caseHandle}
            hypotheses={data.hypotheses}
            changing={changing}
            writable={writable}
          />
        </div>
        <StatementList caseHandle={caseHandle} notebook={data} changing={changing} writable={writable} />
      </div>
      <Announcer message={said} />
    </div>
  );
}

interface StepsProps {
  readonly notebook: Notebook;
  readonly writable: boolean;
  readonly onStep: (what: 'undo' | 'redo') => void;
}

/** Says what it takes back before it does. */
function Steps({ notebook: { undo, redo }, writable, onStep }: StepsProps) {
  const { notebook: text } = useMessages();
  return (
    <div className="notebook-steps">
      <Button
        size="small"
        icon={<Undo size={14} aria-hidden="true" />}
        disabled={!writable || undo === null}
        text={undo === null ? text.nothingToUndo : text.undo(text.step(undo))}
        title="Ctrl+Z"
        onClick={() => onStep('undo')}
      />
      {redo !== null && (
        <Button
          size="small"
          icon={<Redo size={14} aria-hidden="true" />}
          disabled={!writable}
          text={text.redo(text.step(redo))}
          title="Ctrl+Shift+Z"
          onClick={() => onStep('redo')}
        />
      )}
    </div>
  );
}
