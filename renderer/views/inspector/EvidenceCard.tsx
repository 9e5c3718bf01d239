import { useState, type ReactNode } from 'react';
import { copyText } from '#renderer/components/copy-text.ts';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useExcerpt, useSnapshots } from '#renderer/rpc/case-queries.ts';
import type { EvidenceExcerpt } from '#shared/contract/evidence.ts';
import type { Artifact, EvidenceRef, Snapshot } from '#shared/domain/evidence.ts';
import { formatBytes, formatEvidenceId } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { hashGroups } from './evidence-model.ts';

export interface EvidenceCardProps {
  readonly caseHandle: string;
  readonly evidence: EvidenceRef;
}

/** One piece of evidence: where, when and how it was captured, its hash, and the line itself. */
export function EvidenceCard({ caseHandle, evidence }: EvidenceCardProps) {
  const { window: text } = useMessages();
  const snapshots = useSnapshots(caseHandle).data ?? [];
  const place = 'artifact' in evidence ? evidence : { artifact: evidence.dump, line: 0 };
  const { data, error, refetch } = useExcerpt(caseHandle, place);
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className="muted small">{text.loading}</p>;
  const snapshot = snapshots.find(({ id }) => id === data.artifact.snapshotId);
  return (
    <div className="evidence-card">
      {data.lines.length > 0 && <Excerpt excerpt={data} />}
      <Origin artifact={data.artifact} snapshot={snapshot} />
    </div>
  );
}

function Excerpt({ excerpt }: { excerpt: EvidenceExcerpt }) {
  const { window: text } = useMessages();
  const problems = Map.groupBy(excerpt.problems, ({ line }) => line);
  return (
    <figure className="excerpt" aria-label={text.inspector.excerpt}>
      <ol className="mono" tabIndex={0} start={excerpt.firstLine}>
        {excerpt.lines.map((content, index) => {
          const number = excerpt.firstLine + index;
          const found = problems.get(number) ?? [];
          return (
            <li key={number} aria-current={number === excerpt.line ? 'true' : undefined} data-line={number}>
              <span className="excerpt-number">{number}</span>
              <span className="excerpt-text">{content}</span>
              {found.map((problem, at) => (
                <span key={at} className="excerpt-problem">
                  <span aria-hidden="true">!</span> {text.problemReason[problem.reason]}
                  {problem.detail === undefined ? '' : ` (${problem.detail})`}
                </span>
              ))}
            </li>
          );
        })}
      </ol>
    </figure>
  );
}

function Origin({ artifact, snapshot }: { artifact: Artifact; snapshot: Snapshot | undefined }) {
  const { window: text } = useMessages();
  const { inspector } = text;
  return (
    <dl className="facts">
      <Fact name={inspector.artifact}>
        {formatEvidenceId(artifact.id)} · {text.artifactKind[artifact.kind]}
      </Fact>
      <Fact name={inspector.target}>{artifact.targetName}</Fact>
      <Fact name={inspector.name} mono>
        {artifact.name}
      </Fact>
      {snapshot !== undefined && (
        <Fact name={inspector.snapshot}>
          #{snapshot.ordinal} · {formatUtc(snapshot.takenAt)}
          <span className="muted"> ({text.timeSource[snapshot.timeSource]})</span>
        </Fact>
      )}
      <Fact name={inspector.command} mono>
        {artifact.command ?? <span className="muted">{inspector.commandUnknown}</span>}
      </Fact>
      {artifact.exitCode !== null && <Fact name={inspector.exitCode}>{artifact.exitCode}</Fact>}
      {artifact.pid !== null && <Fact name={inspector.pid}>{artifact.pid}</Fact>}
      {artifact.lines !== null && (
        <Fact name={inspector.lines}>
          {artifact.lines.first}–{artifact.lines.last}
        </Fact>
      )}
      <Fact name={inspector.size}>
        {formatBytes(artifact.sizeBytes)} · {artifact.encoding}
      </Fact>
      <Fact name={inspector.imported}>{formatUtc(artifact.importedAt)}</Fact>
      <Fact name={artifact.sourceId === null ? inspector.sha256 : inspector.sha256Source} wide>
        <Hash sha256={artifact.sha256} />
      </Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly mono?: boolean;
  /** The value takes the whole width, below its name. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, mono, wide, children }: FactProps) {
  return (
    <div className={wide === true ? 'fact-wide' : undefined}>
      <dt>{name}</dt>
      <dd className={mono === true ? 'mono' : undefined}>{children}</dd>
    </div>
  );
}

function Hash({ sha256 }: { sha256: string }) {
  const { window: text } = useMessages();
  const [copied, setCopied] = useState(false);
  return (
    <>
      <span className="hash mono" data-sha256={sha256}>
        {hashGroups(sha256).map((group, index) => (
          <span key={index}>{group} </span>
        ))}
      </span>
      <button type="button" className="link small" onClick={() => void copyText(sha256).then(setCopied)}>
        {copied ? text.inspector.copied : text.inspector.copyHash}
      </button>
    </>
  );
}
