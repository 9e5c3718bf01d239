import { deltaWidth } from '#renderer/components/amount-width.ts';
import type { GridColumn } from '#renderer/components/grid/columns.ts';
import { Delta } from '#renderer/components/Delta.tsx';
import type { DiffRow, ProcessDiffRow } from '#shared/domain/diff.ts';
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import { amountColumns, OnlyTag, textOf, type ColumnContext } from './diff-columns.tsx';

/** `4711`, or `4711 +2` where one row stands for more. */
function pidText(pids: readonly number[]): string {
  const [first] = pids;
  if (first === undefined) return '–';
  return pids.length === 1 ? String(first) : `${first} +${pids.length - 1}`;
}

function asProcess(row: DiffRow): ProcessDiffRow | undefined {
  return row.kind === 'process' ? row : undefined;
}

/** The difference of a measure, null where no side knows it. */
export function measureDelta(row: ProcessDiffRow, measure: ProcessMeasure): number | null {
  const amounts = row.measures[measure];
  return amounts === undefined ? null : (amounts.a ?? 0) - (amounts.b ?? 0);
}

function measureColumn(
  measure: ProcessMeasure,
  header: string,
  { unit }: ColumnContext,
): GridColumn<DiffRow> {
  return {
    id: measure,
    header,
    width: deltaWidth(unit, 104),
    align: 'end',
    cell: (row) => {
      if (row.kind !== 'process') return null;
      const amounts = row.measures[measure];
      return <Delta delta={measureDelta(row, measure)} a={amounts?.a ?? null} b={amounts?.b ?? null} />;
    },
    text: (row) => (row.kind === 'process' ? textOf(measureDelta(row, measure)) : ''),
  };
}

export function processColumns(context: ColumnContext): GridColumn<DiffRow>[] {
  const { window: text } = context.messages;
  const { columns } = text.diff;
  const measureOf = (row: DiffRow) => (row.kind === 'process' ? text.measures[row.measure] : '');
  return [
    {
      id: 'label',
      header: columns.process,
      width: 'minmax(190px, 400px)',
      sortable: true,
      tree: true,
      cell: (row) => <ProcessName row={row} context={context} />,
      text: (row) => row.label,
    },
    ...amountColumns<DiffRow>(context),
    {
      id: 'measure',
      header: columns.measure,
      width: '112px',
      sortable: true,
      cell: (row) => <span className="muted">{measureOf(row)}</span>,
      text: measureOf,
    },
    {
      id: 'aPids',
      header: columns.pidsA,
      width: '84px',
      align: 'end',
      cell: (row) => pidText(asProcess(row)?.aPids ?? []),
      text: (row) => (asProcess(row)?.aPids ?? []).join(' '),
    },
    {
      id: 'bPids',
      header: columns.pidsB,
      width: '84px',
      align: 'end',
      cell: (row) => pidText(asProcess(row)?.bPids ?? []),
      text: (row) => (asProcess(row)?.bPids ?? []).join(' '),
    },
    measureColumn('rss', columns.rss, context),
    measureColumn('pss', columns.pss, context),
    measureColumn('swap', columns.swap, context),
    {
      id: 'commandLine',
      header: columns.command,
      width: 'minmax(260px, 640px)',
      sortable: true,
      cell: (row) => <code className="muted">{asProcess(row)?.commandLine}</code>,
      text: (row) => asProcess(row)?.commandLine ?? '',
    },
  ];
}

function ProcessName({ row, context }: { row: DiffRow; context: ColumnContext }) {
  if (row.kind !== 'process') return null;
  const count = Math.max(row.aCount, row.bCount);
  return (
    <span title={row.commandLine}>
      {row.label}
      {row.parentId === null && count > 1 && (
        <span className="muted" title={context.messages.window.diff.instances(count)}>
          {' '}
          ×{row.aCount === row.bCount ? count : `${row.aCount}|${row.bCount}`}
        </span>
      )}{' '}
      <OnlyTag row={row} messages={context.messages} />
    </span>
  );
}
