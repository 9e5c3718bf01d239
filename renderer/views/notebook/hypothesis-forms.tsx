/** What can be added to a hypothesis: a piece of evidence, another status with its reason. Closed at first. */
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '@blueprintjs/core';
import { useMessages } from '#renderer/components/messages.ts';
import type { HypothesisStatus } from '#shared/domain/notebook.ts';
import { evidenceMarks, hypothesisStatuses, type EvidenceNote } from '#shared/domain/postmortem.ts';
import type { HypothesisCardProps } from './HypothesisCard.tsx';

export function EvidenceForm({ caseHandle, hypothesis: { id }, changing }: HypothesisCardProps) {
  const { notebook: text } = useMessages();
  const [mark, setMark] = useState<EvidenceNote['mark']>('for');
  const [said, setSaid] = useState('');
  const [subject, setSubject] = useState('');

  async function save(): Promise<boolean> {
    const about = subject.trim() === '' ? null : subject.trim();
    const given = { case: caseHandle, id, mark, text: said.trim(), subject: about };
    const saved = (await changing.run((notebook) => notebook.addEvidence(given))) !== undefined;
    if (saved) [setSaid, setSubject].forEach((clear) => clear(''));
    return saved;
  }

  return (
    <Folded title={text.addEvidence} blank={said.trim() === '' || changing.busy} onSave={save}>
      <label>
        <span>{text.mark}</span>
        <select
          value={mark}
          onChange={({ target }) => setMark(evidenceMarks.find((one) => one === target.value) ?? 'for')}
        >
          {evidenceMarks.map((one) => (
            <option key={one} value={one}>
              {text.marks[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text.evidenceText}</span>
        <input
          type="text"
          maxLength={10_000}
          value={said}
          onChange={(event) => setSaid(event.target.value)}
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
          value={subject}
          onChange={(event) => setSubject(event.target.value)}
        />
      </label>
    </Folded>
  );
}

export function StatusForm({ caseHandle, hypothesis, changing }: HypothesisCardProps) {
  const { notebook: text } = useMessages();
  const { id } = hypothesis;
  const [status, setStatus] = useState<HypothesisStatus>('supported');
  const [why, setWhy] = useState('');

  async function save(): Promise<boolean> {
    const given = { case: caseHandle, id, status, why: why.trim() };
    const saved = (await changing.run((notebook) => notebook.setStatus(given))) !== undefined;
    if (saved) setWhy('');
    return saved;
  }

  return (
    <Folded title={text.changeStatus} blank={why.trim() === '' || changing.busy} onSave={save}>
      <label>
        <span>{text.status}</span>
        <select
          value={status}
          onChange={({ target }) =>
            setStatus(hypothesisStatuses.find((one) => one === target.value) ?? 'open')
          }
        >
          {hypothesisStatuses.map((one) => (
            <option key={one} value={one}>
              {text.statuses[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text.why}</span>
        <input type="text" maxLength={10_000} value={why} onChange={(event) => setWhy(event.target.value)} />
      </label>
    </Folded>
  );
}

interface FoldedProps {
  readonly title: string;
  readonly blank: boolean;
  readonly onSave: () => Promise<boolean>;
  readonly children: ReactNode;
}

/** Closes when it has saved, and the focus goes back to what opened it. */
function Folded({ title, blank, onSave, children }: FoldedProps) {
  const { notebook: text } = useMessages();
  const details = useRef<HTMLDetailsElement>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (blank || !(await onSave()) || details.current === null) return;
    details.current.open = false;
    details.current.querySelector('summary')?.focus();
  }

  return (
    <details ref={details}>
      <summary>{title}</summary>
      <form className="notebook-form" onSubmit={(event) => void submit(event)}>
        {children}
        <div className="notebook-actions">
          <Button type="submit" intent="primary" size="small" disabled={blank} text={text.save} />
        </div>
      </form>
    </details>
  );
}
