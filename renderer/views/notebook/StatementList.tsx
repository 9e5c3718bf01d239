/** What the app says by itself, by rules that can be read: each is taken as a finding, dismissed, or left. */
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { statementText } from '#renderer/components/ledger-text.ts';
import { useMessages } from '#renderer/components/messages.ts';
import { useAppStatements, type NotebookChanging } from '#renderer/rpc/notebook-queries.ts';
import { useSession } from '#renderer/state/session.ts';
import type { AppStatement } from '#shared/domain/app-statement.ts';
import type { Dismissal, Notebook } from '#shared/domain/notebook.ts';
import type { Messages } from '#shared/i18n/index.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { subjectOfStatement, toSeconds } from './notebook-model.ts';
import { StatementItem } from './StatementItem.tsx';

export interface StatementListProps {
  readonly caseHandle: string;
  readonly notebook: Notebook;
  readonly changing: NotebookChanging;
  readonly writable: boolean;
}

export function sentenceOf({ said, mechanism }: AppStatement, messages: Messages): string {
  const sentence = statementText(said, messages);
  if (mechanism === null) return toPrintable(sentence);
  const { title } = messages.mechanisms.texts[mechanism.id];
  return toPrintable(`${title} · ${mechanism.target} · ${sentence}`);
}

export function StatementList({ caseHandle, notebook, changing, writable }: StatementListProps) {
  const messages = useMessages();
  const { notebook: text } = messages;
  const sides = useSession((session) => session.sides);
  const range = useSession((session) => session.timeRange);
  const { statements, isReading, error } = useAppStatements(caseHandle, sides, range);
  // A case without evidence is no failure: there is nothing to say yet.
  const isEmpty = isAppError(error) && error.code === 'explain.no-evidence';
  const dismissed = new Set(notebook.dismissed.map(({ id }) => id));
  const shown = (statements ?? []).filter(({ id }) => !dismissed.has(id));
  return (
    <section aria-labelledby="notebook-statements">
      <h2 id="notebook-statements">{text.statements}</h2>
      <p className="muted small">{text.statementsLead}</p>
      {error !== null && !isEmpty && <ErrorNotice error={error} />}
      {isReading && (
        <p className="muted small" role="status">
          {text.readingDumps}
        </p>
      )}
      {!isReading && shown.length === 0 && (
        <p className="muted">{dismissed.size === 0 ? text.statementsNone : text.statementsLeft}</p>
      )}
      <ul className="notebook-list">
        {shown.map((statement) => {
          const sentence = sentenceOf(statement, messages);
          const subject = subjectOfStatement(statement);
          const taken = notebook.findings.find((one) => one.text === sentence && one.subject === subject);
          return (
            <StatementItem
              key={statement.id}
              caseHandle={caseHandle}
              statement={statement}
              sentence={sentence}
              takenAs={taken?.id ?? null}
              changing={changing}
              writable={writable}
            />
          );
        })}
      </ul>
      <Dismissed
        dismissals={notebook.dismissed}
        sentences={new Map(statements?.map((one) => [one.id, sentenceOf(one, messages)]))}
        writable={writable}
        onRestore={(id) => void changing.run((book) => book.restore({ case: caseHandle, id }))}
      />
    </section>
  );
}

interface DismissedProps {
  readonly dismissals: readonly Dismissal[];
  readonly sentences: ReadonlyMap<string, string>;
  readonly writable: boolean;
  readonly onRestore: (id: string) => void;
}

/** Of other comparisons too: those are named by their rule. */
function Dismissed({ dismissals, sentences, writable, onRestore }: DismissedProps) {
  const { notebook: text } = useMessages();
  if (dismissals.length === 0) return null;
  return (
    <details>
      <summary>{text.dismissed(dismissals.length)}</summary>
      <ul className="notebook-history small">
        {dismissals.map(({ id, why, at, actor }) => (
          <li key={id}>
            {sentences.get(id) ?? toPrintable(id)}{' '}
            <span className="muted">{text.by(toPrintable(actor), toSeconds(at))}</span>
            <p>{toPrintable(why)}</p>
            {writable && (
              <button type="button" className="link" onClick={() => onRestore(id)}>
                {text.restore}
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
