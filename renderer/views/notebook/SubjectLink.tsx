import { useMessages } from '#renderer/components/messages.ts';
import { useArtifacts } from '#renderer/rpc/case-queries.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import { parseSubject, type Subject } from '#shared/domain/subject.ts';
import { formatEvidenceId } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';

export interface SubjectLinkProps {
  readonly caseHandle: string;
  /** `F-3` */
  readonly of: string;
  readonly subject: string | null;
}

/** What a finding is about, and the way there. Words that lead nowhere are only shown. */
export function SubjectLink({ caseHandle, of, subject }: SubjectLinkProps) {
  const { notebook: text } = useMessages();
  const showSubject = useShowSubject(caseHandle);
  if (subject === null) return null;
  const place = parseSubject(subject);
  return (
    <span className="notebook-subject">
      <code>{toPrintable(subject)}</code>
      {place !== null && (
        <button
          type="button"
          className="link"
          aria-label={text.showMeAbout(of)}
          onClick={() => showSubject(place)}
        >
          {text.showMe}
        </button>
      )}
    </span>
  );
}

/** Rows are sought by their table, bytes by the hex view; a line opens in the inspector here. */
export function useShowSubject(caseHandle: string): (subject: Subject) => void {
  const { window: text } = useMessages();
  const { seek, showDump, inspect } = useSession();
  const artifacts = useArtifacts(caseHandle).data ?? [];
  const setInspectorOpen = usePreferences((preferences) => preferences.setInspectorOpen);
  return (subject) => {
    if (subject.kind === 'row') return seek(subject);
    const { artifact } = subject;
    const kind = artifacts.find(({ id }) => id === artifact)?.kind;
    if (subject.kind === 'bytes' && kind === 'dump') {
      return showDump({ artifact, offset: subject.offset, length: subject.length });
    }
    const line = subject.kind === 'line' ? subject.line : 0;
    const id = formatEvidenceId(artifact);
    setInspectorOpen(true);
    inspect({
      id: `evidence:${artifact}:${line}`,
      title: line === 0 ? text.inspector.evidenceWhole(id) : text.inspector.evidence(id, line),
      unit: 'bytes',
      a: null,
      b: null,
      delta: null,
      facts: [],
      evidence: [{ side: null, ref: { artifact, line } }],
    });
    // The pane may not be drawn yet.
    setTimeout(() => document.getElementById('inspector')?.focus());
  };
}
