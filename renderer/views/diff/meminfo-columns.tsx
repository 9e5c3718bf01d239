import { meminfoWidths } from '#renderer/components/amount-width.ts';
import type { GridColumn } from '#renderer/components/grid/columns.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import { amountColumns, OnlyTag, type ColumnContext } from './diff-columns.tsx';

export function meminfoColumns(context: ColumnContext): GridColumn<DiffRow>[] {
  const { window: text } = context.messages;
  const groupName = (row: DiffRow) =>
    row.kind === 'meminfo' ? (text.diff.groups[row.group] ?? row.group) : '';
  return [
    {
      id: 'label',
      header: text.diff.columns.field,
      width: 'minmax(170px, 360px)',
      sortable: true,
      cell: (row) => (
        <>
          <span className="mono">{row.label}</span> <OnlyTag row={row} messages={context.messages} />
        </>
      ),
      text: (row) => row.label,
    },
    {
      id: 'group',
      header: text.diff.columns.group,
      width: '110px',
      sortable: true,
      cell: (row) => <span className="muted">{groupName(row)}</span>,
      text: groupName,
    },
    ...amountColumns<DiffRow>(context, '', meminfoWidths[context.unit]),
  ];
}
