import { useId, useState, type KeyboardEvent } from 'react';
import { Button } from '@blueprintjs/core';
import { useMessages } from '#renderer/components/messages.ts';

export interface FindingDraft {
  readonly text: string;
  readonly subject: string;
}

export interface FindingFormProps {
  /** What it begins with; a draft may be changed before it is saved. */
  readonly draft?: FindingDraft;
  readonly busy: boolean;
  readonly autoFocus?: boolean;
  /** Tells whether it was saved; the form is empty then. */
  readonly onSave: (draft: FindingDraft) => Promise<boolean>;
  readonly onCancel?: () => void;
}

const empty: FindingDraft = { text: '', subject: '' };

/** One sentence and what it is about. Enter saves, since a finding is a sentence and not a page. */
export function FindingForm({ draft = empty, busy, autoFocus = false, onSave, onCancel }: FindingFormProps) {
  const { notebook: text } = useMessages();
  const [written, setWritten] = useState(draft);
  const hint = useId();
  const blank = written.text.trim() === '';

  async function save(): Promise<void> {
    if (!blank && !busy && (await onSave(written))) setWritten(empty);
  }

  function onKeyDown(event: KeyboardEvent): void {
    // An input method takes Enter to choose a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void save();
  }

  return (
    <form
      className="notebook-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label>
        <span>{text.write}</span>
        <textarea
          rows={2}
          maxLength={10_000}
          value={written.text}
          // The dialog is opened to write in it.
          autoFocus={autoFocus}
          aria-describedby={hint}
          onChange={(event) => setWritten({ ...written, text: event.target.value })}
          onKeyDown={onKeyDown}
        />
      </label>
      <label>
        <span>{text.about}</span>
        <input
          type="text"
          className="mono"
          spellCheck={false}
          maxLength={10_000}
          placeholder={text.aboutHint}
          value={written.subject}
          onChange={(event) => setWritten({ ...written, subject: event.target.value })}
        />
      </label>
      <div className="notebook-actions">
        <span id={hint} className="muted small">
          {text.writeHint}
        </span>
        {onCancel !== undefined && <Button text={text.cancel} onClick={onCancel} />}
        <Button type="submit" intent="primary" disabled={blank || busy} text={text.save} />
      </div>
    </form>
  );
}
