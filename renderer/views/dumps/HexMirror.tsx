import { useMessages } from '#renderer/components/messages.ts';
import { addressText } from './hex-layout.ts';
import { rowAt, rowOf, type HexRow, type HexRows } from './hex-rows.ts';

export interface HexMirrorProps {
  readonly id: string;
  readonly rows: HexRows;
  readonly start: bigint;
  readonly cursor: number;
  readonly bytesAt: (offset: number, length: number) => Uint8Array | undefined;
  readonly foldText: (row: HexRow) => string;
}

/** Name of the cell that a screen reader is at. */
export function cellId(id: string, offset: number): string {
  return `${id}-${offset}`;
}

/** What the canvas shows, as cells: the cursor's row and its neighbours. More would bring screen readers down. */
export function HexMirror({ id, rows, start, cursor, bytesAt, foldText }: HexMirrorProps) {
  const index = rowOf(rows, cursor);
  const near = [index - 1, index, index + 1].flatMap((one) => {
    const row = one < 0 || one >= rows.total ? undefined : rowAt(rows, one);
    return row === undefined ? [] : [{ one, row }];
  });
  return (
    <div className="spoken" role="rowgroup">
      {near.map(({ one, row }) => (
        <div key={one} role="row" aria-rowindex={one + 1} data-offset={row.offset}>
          <span role="rowheader" aria-colindex={1}>
            {addressText(start + BigInt(row.offset))}
          </span>
          {row.fold === null ? (
            <Cells id={id} row={row} start={start} bytes={bytesAt(row.offset, row.length)} />
          ) : (
            <span role="gridcell" id={cellId(id, row.offset)} aria-colindex={2} aria-colspan={16}>
              {foldText(row)}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

function Cells({
  id,
  row,
  start,
  bytes,
}: {
  id: string;
  row: HexRow;
  start: bigint;
  bytes: Uint8Array | undefined;
}) {
  const { window: text } = useMessages();
  return Array.from({ length: row.length }, (_, column) => {
    const byte = bytes?.[column];
    const shown = byte === undefined ? '' : byte.toString(16).toUpperCase().padStart(2, '0');
    const offset = row.offset + column;
    return (
      <span
        key={column}
        role="gridcell"
        id={cellId(id, offset)}
        aria-colindex={column + 2}
        aria-label={
          byte === undefined
            ? text.dumps.onItsWay
            : text.dumps.byteSpoken(addressText(start + BigInt(offset)), shown, letterOf(byte))
        }
      >
        {shown}
      </span>
    );
  });
}

/** Empty where the byte is no letter. */
function letterOf(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : '';
}
