import { amountWidth } from '#renderer/components/amount-width.ts';
import { Amount } from '#renderer/components/Amount.tsx';
import { className } from '#renderer/components/ledger-text.ts';
import type { GridColumn } from '#renderer/components/grid/columns.ts';
import type { DiffRow, RegionDiffRow } from '#shared/domain/diff.ts';
import { formatCount } from '#shared/units/format.ts';
import { amountColumns, OnlyTag, textOf, unitName, type ColumnContext } from './diff-columns.tsx';

type SideName = 'a' | 'b';

function classText(row: DiffRow, context: ColumnContext): string {
  if (row.kind !== 'region' && row.kind !== 'class') return '';
  const name = className(row.class, context.messages);
  return row.kind === 'region' && row.arena !== null ? `${name} ${row.arena}` : name;
}

function asRegion(row: DiffRow): RegionDiffRow | undefined {
  return row.kind === 'region' ? row : undefined;
}

function startColumn(side: SideName, header: string): GridColumn<DiffRow> {
  return {
    id: side === 'a' ? 'start' : 'startB',
    header,
    width: '136px',
    side,
    sortable: side === 'a',
    cell: (row) => <code>{asRegion(row)?.[side]?.start ?? '–'}</code>,
    text: (row) => asRegion(row)?.[side]?.start ?? '',
  };
}

function classColumn(context: ColumnContext, width: string): GridColumn<DiffRow> {
  return {
    id: 'class',
    header: context.messages.window.diff.columns.class,
    width,
    sortable: true,
    cell: (row) => (
      <>
        {classText(row, context)} <OnlyTag row={row} messages={context.messages} />
      </>
    ),
    text: (row) => classText(row, context),
  };
}

function ruleColumn(context: ColumnContext): GridColumn<DiffRow> {
  const ruleOf = (row: DiffRow) => (row.kind === 'region' || row.kind === 'class' ? row.rule : '');
  return {
    id: 'rule',
    header: context.messages.window.diff.columns.rule,
    width: '180px',
    sortable: true,
    cell: (row) => <code className="muted">{ruleOf(row)}</code>,
    text: ruleOf,
  };
}

export function regionColumns(context: ColumnContext): GridColumn<DiffRow>[] {
  const { columns } = context.messages.window.diff;
  const unit = unitName(context.unit, context.messages);
  const sizeOf = (row: DiffRow, side: SideName) => asRegion(row)?.[side]?.sizeBytes;
  const sizeColumn = (side: SideName, header: string): GridColumn<DiffRow> => ({
    id: side === 'a' ? 'size' : 'sizeB',
    header: `${header} (${unit})`,
    width: amountWidth(context.unit, 112),
    align: 'end',
    side,
    sortable: side === 'a',
    cell: (row) => <Amount value={sizeOf(row, side)} />,
    text: (row) => textOf(sizeOf(row, side)),
  });
  const modeOf = (row: DiffRow) => (asRegion(row)?.a ?? asRegion(row)?.b)?.permissions ?? '';
  return [
    classColumn(context, 'minmax(216px, 360px)'),
    // Not what the process table compares (anonymous PSS, where it is known): pmap tells resident memory only.
    ...amountColumns<DiffRow>(context, context.messages.window.measures.rss),
    startColumn('a', columns.startA),
    startColumn('b', columns.startB),
    sizeColumn('a', columns.size),
    sizeColumn('b', columns.sizeB),
    {
      id: 'permissions',
      header: columns.permissions,
      width: '64px',
      cell: (row) => <code>{modeOf(row)}</code>,
      text: modeOf,
    },
    {
      id: 'path',
      header: columns.path,
      width: 'minmax(240px, 520px)',
      sortable: true,
      cell: (row) => <code title={asRegion(row)?.path}>{asRegion(row)?.path}</code>,
      text: (row) => asRegion(row)?.path ?? '',
    },
    ruleColumn(context),
  ];
}

export function classColumns(context: ColumnContext): GridColumn<DiffRow>[] {
  const { columns } = context.messages.window.diff;
  const unit = unitName(context.unit, context.messages);
  const countColumn = (side: SideName, header: string): GridColumn<DiffRow> => {
    const countOf = (row: DiffRow) => (row.kind === 'class' ? row[`${side}Count`] : 0);
    return {
      id: `${side}Count`,
      header,
      width: '88px',
      align: 'end',
      side,
      sortable: true,
      cell: (row) => formatCount(countOf(row)),
      text: (row) => String(countOf(row)),
    };
  };
  const sizeColumn = (side: SideName, header: string): GridColumn<DiffRow> => {
    const sizeOf = (row: DiffRow) => (row.kind === 'class' ? row[`${side}SizeBytes`] : null);
    return {
      id: `${side}SizeBytes`,
      header: `${header} (${unit})`,
      width: amountWidth(context.unit, 112),
      align: 'end',
      side,
      sortable: true,
      cell: (row) => <Amount value={sizeOf(row)} />,
      text: (row) => textOf(sizeOf(row)),
    };
  };
  return [
    classColumn(context, 'minmax(180px, 360px)'),
    // Not what the process table compares (anonymous PSS, where it is known): pmap tells resident memory only.
    ...amountColumns<DiffRow>(context, context.messages.window.measures.rss),
    countColumn('a', columns.count),
    countColumn('b', columns.countB),
    sizeColumn('a', columns.size),
    sizeColumn('b', columns.sizeB),
    ruleColumn(context),
  ];
}
