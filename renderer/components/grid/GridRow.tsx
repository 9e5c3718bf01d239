import { memo } from 'react';
import type { GridColumn } from './columns.ts';

export interface TreeState {
  /** 1 for the outermost rows. */
  readonly level: number;
  /** Undefined for a row without parts. */
  readonly expanded: boolean | undefined;
}

export interface GridRowProps<Row> {
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly row: Row | undefined;
  readonly columns: readonly GridColumn<Row>[];
  readonly cursorColumn: number | null;
  readonly selected: boolean;
  readonly inspected: boolean;
  readonly tree: TreeState | undefined;
  readonly multiselectable: boolean;
  readonly loadingText: string;
  readonly toggleText: string;
}

/** One row. Events are handled by the grid, by the `data-*` of cells. */
function GridRowView<Row>(props: GridRowProps<Row>) {
  const { id, index, row, columns, tree } = props;
  const place = { transform: `translateY(${props.top}px)` };
  if (row === undefined) {
    return (
      <div
        className="grid-row"
        role="row"
        aria-rowindex={index + 2}
        aria-busy="true"
        style={place}
        data-row={index}
      >
        <div className="grid-cell grid-cell-pending" role="gridcell" aria-colindex={1}>
          {props.loadingText}
        </div>
      </div>
    );
  }
  const classes = ['grid-row'];
  if (props.selected) classes.push('grid-row-selected');
  if (props.inspected) classes.push('grid-row-inspected');
  return (
    <div
      className={classes.join(' ')}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.multiselectable ? props.selected : undefined}
      aria-level={tree?.level}
      aria-expanded={tree?.expanded}
      style={place}
      data-row={index}
    >
      {columns.map((column, at) => (
        <div
          key={column.id}
          id={`${id}-${index}-${at}`}
          role="gridcell"
          aria-colindex={at + 1}
          data-column={at}
          className={cellClass(column, props.cursorColumn === at)}
        >
          {column.tree === true && tree !== undefined && <TreeHandle tree={tree} text={props.toggleText} />}
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

function TreeHandle({ tree, text }: { tree: TreeState; text: string }) {
  return (
    <span className="grid-tree" data-level={Math.min(tree.level, 8)}>
      {tree.expanded !== undefined && (
        <span className="grid-toggle" data-toggle="true" title={text} aria-hidden="true">
          {tree.expanded ? '▾' : '▸'}
        </span>
      )}
    </span>
  );
}

function cellClass<Row>(column: GridColumn<Row>, current: boolean): string {
  const end = column.align === 'end' ? ' grid-cell-end' : '';
  return `grid-cell${end}${current ? ' grid-cell-current' : ''}`;
}

export const GridRow = memo(GridRowView) as typeof GridRowView;
