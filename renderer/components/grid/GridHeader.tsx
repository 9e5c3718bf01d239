import type { GridColumn, SortState } from './columns.ts';

export interface GridHeaderProps<Row> {
  readonly id: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly sort: SortState | null;
  readonly onSort: ((column: string) => void) | undefined;
  readonly cursorColumn: number | null;
}

export function GridHeader<Row>({ id, columns, sort, onSort, cursorColumn }: GridHeaderProps<Row>) {
  return (
    <div className="grid-head" role="rowgroup">
      <div className="grid-head-row" role="row" aria-rowindex={1}>
        {columns.map((column, at) => {
          const sorted = sort?.column === column.id ? sort : null;
          const classes = ['grid-head-cell'];
          if (column.align === 'end') classes.push('grid-cell-end');
          if (column.side !== undefined) classes.push(`side-${column.side}`);
          if (column.sortable === true) classes.push('grid-head-sortable');
          if (cursorColumn === at) classes.push('grid-cell-current');
          return (
            <div
              key={column.id}
              id={`${id}-head-${at}`}
              role="columnheader"
              aria-colindex={at + 1}
              aria-sort={ariaSort(column.sortable, sorted)}
              className={classes.join(' ')}
              title={column.header}
              onClick={column.sortable === true ? () => onSort?.(column.id) : undefined}
            >
              <span className="grid-head-text">{column.header}</span>
              {sorted !== null && (
                <span className="grid-head-arrow" aria-hidden="true">
                  {sorted.descending ? '↓' : '↑'}
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function ariaSort(sortable: boolean | undefined, sorted: SortState | null) {
  if (sortable !== true) return undefined;
  if (sorted === null) return 'none' as const;
  return sorted.descending ? ('descending' as const) : ('ascending' as const);
}
