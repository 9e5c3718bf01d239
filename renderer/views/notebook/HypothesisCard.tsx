import { useMessages } from '#renderer/components/messages.ts';
import type { NotebookChanging } from '#renderer/rpc/notebook-queries.ts';
import type { Hypothesis } from '#shared/domain/notebook.ts';
import { evidenceMarks } from '#shared/domain/postmortem.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { EvidenceForm, StatusForm } from './hypothesis-forms.tsx';
import { SubjectLink } from './SubjectLink.tsx';
import { toSeconds } from './notebook-model.ts';

export interface HypothesisCardProps {
  readonly caseHandle: string;
  readonly hypothesis: Hypothesis;
  readonly changing: NotebookChanging;
  readonly writable: boolean;
}

export function HypothesisCard(props: HypothesisCardProps) {
  const { notebook: text } = useMessages();
  const { id, kind, claim, prediction, status } = props.hypothesis;
  return (
    <article className="notebook-card" aria-label={`${id} ${toPrintable(claim)}`}>
      <p className="notebook-said">
        <strong>{id}</strong> {toPrintable(claim)}
      </p>
      <p className="small notebook-line">
        <span className={`notebook-status notebook-status-${status}`}>{text.statuses[status]}</span>
        <span className="muted">{text.kinds[kind]}</span>
        {prediction !== null && (
          <span>
            <span className="muted">{text.predicts}:</span> {toPrintable(prediction)}
          </span>
        )}
      </p>
      <Marks {...props} />
      <History {...props} />
      {props.writable && (
        <div className="notebook-edit">
          <EvidenceForm {...props} />
          <StatusForm {...props} />
        </div>
      )}
    </article>
  );
}

/** Three lists side by side; an empty one is seen as such. */
function Marks({ caseHandle, hypothesis: { id, evidence } }: HypothesisCardProps) {
  const { notebook: text } = useMessages();
  return (
    <div className="notebook-marks" role="group" aria-label={text.evidenceOf(id)}>
      {evidenceMarks.map((mark) => {
        const found = evidence.filter((one) => one.mark === mark);
        return (
          <div key={mark} className={`notebook-mark-${mark}`}>
            <h3>
              <span aria-hidden="true">{signs[mark]}</span> {text.marks[mark]}
            </h3>
            {found.length === 0 && <p className="muted small">{text.noneOfMark}</p>}
            <ul>
              {found.map(({ text: said, subject, at, actor }, index) => (
                <li key={index} title={text.by(toPrintable(actor), toSeconds(at))}>
                  {toPrintable(said)} <SubjectLink caseHandle={caseHandle} of={id} subject={subject} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

const signs = { for: '+', against: '−', missing: '?' } as const;

function History({ hypothesis: { history } }: HypothesisCardProps) {
  const { notebook: text } = useMessages();
  return (
    <details>
      <summary>{text.history(history.length)}</summary>
      <ol className="notebook-history small">
        {history.map(({ status, why, at, actor }, index) => (
          <li key={index}>
            <strong>{text.statuses[status]}</strong>{' '}
            <span className="muted">{text.by(toPrintable(actor), toSeconds(at))}</span>
            {why !== '' && <p>{toPrintable(why)}</p>}
          </li>
        ))}
      </ol>
    </details>
  );
}
