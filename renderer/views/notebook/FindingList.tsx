import { useState } from 'react';
import { Announcer } from '#renderer/components/Announcer.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import type { NotebookChanging } from '#renderer/rpc/notebook-queries.ts';
import type { Finding } from '#shared/domain/notebook.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { FindingForm, type FindingDraft } from './FindingForm.tsx';
import { SubjectLink } from './SubjectLink.tsx';
import { toSeconds } from './notebook-model.ts';

export interface FindingListProps {
  readonly caseHandle: string;
  readonly findings: readonly Finding[];
  readonly changing: NotebookChanging;
  readonly writable: boolean;
}

/** The newest first: it is what was written just now. */
export function FindingList({ caseHandle, findings, changing, writable }: FindingListProps) {
  const { notebook: text } = useMessages();
  const [said, setSaid] = useState('');

  async function save({ text: sentence, subject }: FindingDraft): Promise<boolean> {
    const about = subject.trim() === '' ? null : subject.trim();
    const after = await changing.run((notebook) =>
      notebook.addFinding({ case: caseHandle, text: sentence.trim(), subject: about }),
    );
    setSaid(text.saved(after?.findings.at(-1)?.id ?? ''));
    return after !== undefined;
  }

  return (
    <section aria-labelledby="notebook-findings">
      <h2 id="notebook-findings">{text.findings}</h2>
      {writable && <FindingForm busy={changing.busy} onSave={save} />}
      {findings.length === 0 && <p className="muted">{text.findingsNone}</p>}
      <ol className="notebook-list" reversed>
        {findings.toReversed().map((finding) => (
          <li key={finding.id}>
            <p className="notebook-said">
              <strong>{finding.id}</strong> {toPrintable(finding.text)}
            </p>
            <p className="muted small notebook-line">
              <span>{text.by(toPrintable(finding.actor), toSeconds(finding.at))}</span>
              <SubjectLink caseHandle={caseHandle} of={finding.id} subject={finding.subject} />
            </p>
          </li>
        ))}
      </ol>
      <Announcer message={said} />
    </section>
  );
}
