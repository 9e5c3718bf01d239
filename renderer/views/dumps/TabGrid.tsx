import { useMemo, useState } from 'react';
import { Announcer } from '#renderer/components/Announcer.tsx';
import { copyText } from '#renderer/components/copy-text.ts';
import { toTsv, type GridColumn, type SortState } from '#renderer/components/grid/columns.ts';
import { DataGrid } from '#renderer/components/grid/DataGrid.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { formatCount } from '#shared/units/format.ts';

/** A column of rows that are all here: it is sorted by its value. */
export interface TabColumn<Row> extends GridColumn<Row> {
  readonly value: (row: Row) => number | string;
}

export interface TabGridProps<Row> {
  readonly label: string;
  readonly columns: readonly TabColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** Enter or a double click. */
  readonly onOpen: (row: Row) => void;
  readonly onCursor?: (row: Row) => void;
  /** Without it the table fills its place. */
  readonly maxRows?: number;
  readonly inspectedId?: string | null;
}

/** A table of a tab: sorted here, since all of its rows came in one answer. */
export function TabGrid<Row>({ columns, rows, ...props }: TabGridProps<Row>) {
  const { window: text } = useMessages();
  const letterKeys = usePreferences((preferences) => preferences.letterKeys);
  const [sort, setSort] = useState<SortState | null>(null);
  const [said, setSaid] = useState('');
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const changeSort = (id: string) => {
    const isNumber = columns.find((column) => column.id === id)?.align === 'end';
    if (sort?.column !== id) setSort({ column: id, descending: isNumber });
    else setSort(sort.descending === isNumber ? { column: id, descending: !isNumber } : null);
  };
  const copy = async (first: number, end: number) => {
    const copied = sorted.slice(first, end);
    const isDone = await copyText(toTsv(columns, copied));
    setSaid(isDone ? text.dumps.tabs.copied(formatCount(copied.length)) : text.diff.copyFailed);
  };
  return (
    <>
      <DataGrid<Row>
        {...props}
        columns={columns}
        total={sorted.length}
        rowAt={(index) => sorted[index]}
        resetKey={JSON.stringify(sort)}
        sort={sort}
        onSort={changeSort}
        onCopy={(first, end) => void copy(first, end)}
        onLetter={(key) => letterKeys && key === 's'}
      />
      <Announcer message={said} />
    </>
  );
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly TabColumn<Row>[],
  sort: SortState | null,
): readonly Row[] {
  const value = columns.find(({ id }) => id === sort?.column)?.value;
  if (sort === null || value === undefined) return rows;
  const turn = sort.descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [left, right] = [value(one), value(other)];
    return left === right ? 0 : left < right ? -turn : turn;
  });
}
