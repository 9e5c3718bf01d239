import { useQuery } from '@tanstack/react-query';
import { useMessages } from '#renderer/components/messages.ts';
import { useArtifacts, useSnapshots } from '#renderer/rpc/case-queries.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Explanation } from '#shared/domain/ledger.ts';
import { formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { inspectPlace } from './inspect-node.ts';
import { countReasons, evidenceOfSides, unread, wantedKinds, type ReasonCount } from './overview-model.ts';

const MOST_PROBLEMS = 10_000;

export interface EvidenceHealthProps {
  readonly caseHandle: string;
  readonly explanation: Explanation | undefined;
}

/** How far the evidence can be trusted: what was damaged or not read, and what is missing. */
export function EvidenceHealth({ caseHandle, explanation }: EvidenceHealthProps) {
  const { window: text } = useMessages();
  const client = useClient();
  const artifacts = useArtifacts(caseHandle).data ?? [];
  const problems = useQuery({
    queryKey: [caseHandle, 'problems'],
    queryFn: ({ signal }) => client.evidence.problems({ case: caseHandle, limit: MOST_PROBLEMS }, { signal }),
  }).data;
  const total = problems?.total ?? 0;
  const listed = problems?.problems.length ?? 0;
  return (
    <section>
      <h2>{text.overview.health}</h2>
      <p className="small">
        {text.overview.healthParts(artifacts.length, total, unread(artifacts).length)}
        {problems !== undefined && total + unread(artifacts).length === 0 && (
          <span className="muted"> {text.overview.healthGood}</span>
        )}
      </p>
      {listed < total && <p className="small muted">{text.overview.listCut(listed, total)}</p>}
      <Problems reasons={countReasons(problems?.problems ?? [])} />
      {explanation !== undefined && <Presence caseHandle={caseHandle} explanation={explanation} />}
    </section>
  );
}

function Problems({ reasons }: { reasons: readonly ReasonCount[] }) {
  const { window: text } = useMessages();
  const inspect = useSession((session) => session.inspect);
  if (reasons.length === 0) return null;
  return (
    <table className="overview-table">
      <thead>
        <tr>
          <th scope="col">{text.overview.problemColumn}</th>
          <th scope="col" className="number">
            {text.overview.problemCount}
          </th>
          <th scope="col">{text.overview.firstAt}</th>
        </tr>
      </thead>
      <tbody>
        {reasons.map(({ reason, count, first }) => (
          <tr key={reason}>
            <td>{text.problemReason[reason]}</td>
            <td className="number">{formatCount(count)}</td>
            <td>
              <button
                type="button"
                className="link"
                onClick={() =>
                  inspect(inspectPlace(`problem:${reason}`, text.problemReason[reason], [first]))
                }
              >
                {'artifact' in first
                  ? text.inspector.evidence(formatEvidenceId(first.artifact), first.line)
                  : ''}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A mark for each kind of evidence and side, so that what is missing is seen before it is missed. */
function Presence({ caseHandle, explanation }: { caseHandle: string; explanation: Explanation }) {
  const { window: text } = useMessages();
  const snapshots = useSnapshots(caseHandle).data ?? [];
  const sides = evidenceOfSides(explanation, snapshots);
  return (
    <table className="overview-table overview-presence">
      <caption>{text.overview.missing}</caption>
      <thead>
        <tr>
          <td />
          {sides.map(({ side, name }) => (
            <th key={side} scope="col" className={`side-${side}`}>
              {text.side[side]} · {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {wantedKinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">{text.artifactKind[kind]}</th>
            {sides.map(({ side, kinds }) => (
              <td key={side}>
                {kinds.has(kind) ? (
                  <span>
                    <span aria-hidden="true">●</span> {text.overview.has}
                  </span>
                ) : (
                  <span className="muted">
                    <span aria-hidden="true">○</span> {text.overview.lacks}
                  </span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
