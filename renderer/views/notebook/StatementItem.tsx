import { useState, type FormEvent } from 'react';
import { Button } from '@blueprintjs/core';
import { useMessages } from '#renderer/components/messages.ts';
import type { NotebookChanging } from '#renderer/rpc/notebook-queries.ts';
import type { AppStatement, RuleInput } from '#shared/domain/app-statement.ts';
import { parseSubject } from '#shared/domain/subject.ts';
import { formatBytes, formatCount, formatShare } from '#shared/units/format.ts';
import { subjectOfStatement } from './notebook-model.ts';
import { useShowSubject } from './SubjectLink.tsx';

export interface StatementItemProps {
  readonly caseHandle: string;
  readonly statement: AppStatement;
  readonly sentence: string;
  /** The finding that says the same already. */
  readonly takenAs: string | null;
  readonly changing: NotebookChanging;
  readonly writable: boolean;
}

export function StatementItem(props: StatementItemProps) {
  const { caseHandle, statement, sentence, takenAs, changing, writable } = props;
  const { notebook: text } = useMessages();
  const showSubject = useShowSubject(caseHandle);
  const [dismissing, setDismissing] = useState(false);
  const subject = subjectOfStatement(statement);
  const place = subject === null ? null : parseSubject(subject);
  const take = () =>
    changing.run((notebook) => notebook.addFinding({ case: caseHandle, text: sentence, subject }));

  return (
    <li className="notebook-statement">
      <p className="notebook-said">
        {statement.said.severity === 'caution' && (
          <span className="notebook-caution" aria-hidden="true">
            !{' '}
          </span>
        )}
        {sentence}
      </p>
      <div className="notebook-actions">
        {place !== null && (
          <button
            type="button"
            className="link small"
            aria-label={text.showMeAbout(sentence)}
            onClick={() => showSubject(place)}
          >
            {text.showMe}
          </button>
        )}
        {takenAs !== null && <span className="small muted">{text.taken(takenAs)}</span>}
        {writable && takenAs === null && (
          <button type="button" className="link small" disabled={changing.busy} onClick={() => void take()}>
            {text.take}
          </button>
        )}
        {writable && (
          <button
            type="button"
            className="link small"
            aria-expanded={dismissing}
            onClick={() => setDismissing(!dismissing)}
          >
            {text.dismiss}
          </button>
        )}
        <Rule statement={statement} />
      </div>
      {dismissing && <DismissForm {...props} />}
    </li>
  );
}

function DismissForm({ caseHandle, statement, changing }: StatementItemProps) {
  const { notebook: text } = useMessages();
  const [why, setWhy] = useState('');
  const blank = why.trim() === '';
  function submit(event: FormEvent): void {
    event.preventDefault();
    const given = { case: caseHandle, id: statement.id, why: why.trim() };
    if (!blank) void changing.run((notebook) => notebook.dismiss(given));
  }
  return (
    <form className="notebook-form" onSubmit={submit}>
      <label>
        <span>{text.dismissWhy}</span>
        <input
          type="text"
          autoFocus
          maxLength={10_000}
          value={why}
          onChange={(event) => setWhy(event.target.value)}
        />
      </label>
      <Button type="submit" size="small" disabled={blank || changing.busy} text={text.dismiss} />
    </form>
  );
}

/** By which rule, from which numbers. */
function Rule({ statement: { rule, inputs } }: { statement: AppStatement }) {
  const { notebook: text } = useMessages();
  return (
    <details>
      <summary>{text.rule(rule)}</summary>
      <p className="small muted">{text.rules[rule]}</p>
      <dl className="notebook-inputs small">
        {inputs.map((input) => (
          <div key={input.key}>
            <dt>{text.inputs[input.key] ?? input.key}</dt>
            <dd title={formatCount(input.value)}>{amountOf(input)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function amountOf({ value, unit }: RuleInput): string {
  if (unit === 'share') return formatShare(value);
  return unit === 'bytes' ? formatBytes(value) : formatCount(value);
}
