/** An A|B|Δ table with its filter, order and states. Meminfo, processes, classes and regions differ by columns. */
import './diff.css';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { Announcer } from '#renderer/components/Announcer.tsx';
import { copyText } from '#renderer/components/copy-text.ts';
import { Delta } from '#renderer/components/Delta.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { FilterBox } from '#renderer/components/FilterBox.tsx';
import { toTsv, type GridColumn, type SortState } from '#renderer/components/grid/columns.ts';
import { DataGrid, type DataGridHandle } from '#renderer/components/grid/DataGrid.tsx';
import { useMessages, useUnit } from '#renderer/components/messages.ts';
import { sideInput, useExplanation } from '#renderer/rpc/case-queries.ts';
import { useDiffRows } from '#renderer/rpc/use-diff-rows.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import type { DiffLevel, DiffRow } from '#shared/domain/diff.ts';
import { formatCount } from '#shared/units/format.ts';
import type { ColumnContext } from './diff-columns.tsx';
import { unitName } from './diff-columns.tsx';
import { inspectRow } from './inspect-row.ts';
import { useSought } from './use-sought.ts';

export interface DiffViewProps {
  readonly caseHandle: string;
  readonly level: DiffLevel;
  readonly label: string;
  readonly process?: string | undefined;
  readonly columnsOf: (context: ColumnContext) => GridColumn<DiffRow>[];
  /** Before the filter: pick lists, switches. */
  readonly controls?: ReactNode;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly empty: { readonly title: string };
  /** Enter on a row that does not open in place. */
  readonly onOpen?: (row: DiffRow) => void;
  readonly onSwap: () => void;
}

/** First click: largest first for numbers, A to Z for names; second turns round; third is the default order. */
export function nextSort(sort: SortState | null, column: string, numeric: boolean): SortState | null {
  if (sort?.column !== column) return { column, descending: numeric };
  return sort.descending === numeric ? { column, descending: !numeric } : null;
}

export function DiffView(props: DiffViewProps) {
  const { caseHandle, level, process, filter, columnsOf } = props;
  const messages = useMessages();
  const { window: text } = messages;
  const unit = useUnit();
  const sides = useSession((session) => session.sides);
  const inspected = useSession((session) => session.inspected);
  const inspect = useSession((session) => session.inspect);
  const letterKeys = usePreferences((preferences) => preferences.letterKeys);
  const setInspectorOpen = usePreferences((preferences) => preferences.setInspectorOpen);
  const gap = useExplanation(caseHandle, sides).data?.gapBytes ?? 0;

  const [sort, setSort] = useState<SortState | null>(null);
  const [expanded, setExpanded] = useState<readonly string[]>([]);
  const [said, setSaid] = useState('');
  const grid = useRef<DataGridHandle>(null);
  const filterInput = useRef<HTMLInputElement>(null);

  const question = useMemo(
    () => ({
      case: caseHandle,
      level,
      ...sideInput(sides),
      ...(process === undefined ? {} : { process }),
      ...(filter === '' ? {} : { filter }),
      ...(sort === null ? {} : { sort }),
      ...(level === 'processes' ? { expanded: [...expanded] } : {}),
    }),
    [caseHandle, level, sides, process, filter, sort, expanded],
  );
  const rows = useDiffRows(question);
  const columns = useMemo(
    () => columnsOf({ messages, unit, scale: Math.abs(gap) }),
    [columnsOf, messages, unit, gap],
  );

  useSought(
    level,
    rows,
    (row, index) => {
      grid.current?.moveTo(index);
      inspect(inspectRow(row, messages, process));
      grid.current?.focus();
    },
    (id) => setExpanded((open) => [...open, id]),
  );

  function changeSort(column: string): void {
    const found = columns.find(({ id }) => id === column);
    const next = nextSort(sort, column, found?.align === 'end');
    setSort(next);
    setSaid(
      next === null ? text.diff.sortDefault : text.diff.sorted(found?.header ?? column, next.descending),
    );
  }

  async function copy(first: number, end: number): Promise<void> {
    const copied = await rows.readRows(first, end);
    if (!(await copyText(toTsv(columns, copied)))) setSaid(text.diff.copyFailed);
    else if (copied.length < end - first) setSaid(text.diff.copyCut(formatCount(copied.length)));
    else setSaid(text.diff.copied(copied.length));
  }

  function letter(key: string): boolean {
    if (!letterKeys) return false;
    if (key === '/') filterInput.current?.focus();
    else if (key === 'x') props.onSwap();
    else if (key !== 's') return false;
    return true;
  }

  const toggle = (row: DiffRow) =>
    setExpanded((open) => (open.includes(row.id) ? open.filter((id) => id !== row.id) : [...open, row.id]));
  const { head } = rows;
  const shown =
    head === undefined ? text.loading : text.diff.rows(formatCount(head.total), formatCount(head.unfiltered));
  return (
    <section className="diff" aria-label={props.label}>
      <div className="diff-bar">
        <h1 className="diff-title">{props.label}</h1>
        {props.controls}
        <FilterBox
          ref={filterInput}
          value={filter}
          onChange={props.onFilter}
          onLeave={() => grid.current?.focus()}
        />
        <span className="diff-counts">
          <span className="muted">{shown}</span>
          {head !== undefined && level !== 'meminfo' && (
            <span>
              {text.diff.sum} <Delta delta={head.deltaBytes} a={0} b={0} /> {unitName(unit, messages)}
            </span>
          )}
        </span>
      </div>
      {rows.error !== null && <ErrorNotice error={rows.error} onRetry={rows.retry} />}
      {head?.total === 0 && (
        <EmptyState
          title={filter === '' ? props.empty.title : text.diff.noRows}
          text={filter === '' ? text.diff.emptyText : text.diff.noRowsText(filter)}
          action={
            filter === '' ? undefined : (
              <button type="button" className="link" onClick={() => props.onFilter('')}>
                {text.diff.clearFilter}
              </button>
            )
          }
        />
      )}
      {head !== undefined && head.total > 0 && (
        <div className="diff-grid">
          <DataGrid<DiffRow>
            handle={grid}
            label={props.label}
            columns={columns}
            total={head.total}
            rowAt={rows.rowAt}
            rowId={(row) => `${row.kind}:${row.id}`}
            resetKey={JSON.stringify([level, sides, process, filter, sort])}
            inspectedId={inspected?.id ?? null}
            sort={sort}
            onSort={changeSort}
            onVisible={rows.onVisible}
            onCursor={(row, side) => inspect(inspectRow(row, messages, process), side)}
            onEvidence={(row, side) => {
              setInspectorOpen(true);
              inspect(inspectRow(row, messages, process), side);
              document.getElementById('inspector')?.focus();
            }}
            onOpen={props.onOpen}
            onCopy={(first, end) => void copy(first, end)}
            onLetter={letter}
            {...(level === 'processes'
              ? { tree: (row: DiffRow) => treeOf(row, expanded), onToggle: toggle }
              : {})}
          />
        </div>
      )}
      {head === undefined && rows.pending && <p className="diff-wait muted">{text.loading}</p>}
      <Announcer message={said === '' ? shown : said} />
    </section>
  );
}

function treeOf(row: DiffRow, expanded: readonly string[]) {
  if (row.kind !== 'process') return undefined;
  if (row.parentId !== null) return { level: 2, expanded: undefined };
  const several = Math.max(row.aCount, row.bCount) > 1;
  return { level: 1, expanded: several ? expanded.includes(row.id) : undefined };
}
