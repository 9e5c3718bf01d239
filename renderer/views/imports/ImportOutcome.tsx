import { useQuery } from '@tanstack/react-query';
import { useMessages } from '#renderer/components/messages.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import { isErrorCode } from '#shared/errors/codes.ts';
import type { ImportResult } from '#shared/contract/imports.ts';
import { formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { totalsOf } from './import-model.ts';

const MOST_PROBLEMS = 50;

export interface ImportOutcomeProps {
  readonly caseHandle: string;
  readonly result: ImportResult;
}

/** What became of each part, each damaged line, and what could not be taken. */
export function ImportOutcome({ caseHandle, result }: ImportOutcomeProps) {
  const { window: text, errors } = useMessages();
  const { parts, records, problems } = totalsOf(result);
  return (
    <div className="imports-outcome" role="status">
      <h3>{text.imports.done(parts, records, problems)}</h3>
      <ul>
        {result.parts.map(({ artifact, kind, records: found, problems: damaged, duplicate }) => (
          <li key={artifact.id}>
            <strong>{formatEvidenceId(artifact.id)}</strong> {text.artifactKind[kind]}{' '}
            <code className="muted">{artifact.name}</code>{' '}
            <span className="muted">
              {duplicate
                ? text.imports.duplicate
                : `${formatCount(found)} ${text.imports.records}, ${formatCount(damaged)} ${text.imports.problems}`}
            </span>
            {damaged > 0 && <PartProblems caseHandle={caseHandle} artifact={artifact.id} />}
          </li>
        ))}
      </ul>
      {result.refused.length > 0 && (
        <>
          <h3>{text.imports.refused}</h3>
          <ul>
            {result.refused.map(({ name, code, message }) => (
              <li key={name}>
                <code>{name}</code> {isErrorCode(code) ? errors[code].what : message}
              </li>
            ))}
          </ul>
        </>
      )}
      {result.warnings.length > 0 && (
        <>
          <h3>{text.imports.warnings}</h3>
          <ul>
            {result.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function PartProblems({ caseHandle, artifact }: { caseHandle: string; artifact: number }) {
  const { window: text } = useMessages();
  const client = useClient();
  const found = useQuery({
    queryKey: [caseHandle, 'problems', artifact],
    queryFn: ({ signal }) =>
      client.evidence.problems({ case: caseHandle, artifact, limit: MOST_PROBLEMS }, { signal }),
  }).data;
  if (found === undefined) return null;
  return (
    <ul className="imports-problems">
      {found.problems.map((problem, index) => (
        <li key={index}>
          {text.inspector.line(problem.line)}: {text.problemReason[problem.reason]}{' '}
          <code>{problem.text}</code>
        </li>
      ))}
      {found.total > found.problems.length && (
        <li className="muted">{text.inspector.more(found.total - found.problems.length)}</li>
      )}
    </ul>
  );
}
