/** Columns that all A|B|Δ tables share. */
import { amountWidth, deltaWidth } from '#renderer/components/amount-width.ts';
import { noteText } from '#renderer/components/ledger-text.ts';
import { Amount } from '#renderer/components/Amount.tsx';
import { Delta } from '#renderer/components/Delta.tsx';
import { DeltaBar } from '#renderer/components/DeltaBar.tsx';
import type { GridColumn } from '#renderer/components/grid/columns.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import type { Messages } from '#shared/i18n/index.ts';
import type { ByteUnit } from '#shared/units/byte-unit.ts';

export interface ColumnContext {
  readonly messages: Messages;
  readonly unit: ByteUnit;
  /** Bytes that fill half of a bar: the gap. */
  readonly scale: number;
}

export function unitName(unit: ByteUnit, { window: text }: Messages): string {
  return unit === 'B' ? text.status.bytesUnit : unit;
}

export function unitOf(row: DiffRow): 'bytes' | 'count' {
  return row.kind === 'meminfo' ? row.unit : 'bytes';
}

export function textOf(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/**
 * A, B, Δ and the bar.
 * @param measure what is compared, where the rows do not say it themselves
 * @param amountPx of A and B at least
 */
export function amountColumns<Row extends DiffRow>(
  context: ColumnContext,
  measure = '',
  amountPx = 0,
): GridColumn<Row>[] {
  const { window: text } = context.messages;
  const unit = unitName(context.unit, context.messages);
  return [
    {
      id: 'a',
      header: `${text.side.a} (${unit})`,
      width: amountWidth(context.unit, amountPx),
      align: 'end',
      side: 'a',
      sortable: true,
      cell: (row) => <Amount value={row.aBytes} unit={unitOf(row)} />,
      text: (row) => textOf(row.aBytes),
    },
    {
      id: 'b',
      header: `${text.side.b} (${unit})`,
      width: amountWidth(context.unit, amountPx),
      align: 'end',
      side: 'b',
      sortable: true,
      cell: (row) => <Amount value={row.bBytes} unit={unitOf(row)} />,
      text: (row) => textOf(row.bBytes),
    },
    {
      id: 'delta',
      header: `${text.side.delta}${measure === '' ? '' : ` ${measure}`} (${unit})`,
      width: deltaWidth(context.unit, measure === '' ? 0 : 112),
      align: 'end',
      sortable: true,
      cell: (row) => <Delta delta={row.deltaBytes} a={row.aBytes} b={row.bBytes} unit={unitOf(row)} />,
      text: (row) => textOf(row.deltaBytes),
    },
    {
      id: 'share',
      header: text.diff.columns.share,
      width: 'minmax(96px, 320px)',
      cell: (row) =>
        unitOf(row) === 'count' ? null : <DeltaBar delta={row.deltaBytes} scale={context.scale} />,
      text: (row) =>
        context.scale > 0 && row.deltaBytes !== null ? (row.deltaBytes / context.scale).toFixed(4) : '',
    },
  ];
}

function noteTag(note: string, text: Messages['window']): string {
  if (note === 'regions-of-other-time') return text.otherTime;
  return note.endsWith('-a') ? text.unknownA : text.unknownB;
}

/** Says that a row is of one side only, or that the other is not known. */
export function OnlyTag({ row, messages }: { row: DiffRow; messages: Messages }) {
  const { window: text } = messages;
  const [first] = row.notes;
  if (first !== undefined)
    return (
      <span className="tag" title={row.notes.map((note) => noteText(note, messages)).join(' ')}>
        {noteTag(first, text)}
      </span>
    );
  if (row.aBytes === null && row.bBytes !== null) return <span className="tag tag-gone">{text.onlyB}</span>;
  if (row.bBytes === null && row.aBytes !== null) return <span className="tag tag-new">{text.onlyA}</span>;
  return null;
}
