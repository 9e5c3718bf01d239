/** The trail: a strip above every screen with what is still to be answered; each question leads to its place. */
import { statementText } from '#renderer/components/ledger-text.ts';
import { useMessages } from '#renderer/components/messages.ts';
import { useAppStatements, useNotebook } from '#renderer/rpc/notebook-queries.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import { parseSubject } from '#shared/domain/subject.ts';
import type { Messages } from '#shared/i18n/index.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { openQuestions, type OpenQuestion } from './open-questions.ts';

function textOf(question: OpenQuestion, messages: Messages): string {
  if (question.kind === 'rest') return toPrintable(statementText(question.statement.said, messages));
  const say = messages.notebook.questions[question.kind];
  return say(question.id, toPrintable(question.text));
}

export function OpenQuestions({ caseHandle }: { caseHandle: string }) {
  const messages = useMessages();
  const { questions: text } = messages.notebook;
  const { sides, timeRange, show, seek } = useSession();
  const shown = usePreferences((preferences) => preferences.questionsShown);
  const setShown = usePreferences((preferences) => preferences.setQuestionsShown);
  const notebook = useNotebook(caseHandle).data;
  const { statements = [] } = useAppStatements(caseHandle, sides, timeRange, false);
  const questions = notebook === undefined ? [] : openQuestions(notebook, statements);
  const [first] = questions;
  if (!shown || first === undefined) return null;

  function go(question: OpenQuestion): void {
    const place = question.kind === 'rest' ? parseSubject(question.statement.subject ?? '') : null;
    if (place?.kind === 'row') seek(place);
    else show('notebook');
  }

  return (
    <details className="trail" aria-label={text.label}>
      <summary>
        <strong>{text.count(questions.length)}</strong>
        <span className="trail-first muted">{textOf(first, messages)}</span>
      </summary>
      <ul>
        {questions.map((question, index) => (
          <li key={index}>
            <button type="button" className="link" onClick={() => go(question)}>
              {textOf(question, messages)}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="link small" onClick={() => setShown(false)}>
        {text.hide}
      </button>
    </details>
  );
}
