import { Absent, Delta } from '#renderer/components/Delta.tsx';
import { amountWidth, deltaWidth } from '#renderer/components/amount-width.ts';
import { Amount } from '#renderer/components/Amount.tsx';
import { DeltaBar } from '#renderer/components/DeltaBar.tsx';
import { ledgerLabel, noteText } from '#renderer/components/ledger-text.ts';
import type { GridColumn } from '#renderer/components/grid/columns.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { ByteUnit } from '#shared/units/byte-unit.ts';
import type { Messages } from '#shared/i18n/index.ts';
import { knownAmounts } from '#shared/domain/ledger.ts';
import { placesOf } from '#shared/domain/evidence.ts';
import { formatEvidenceId } from '#shared/units/format.ts';
import type { LedgerRow } from './overview-model.ts';

export interface LedgerColumnContext {
  readonly messages: Messages;
  readonly unit: ByteUnit;
  readonly scale: Bytes;
  /** Nothing to compare with: B is absent, not zero. */
  readonly oneSide: boolean;
}

export function ledgerColumns({
  messages,
  unit,
  scale,
  oneSide,
}: LedgerColumnContext): GridColumn<LedgerRow>[] {
  const { window: text } = messages;
  const { columns } = text.diff;
  const unitName = unit === 'B' ? text.status.bytesUnit : unit;
  const notesOf = ({ node }: LedgerRow) => node.notes.map((note) => noteText(note, messages)).join(' ');
  return [
    {
      id: 'label',
      header: columns.part,
      width: 'minmax(276px, 460px)',
      tree: true,
      cell: ({ node }) => (
        <span className={nameClass(node)} title={ledgerLabel(node, messages)}>
          {ledgerLabel(node, messages)}
        </span>
      ),
      text: ({ node, level }) => `${'  '.repeat(level - 1)}${ledgerLabel(node, messages)}`,
    },
    {
      id: 'a',
      header: `${text.side.a} (${unitName})`,
      width: amountWidth(unit),
      align: 'end',
      side: 'a',
      cell: ({ node }) => <Amount value={knownAmounts(node).a} />,
      text: ({ node }) => textOf(knownAmounts(node).a),
    },
    {
      id: 'b',
      header: `${text.side.b} (${unitName})`,
      width: amountWidth(unit),
      align: 'end',
      side: 'b',
      cell: ({ node }) => (oneSide ? <Absent /> : <Amount value={knownAmounts(node).b} />),
      text: ({ node }) => (oneSide ? '' : textOf(knownAmounts(node).b)),
    },
    {
      id: 'delta',
      header: `${text.side.delta} (${unitName})`,
      width: deltaWidth(unit),
      align: 'end',
      cell: ({ node }) => <Delta {...knownAmounts(node)} />,
      text: ({ node }) => textOf(knownAmounts(node).delta),
    },
    {
      id: 'share',
      header: columns.share,
      width: 'minmax(84px, 240px)',
      cell: ({ node }) => <DeltaBar delta={knownAmounts(node).delta} scale={scale} />,
      text: ({ node }) => shareText(knownAmounts(node).delta, scale),
    },
    {
      id: 'confidence',
      header: columns.confidence,
      width: '84px',
      cell: ({ node }) => (
        <span className={`confidence-${node.confidence}`}>{text.confidence[node.confidence]}</span>
      ),
      text: ({ node }) => text.confidence[node.confidence],
    },
    {
      id: 'evidence',
      header: columns.evidence,
      width: '84px',
      cell: ({ node }) => <span className="muted">{evidenceText(node.evidence)}</span>,
      text: ({ node }) => evidenceText(node.evidence),
    },
    {
      id: 'notes',
      header: columns.notes,
      width: 'minmax(160px, 1fr)',
      cell: (row) => (
        <span className="muted" title={notesOf(row)}>
          {notesOf(row)}
        </span>
      ),
      text: notesOf,
    },
  ];
}

function textOf(bytes: Bytes | null): string {
  return bytes === null ? '' : String(bytes);
}

function shareText(delta: Bytes | null, scale: Bytes): string {
  return delta === null || scale === 0 ? '' : (delta / scale).toFixed(4);
}

/** The gap and what opens below it stand out; residuals step back. */
function nameClass({ kind, children }: LedgerRow['node']): string {
  const strong = kind === 'gap' || (kind === 'meminfo' && children.length > 0);
  return strong ? 'ledger-strong' : `ledger-${kind}`;
}

function evidenceText(evidence: LedgerRow['node']['evidence']): string {
  const [first] = evidence;
  if (first === undefined) return '';
  const id = formatEvidenceId('artifact' in first ? first.artifact : first.dump);
  const more = placesOf(evidence) - 1;
  return more === 0 ? id : `${id} +${more}`;
}
