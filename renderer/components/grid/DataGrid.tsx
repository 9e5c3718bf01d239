/**
 * A table of any length by keyboard, mouse and screen reader. It draws what is seen and asks for rows by
 * index; the cursor is a cell (`aria-activedescendant`), so that focus stays while rows come and go.
 */
import './grid.css';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent, type Ref } from 'react';
import { useImperativeHandle } from 'react';
import { useMessages } from '../messages.ts';
import { minimumWidth, type GridColumn, type SortState } from './columns.ts';
import { isSelected, moveCursor, selectedRange, type GridCursor, type RowSelection } from './grid-cursor.ts';
import { GridHeader } from './GridHeader.tsx';
import { GridRow, type TreeState } from './GridRow.tsx';
import { rowTop } from './row-window.ts';
import { HEADER_HEIGHT, ROW_HEIGHT, useRowWindow } from './use-row-window.ts';

export interface DataGridHandle {
  readonly focus: () => void;
  /** Puts the cursor on a row, as a key would. */
  readonly moveTo: (row: number) => void;
}

export interface DataGridProps<Row> {
  readonly handle?: Ref<DataGridHandle>;
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly total: number;
  /** Undefined while the row is on its way. */
  readonly rowAt: (index: number) => Row | undefined;
  /** A new value means another order or other rows: the grid goes back to its first row. */
  readonly resetKey: string;
  readonly inspectedId?: string | null;
  readonly rowId: (row: Row) => string;
  readonly sort?: SortState | null;
  readonly onSort?: (column: string) => void;
  readonly tree?: (row: Row) => TreeState | undefined;
  readonly onToggle?: (row: Row, index: number) => void;
  readonly onVisible?: (first: number, end: number) => void;
  /** The cursor came to a row, by key or mouse. */
  readonly onCursor?: (row: Row, side: 'a' | 'b' | null) => void;
  /** Enter or a double click. */
  readonly onOpen?: (row: Row) => void;
  /** Alt+Enter. */
  readonly onEvidence?: (row: Row, side: 'a' | 'b' | null) => void;
  readonly onCopy?: (first: number, end: number) => void;
  /** Keys that the view knows; tells whether it took the key. */
  readonly onLetter?: (key: string) => boolean;
  /** Grows with its rows up to this many; without it fills its place. */
  readonly maxRows?: number;
}

