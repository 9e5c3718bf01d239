import { useState, type FormEvent } from 'react';
import { Button } from '@blueprintjs/core';
import { useMessages } from '#renderer/components/messages.ts';
import type { NotebookChanging } from '#renderer/rpc/notebook-queries.ts';
import { hypothesisKinds, type Hypothesis, type HypothesisKind } from '#shared/domain/notebook.ts';
import { HypothesisCard } from './HypothesisCard.tsx';

export interface HypothesisListProps {
  readonly caseHandle: string;
  readonly hypotheses: readonly Hypothesis[];
  readonly changing: NotebookChanging;
  readonly writable: boolean;
}

export function HypothesisList({ caseHandle, hypotheses, changing, writable }: HypothesisListProps) {
  const { notebook: text } = useMessages();
  const [writing, setWriting] = useState(false);
  return (
    <section aria-labelledby="notebook-hypotheses">
      <div className="notebook-title">
        <h2 id="notebook-hypotheses">{text.hypotheses}</h2>
        {writable && !writing && (
          <Button size="small" text={text.newHypothesis} onClick={() => setWriting(true)} />
        )}
      </div>
      {writing && writable && (
        <HypothesisForm
          busy={changing.busy}
          onCancel={() => setWriting(false)}
          onSave={async (given) => {
            const after = await changing.run((notebook) =>
              notebook.addHypothesis({ case: caseHandle, ...given }),
            );
            if (after !== undefined) setWriting(false);
          }}
        />
      )}
      {hypotheses.length === 0 && !writing && <p className="muted">{text.hypothesesNone}</p>}
      <ol className="notebook-list">
        {hypotheses.map((hypothesis) => (
          <li key={hypothesis.id}>
            <HypothesisCard
              caseHandle={caseHandle}
              hypothesis={hypothesis}
              changing={changing}
              writable={writable}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface NewHypothesis {
  readonly kind: HypothesisKind;
  readonly claim: string;
  readonly prediction: string | null;
}

interface HypothesisFormProps {
  readonly busy: boolean;
  readonly onSave: (given: NewHypothesis) => Promise<void>;
  readonly onCancel: () => void;
}

function HypothesisForm({ busy, onSave, onCancel }: HypothesisFormProps) {
  const { notebook: text } = useMessages();
  const [kind, setKind] = useState<HypothesisKind>('backlog');
  const [claim, setClaim] = useState('');
  const [prediction, setPrediction] = useState('');
  const blank = claim.trim() === '';

  function submit(event: FormEvent): void {
    event.preventDefault();
    const predicted = prediction.trim() === '' ? null : prediction.trim();
    if (!blank) void onSave({ kind, claim: claim.trim(), prediction: predicted });
  }

  return (
    <form className="notebook-form" onSubmit={submit}>
      <label>
        <span>{text.kind}</span>
        <select
          autoFocus
          value={kind}
          onChange={({ target }) => setKind(hypothesisKinds.find((one) => one === target.value) ?? 'backlog')}
        >
          {hypothesisKinds.map((one) => (
            <option key={one} value={one}>
              {text.kinds[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text.claim}</span>
        <input
          type="text"
          maxLength={10_000}
          placeholder={text.claimHint}
          value={claim}
          onChange={(event) => setClaim(event.target.value)}
        />
      </label>
      <label>
        <span>{text.prediction}</span>
        <input
          type="text"
          maxLength={10_000}
          placeholder={text.predictionHint}
          value={prediction}
          onChange={(event) => setPrediction(event.target.value)}
        />
      </label>
      <div className="notebook-actions">
        <Button text={text.cancel} onClick={onCancel} />
        <Button type="submit" intent="primary" disabled={blank || busy} text={text.save} />
      </div>
    </form>
  );
}
