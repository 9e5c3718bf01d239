/** What only a person can answer: an unknown host key, a secret. Nothing is kept of what is typed. */
import { useState, type FormEvent } from 'react';
import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { useMessages } from '#renderer/components/messages.ts';
import { useReturnFocus } from '#renderer/components/use-return-focus.ts';
import type { Question } from '#shared/contract/collect.ts';
import { toPrintable } from '#shared/util/printable.ts';
import type { Answer } from './use-live-run.ts';

export interface QuestionDialogProps {
  readonly question: Question;
  readonly onAnswer: (answer: Answer) => void;
}

export function QuestionDialog({ question, onAnswer }: QuestionDialogProps) {
  return question.kind === 'host-key' ? (
    <HostKeyDialog question={question} onAnswer={onAnswer} />
  ) : (
    <SecretDialog question={question} onAnswer={onAnswer} />
  );
}

interface HostKeyProps {
  readonly question: Extract<Question, { kind: 'host-key' }>;
  readonly onAnswer: (answer: Answer) => void;
}

/** The safe answer has the focus: Enter by habit accepts nothing. */
function HostKeyDialog({ question, onAnswer }: HostKeyProps) {
  const { collect: text } = useMessages();
  useReturnFocus();
  return (
    <Dialog
      isOpen
      title={text.unknownKey}
      onClose={() => onAnswer(null)}
      canOutsideClickClose={false}
      isCloseButtonShown={false}
      className="question"
    >
      <DialogBody>
        <p>{text.unknownKeyText(toPrintable(question.name))}</p>
        <dl className="question-key">
          <dt>{text.fingerprint}</dt>
          <dd className="mono">
            {question.fingerprint} ({question.keyType})
          </dd>
        </dl>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text={text.once} onClick={() => onAnswer('once')} />
            <Button text={text.remember} onClick={() => onAnswer('remember')} />
            <Button intent="primary" autoFocus text={text.refuse} onClick={() => onAnswer(null)} />
          </>
        }
      />
    </Dialog>
  );
}

interface SecretProps {
  readonly question: Exclude<Question, { kind: 'host-key' }>;
  readonly onAnswer: (answer: Answer) => void;
}

function SecretDialog({ question, onAnswer }: SecretProps) {
  const { collect: text } = useMessages();
  useReturnFocus();
  const [values, setValues] = useState(() => question.prompts.map(() => ''));
  const serverWords = [question.title, question.instruction].filter((words) => words !== '');
  const send = (event: FormEvent) => {
    event.preventDefault();
    onAnswer(values);
  };
  return (
    <Dialog
      isOpen
      title={text.secretHeading[question.kind]}
      onClose={() => onAnswer(null)}
      canOutsideClickClose={false}
      isCloseButtonShown={false}
      className="question"
    >
      <form onSubmit={send}>
        <DialogBody>
          {question.attempt > 1 && (
            <p className="question-again" role="alert">
              {text.again}
            </p>
          )}
          <p className="muted">{text.secretFor(toPrintable(question.subject))}</p>
          {serverWords.length > 0 && (
            <blockquote className="question-server">
              <p className="small muted">{text.fromServer}</p>
              <pre>{serverWords.map(toPrintable).join('\n')}</pre>
            </blockquote>
          )}
          {question.prompts.map((prompt, index) => (
            <label key={index} className="question-field">
              <span>{toPrintable(prompt.text)}</span>
              <input
                type={prompt.echo ? 'text' : 'password'}
                autoComplete="off"
                spellCheck={false}
                autoFocus={index === 0}
                value={values[index] ?? ''}
                onChange={(event) => setValues(values.with(index, event.target.value))}
              />
            </label>
          ))}
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text={text.cancel} onClick={() => onAnswer(null)} />
              <Button intent="primary" type="submit" text={text.send} />
            </>
          }
        />
      </form>
    </Dialog>
  );
}