export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { columns, total, rowAt, onVisible } = props;
  const { window: text } = useMessages();
  const id = useId();
  const rows = useRowWindow(total);
  const { element, toTop } = rows;
  const [cursor, setCursor] = useState<GridCursor>({ row: 0, column: 0 });
  const [selection, setSelection] = useState<RowSelection | null>(null);
  useImperativeHandle(props.handle, () => ({
    focus: () => element.current?.focus(),
    moveTo: (row) => go({ row, column: cursor.column }, false),
  }));

  const { first, end } = rows.window;
  useEffect(() => onVisible?.(first, end), [first, end, onVisible]);
  useResetOn(props.resetKey, () => {
    setCursor(({ column }) => ({ row: 0, column }));
    setSelection(null);
    toTop();
  });

  const at: GridCursor = {
    row: Math.min(cursor.row, total - 1),
    column: Math.min(cursor.column, columns.length - 1),
  };
  const page = Math.max(1, Math.floor(rows.geometry.viewport / ROW_HEIGHT) - 1);
  const current = at.row >= 0 ? rowAt(at.row) : undefined;
  const side = columns[at.column]?.side ?? null;

  function go(to: GridCursor, extend: boolean): void {
    if (extend) setSelection({ anchor: selection?.anchor ?? Math.max(0, at.row), head: Math.max(0, to.row) });
    setCursor(to);
    if (to.row >= 0) rows.showRow(to.row);
    showColumn(element.current, to.column);
    const row = to.row >= 0 ? rowAt(to.row) : undefined;
    if (row !== undefined) props.onCursor?.(row, columns[to.column]?.side ?? null);
  }

  function toggle(index: number): boolean {
    const row = rowAt(index);
    if (row === undefined || props.tree?.(row)?.expanded === undefined) return false;
    props.onToggle?.(row, index);
    return true;
  }

  /** In the tree's column the arrows open and close before they move, as tree grids do. */
  function treeKey(key: string): boolean {
    if (current === undefined || columns[at.column]?.tree !== true) return false;
    const expanded = props.tree?.(current)?.expanded;
    if ((key === 'ArrowRight' && expanded === false) || (key === 'ArrowLeft' && expanded === true)) {
      return toggle(at.row);
    }
    return false;
  }

  function command(event: KeyboardEvent): boolean {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key === 'c') props.onCopy?.(...selectedRange(selection, at));
    else if (ctrl && event.key === 'a') setSelection({ anchor: 0, head: total - 1 });
    else if (event.key === ' ') setSelection({ anchor: Math.max(0, at.row), head: Math.max(0, at.row) });
    else if (event.key === 'Escape' && selection !== null) setSelection(null);
    else if (event.key === 'Enter') enter(event.altKey);
    else if (ctrl || event.altKey) return false;
    else return letter(event.key);
    return true;
  }

  function letter(key: string): boolean {
    const column = columns[at.column];
    if (key.toLowerCase() === 's' && column?.sortable === true && props.onLetter?.('s') === true) {
      props.onSort?.(column.id);
      return true;
    }
    return key.length === 1 && key.toLowerCase() !== 's' && props.onLetter?.(key.toLowerCase()) === true;
  }

  function enter(alt: boolean): void {
    const column = columns[at.column];
    if (at.row < 0) {
      if (column?.sortable === true) props.onSort?.(column.id);
    } else if (current !== undefined) {
      if (alt) props.onEvidence?.(current, side);
      else if (!toggle(at.row)) props.onOpen?.(current);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    // A key that the input method is still working on is not ours.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const moved = moveCursor(
      at,
      { key: event.key, ctrl: event.ctrlKey || event.metaKey },
      { rows: total, columns: columns.length, page },
    );
    if (!event.altKey && treeKey(event.key)) event.preventDefault();
    else if (moved !== undefined && !event.altKey) {
      event.preventDefault();
      if (!event.shiftKey && selection !== null && selection.anchor !== selection.head) setSelection(null);
      go(moved, event.shiftKey);
    } else if (command(event)) event.preventDefault();
  }

  function onClick(event: MouseEvent): void {
    const hit = cellOf(event.target);
    if (hit === undefined) return;
    if (hit.toggle) toggle(hit.row);
    go({ row: hit.row, column: hit.column }, event.shiftKey);
  }

  function onDoubleClick(event: MouseEvent): void {
    const hit = cellOf(event.target);
    const row = hit === undefined || hit.toggle ? undefined : rowAt(hit.row);
    if (row !== undefined && hit !== undefined && !toggle(hit.row)) props.onOpen?.(row);
  }

  const visibleRows = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
  const shown = at.row >= first && at.row < end && current !== undefined;
  const active = at.row < 0 ? `${id}-head-${at.column}` : shown ? `${id}-${at.row}-${at.column}` : undefined;
  const layout = {
    '--columns': columns.map(({ width }) => width).join(' '),
    '--least': `${minimumWidth(columns)}px`,
    ...(props.maxRows === undefined
      ? {}
      : { height: `${HEADER_HEIGHT + Math.min(props.maxRows, Math.max(1, total)) * ROW_HEIGHT + 2}px` }),
  };
  return (
    <div
      ref={element}
      className="grid"
      role={props.tree === undefined ? 'grid' : 'treegrid'}
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-multiselectable={props.onCopy === undefined ? undefined : true}
      aria-activedescendant={active}
      style={layout}
      onScroll={rows.onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
    >
      <GridHeader
        id={id}
        columns={columns}
        sort={props.sort ?? null}
        onSort={props.onSort}
        cursorColumn={at.row < 0 ? at.column : null}
      />
      <div className="grid-body" role="rowgroup" style={{ height: `${rows.bodyHeight}px` }}>
        {visibleRows.map((index) => {
          const row = rowAt(index);
          return (
            <GridRow
              key={index}
              id={id}
              index={index}
              top={rowTop(rows.geometry, rows.position, index)}
              row={row}
              columns={columns}
              cursorColumn={index === at.row ? at.column : null}
              selected={isSelected(selection, index)}
              inspected={row !== undefined && props.rowId(row) === props.inspectedId}
              tree={row === undefined ? undefined : props.tree?.(row)}
              multiselectable={props.onCopy !== undefined}
              loadingText={text.loading}
              toggleText={text.diff.openRow}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Runs once for each change of a key, not at the first. */
function useResetOn(key: string, reset: () => void): void {
  const before = useRef(key);
  useEffect(() => {
    if (before.current === key) return;
    before.current = key;
    reset();
  });
}

function cellOf(target: EventTarget): { row: number; column: number; toggle: boolean } | undefined {
  if (!(target instanceof Element)) return undefined;
  const cell = target.closest<HTMLElement>('[data-column]');
  const row = target.closest<HTMLElement>('[data-row]');
  if (cell === null || row === null) return undefined;
  return {
    row: Number(row.dataset['row']),
    column: Number(cell.dataset['column']),
    toggle: target.closest('[data-toggle]') !== null,
  };
}

/** Scrolls sideways until a column is seen whole. */
function showColumn(grid: HTMLElement | null, column: number): void {
  const head = grid?.querySelectorAll<HTMLElement>('[role="columnheader"]')[column];
  if (grid === null || head === undefined) return;
  const over = head.offsetLeft + head.offsetWidth - grid.clientWidth;
  if (head.offsetLeft < grid.scrollLeft) grid.scrollLeft = head.offsetLeft;
  else if (over > grid.scrollLeft) grid.scrollLeft = over;
}
