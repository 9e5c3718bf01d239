/** Details of the selected row, and for each of its numbers the evidence down to the line. */
import './inspector.css';
import { Cross } from '@blueprintjs/icons';
import { Amount } from '#renderer/components/Amount.tsx';
import { Delta } from '#renderer/components/Delta.tsx';
import { useMessages, useUnit } from '#renderer/components/messages.ts';
import { useArtifacts, useSnapshots } from '#renderer/rpc/case-queries.ts';
import type { EvidenceOfSide, Inspected, Side } from '#renderer/state/inspected.ts';
import { sameRef } from '#renderer/state/inspected.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Artifact, EvidenceRef } from '#shared/domain/evidence.ts';
import type { LedgerSide } from '#shared/domain/ledger.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';
import { formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { EvidenceCard } from './EvidenceCard.tsx';
import { sideOfArtifact } from './evidence-model.ts';

export interface InspectorViewProps {
  readonly caseHandle: string;
  /** The sides that are compared, to tell whose evidence an artifact is. */
  readonly a: LedgerSide | null;
  readonly b: LedgerSide | null;
}

export function InspectorView({ caseHandle, a, b }: InspectorViewProps) {
  const { window: text } = useMessages();
  const inspected = useSession((session) => session.inspected);
  const setInspectorOpen = usePreferences((preferences) => preferences.setInspectorOpen);
  return (
    <aside
      id="inspector"
      className="inspector"
      aria-label={text.inspector.label}
      tabIndex={-1}
      data-pane="inspector"
    >
      <button
        type="button"
        className="inspector-close"
        aria-label={text.inspector.close}
        title={text.inspector.close}
        onClick={() => setInspectorOpen(false)}
      >
        <Cross size={14} aria-hidden="true" />
      </button>
      {inspected === null ? (
        <p className="inspector-empty muted">{text.inspector.empty}</p>
      ) : (
        <>
          <Details row={inspected} />
          <Provenance caseHandle={caseHandle} row={inspected} a={a} b={b} />
        </>
      )}
    </aside>
  );
}

function Details({ row }: { row: Inspected }) {
  const { window: text, notebook } = useMessages();
  const pin = useSession((session) => session.pin);
  const unit = useUnit();
  const unitName = row.unit === 'count' ? '' : unit === 'B' ? text.status.bytesUnit : unit;
  const hasAmounts = row.a !== null || row.b !== null;
  return (
    <section>
      <h2 className="inspector-title">{row.title}</h2>
      {hasAmounts && (
        <dl className="inspector-amounts">
          <div>
            <dt className="side-a">{text.side.a}</dt>
            <dd title={exact(row.a, row, text)}>
              <Amount value={row.a} unit={row.unit} />
            </dd>
          </div>
          <div>
            <dt className="side-b">{text.side.b}</dt>
            <dd title={exact(row.b, row, text)}>
              <Amount value={row.b} unit={row.unit} />
            </dd>
          </div>
          <div>
            <dt>
              {text.side.delta} {unitName}
            </dt>
            <dd>
              <Delta delta={row.delta} a={row.a} b={row.b} unit={row.unit} />
            </dd>
          </div>
        </dl>
      )}
      <dl className="facts">
        {hasAmounts && row.unit === 'bytes' && row.delta !== null && (
          <div>
            <dt>{text.inspector.exact}</dt>
            <dd>{text.inspector.bytes(signed(row.delta))}</dd>
          </div>
        )}
        {row.facts.map(({ key, value, mono }) => (
          <div key={key}>
            <dt>{text.inspector.facts[key]}</dt>
            <dd className={mono === true ? 'mono' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="link small" title="Ctrl+M" onClick={() => pin('row')}>
        {notebook.write}
      </button>
    </section>
  );
}

function signed(value: number): string {
  return value < 0 ? `\u2212${formatCount(-value)}` : `+${formatCount(value)}`;
}

function exact(value: number | null, row: Inspected, text: WindowMessages): string | undefined {
  return value === null || row.unit === 'count' ? undefined : text.inspector.bytes(formatCount(value));
}

interface ProvenanceProps extends InspectorViewProps {
  readonly row: Inspected;
}

function Provenance({ caseHandle, row, a, b }: ProvenanceProps) {
  const { window: text } = useMessages();
  const open = useSession((session) => session.evidence);
  const showEvidence = useSession((session) => session.showEvidence);
  const artifacts = useArtifacts(caseHandle).data ?? [];
  const snapshots = useSnapshots(caseHandle).data ?? [];
  const byId = new Map(artifacts.map((artifact) => [artifact.id, artifact]));
  const entries = distinct(row.evidence);
  return (
    <section>
      <h2 className="inspector-heading">{text.inspector.provenance}</h2>
      {entries.length === 0 && <p className="muted">{text.inspector.noEvidence}</p>}
      <ul className="evidence-list">
        {entries.map(({ side, ref }) => {
          const artifact = byId.get(artifactOf(ref));
          const whose = side ?? (artifact === undefined ? null : sideOfArtifact(artifact, snapshots, a, b));
          const current = open !== null && sameRef(open, ref);
          return (
            <li key={JSON.stringify(ref)}>
              <button
                type="button"
                className="evidence-ref"
                aria-expanded={current}
                onClick={() => showEvidence(ref)}
              >
                <SideMark side={whose} text={text} />
                <span>{refText(ref, text)}</span>
                <span className="muted">{kindText(artifact, text)}</span>
              </button>
              {current && <EvidenceCard caseHandle={caseHandle} evidence={ref} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function SideMark({ side, text }: { side: Side | null; text: WindowMessages }) {
  if (side === null) return <span className="side-mark" aria-hidden="true" />;
  return <span className={`side-mark side-${side}`}>{text.side[side]}</span>;
}

function distinct(evidence: readonly EvidenceOfSide[]): EvidenceOfSide[] {
  return evidence.filter(
    (entry, index) => evidence.findIndex(({ ref }) => sameRef(ref, entry.ref)) === index,
  );
}

function artifactOf(ref: EvidenceRef): number {
  return 'artifact' in ref ? ref.artifact : ref.dump;
}

function kindText(artifact: Artifact | undefined, text: WindowMessages): string {
  return artifact === undefined ? '' : `${text.artifactKind[artifact.kind]} · ${artifact.targetName}`;
}

function refText(ref: EvidenceRef, text: WindowMessages): string {
  if ('dump' in ref) {
    const offset = `0x${ref.offset.toString(16)}`;
    return text.inspector.evidenceDump(formatEvidenceId(ref.dump), offset, formatCount(ref.length));
  }
  const id = formatEvidenceId(ref.artifact);
  const place = ref.line === 0 ? text.inspector.evidenceWhole(id) : text.inspector.evidence(id, ref.line);
  return ref.more === undefined ? place : `${place}, ${text.inspector.morePlaces(formatCount(ref.more))}`;
}
