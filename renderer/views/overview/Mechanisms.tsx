/** Why: known causes that were found inside dumps, what speaks for them, and what to set. */
import { statementText } from '#renderer/components/ledger-text.ts';
import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Explanation } from '#shared/domain/ledger.ts';
import type { Mechanism, MechanismGroup } from '#shared/domain/mechanism.ts';
import { formatBytes } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { inspectPlace } from './inspect-node.ts';

/** Nothing where nothing was found. */
export function Mechanisms({ explanation }: { explanation: Explanation }) {
  const { window: text } = useMessages();
  const { mechanisms, mechanismGroups } = explanation;
  if (mechanismGroups.length === 0) return null;
  return (
    <section className="overview-mechanisms">
      <h2>{text.overview.mechanisms}</h2>
      {mechanismGroups.map((group) => (
        <GroupOf
          key={`${group.target} ${group.id}`}
          group={group}
          members={mechanisms.filter(({ id, target }) => id === group.id && target === group.target)}
        />
      ))}
    </section>
  );
}

function GroupOf({ group, members }: { group: MechanismGroup; members: readonly Mechanism[] }) {
  const messages = useMessages();
  const { overview: text } = messages.window;
  return (
    <div>
      <p>
        <strong>{messages.mechanisms.texts[group.id].title}</strong> · {toPrintable(group.target)} ·{' '}
        {toPrintable(statementText(group.statement, messages))}
      </p>
      <table className="overview-table">
        <thead>
          <tr>
            <th scope="col">{text.mechanismProcess}</th>
            <th scope="col" className="number">
              {text.mechanismObserved}
            </th>
            <th scope="col" className="number">
              {text.mechanismCeiling}
            </th>
            <th scope="col">{text.mechanismSure}</th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow key={`${member.process} ${member.pid}`} member={member} />
          ))}
        </tbody>
      </table>
      {members.map((member) => (
        <Reasons key={`${member.process} ${member.pid}`} member={member} />
      ))}
    </div>
  );
}

function MemberRow({ member }: { member: Mechanism }) {
  const { window: text } = useMessages();
  const { process, pid, observed, predictedCeilingBytes, confidence } = member;
  return (
    <tr>
      <th scope="row">{toPrintable(pid === null ? process : `${process} (${pid})`)}</th>
      <td className="number">{observed.bytes === undefined ? '' : formatBytes(observed.bytes)}</td>
      <td className="number">{predictedCeilingBytes === null ? '–' : formatBytes(predictedCeilingBytes)}</td>
      <td>{text.confidence[confidence]}</td>
    </tr>
  );
}

/** Closed at first: the answer stands above, the proof is one key away. */
function Reasons({ member }: { member: Mechanism }) {
  const messages = useMessages();
  const { overview: text } = messages.window;
  const words = messages.mechanisms.texts[member.id];
  return (
    <details>
      <summary>{text.mechanismWhy(toPrintable(member.process))}</summary>
      <ul className="overview-statements">
        {[...member.for, ...member.against].map((statement, index) => (
          <Reason
            key={statement.code}
            id={`mechanism:${member.id}:${member.pid}:${index}`}
            sign={index < member.for.length ? '+' : '−'}
            sentence={toPrintable(statementText(statement, messages))}
            evidence={statement.evidence}
          />
        ))}
      </ul>
      <h3>{text.mechanismRemedy}</h3>
      <ul className="overview-remedies">
        {member.remedy.map(({ key, line, why }) => (
          <li key={key}>
            <code>{line}</code> <span className="muted">{words.why[key] ?? why}</span>
          </li>
        ))}
      </ul>
      <p className="muted small">{words.verify}</p>
    </details>
  );
}

interface ReasonProps {
  readonly id: string;
  readonly sign: string;
  readonly sentence: string;
  readonly evidence: Mechanism['evidence'];
}

function Reason({ id, sign, sentence, evidence }: ReasonProps) {
  const inspect = useSession((session) => session.inspect);
  return (
    <li>
      <span className="statement-mark" aria-hidden="true">
        {sign}
      </span>
      {evidence.length === 0 ? (
        <p>{sentence}</p>
      ) : (
        <button type="button" onClick={() => inspect(inspectPlace(id, sentence, evidence))}>
          {sentence}
        </button>
      )}
    </li>
  );
}
