/** Adds evidence to the open case: files, dropped or chosen, and pasted text. */
import './imports.css';
import { useState, type DragEvent } from 'react';
import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { JobProgress } from '#renderer/components/JobProgress.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useReturnFocus } from '#renderer/components/use-return-focus.ts';
import { useCaseSummary } from '#renderer/rpc/case-queries.ts';
import { emptyDraft, faultOf, type ImportDraft } from './import-model.ts';
import { ImportOutcome } from './ImportOutcome.tsx';
import { ReopenForWriting } from './ReopenForWriting.tsx';
import { useImport } from './use-import.ts';

export interface ImportDialogProps {
  readonly caseHandle: string;
  readonly onClose: () => void;
}

export function ImportDialog({ caseHandle, onClose }: ImportDialogProps) {
  const { window: text } = useMessages();
  useReturnFocus();
  const summary = useCaseSummary(caseHandle).data;
  const [draft, setDraft] = useState(emptyDraft);
  const [tried, setTried] = useState(false);
  const { state, run, cancel } = useImport(caseHandle, text.imports.pasteName);
  const fault = faultOf(draft);
  const running = state.kind === 'running';
  const readOnly = summary?.mode === 'read';

  function start(): void {
    setTried(true);
    if (fault === null) run(draft);
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={text.imports.heading}
      className="imports"
      canEscapeKeyClose={!running}
      canOutsideClickClose={false}
      isCloseButtonShown={false}
    >
      <DialogBody>
        {readOnly ? (
          <ReopenForWriting path={summary.path} caseHandle={caseHandle} />
        ) : (
          <>
            <p className="muted small">{text.imports.lead}</p>
            <ImportFields draft={draft} onChange={setDraft} />
            {tried && fault !== null && (
              <p className="imports-fault" role="alert">
                {text.imports[fault]}
              </p>
            )}
          </>
        )}
        {state.kind === 'running' && <JobProgress label={text.imports.running} progress={state.progress} />}
        {state.kind === 'cancelled' && <p role="status">{text.imports.cancelled}</p>}
        {state.kind === 'failed' && <ErrorNotice error={state.error} />}
        {state.kind === 'done' && <ImportOutcome caseHandle={caseHandle} result={state.result} />}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            {running ? (
              <Button text={text.imports.cancel} onClick={cancel} />
            ) : (
              <Button text={text.imports.close} onClick={onClose} />
            )}
            {!readOnly && (
              <Button intent="primary" text={text.imports.run} disabled={running} onClick={start} />
            )}
          </>
        }
      />
    </Dialog>
  );
}

interface ImportFieldsProps {
  readonly draft: ImportDraft;
  readonly onChange: (draft: ImportDraft) => void;
}

function ImportFields({ draft, onChange }: ImportFieldsProps) {
  const { window: text } = useMessages();
  const [over, setOver] = useState(false);
  const add = (files: FileList | null) =>
    onChange({ ...draft, files: [...draft.files, ...Array.from(files ?? [])] });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  return (
    <div className="imports-fields">
      <label>
        <span>{text.imports.target}</span>
        <input
          type="text"
          maxLength={200}
          placeholder={text.imports.targetHint}
          value={draft.target}
          onChange={(event) => onChange({ ...draft, target: event.target.value })}
        />
      </label>
      <label
        className={over ? 'imports-drop imports-drop-over' : 'imports-drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span>{text.imports.files}</span>
        <span className="link">{over ? text.imports.dropNow : text.imports.filesHint}</span>
        <input className="spoken" type="file" multiple onChange={(event) => add(event.target.files)} />
      </label>
      <ul className="imports-files">
        {draft.files.map((file, index) => (
          <li key={`${file.name}-${index}`}>
            <code>{file.name}</code>
            <Button
              size="small"
              variant="minimal"
              text="×"
              aria-label={text.imports.remove(file.name)}
              onClick={() => onChange({ ...draft, files: draft.files.filter((_file, at) => at !== index) })}
            />
          </li>
        ))}
      </ul>
      <label>
        <span>{text.imports.paste}</span>
        <textarea
          className="mono"
          rows={6}
          spellCheck={false}
          value={draft.pasted}
          onChange={(event) => onChange({ ...draft, pasted: event.target.value })}
        />
      </label>
      <div className="imports-pair">
        <label>
          <span>{text.imports.process}</span>
          <input
            type="text"
            spellCheck={false}
            value={draft.process}
            onChange={(event) => onChange({ ...draft, process: event.target.value })}
          />
        </label>
        <label>
          <span>{text.imports.at}</span>
          <input
            type="text"
            spellCheck={false}
            placeholder={text.imports.atHint}
            value={draft.at}
            onChange={(event) => onChange({ ...draft, at: event.target.value })}
          />
        </label>
      </div>
    </div>
  );
}
