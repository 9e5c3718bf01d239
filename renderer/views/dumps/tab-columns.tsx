/** Columns that the tabs' tables share. */
import { formatBytes, formatCount } from '#shared/units/format.ts';
import type { TabColumn } from './TabGrid.tsx';

export function bytesColumn<Row>(
  id: string,
  header: string,
  value: (row: Row) => number,
  width = '88px',
): TabColumn<Row> {
  return {
    ...{ id, header, width, align: 'end', sortable: true, value },
    cell: (row) => formatBytes(value(row)),
    text: (row) => String(value(row)),
  };
}

export function countColumn<Row>(
  id: string,
  header: string,
  value: (row: Row) => number,
  width = '84px',
): TabColumn<Row> {
  return {
    ...{ id, header, width, align: 'end', sortable: true, value },
    cell: (row) => formatCount(value(row)),
    text: (row) => String(value(row)),
  };
}

export function wordColumn<Row>(
  id: string,
  header: string,
  value: (row: Row) => string,
  width = 'minmax(110px, 1fr)',
): TabColumn<Row> {
  return { ...{ id, header, width, sortable: true, value }, cell: value, text: value };
}

/** An address that a click leads to; by keyboard Enter on the row does. */
export function addressColumn<Row>(
  id: string,
  header: string,
  value: (row: Row) => string,
  jump: { readonly text: (address: string) => string; readonly go: (row: Row) => void },
): TabColumn<Row> {
  return {
    ...{ id, header, width: '132px', sortable: true, value },
    cell: (row) => {
      const address = value(row);
      return (
        <button
          type="button"
          tabIndex={-1}
          className="dump-jump mono"
          title={jump.text(address)}
          onClick={() => jump.go(row)}
        >
          {address}
        </button>
      );
    },
    text: value,
  };
}
