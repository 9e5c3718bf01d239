import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { minimumWidth, toTsv, type GridColumn } from '#renderer/components/grid/columns.ts';
import { DataGrid, type DataGridProps } from '#renderer/components/grid/DataGrid.tsx';
import { isSelected, moveCursor, selectedRange } from '#renderer/components/grid/grid-cursor.ts';
import { layOut } from './support/layout.ts';

beforeAll(layOut);
afterEach(cleanup);

interface Row {
  readonly id: number;
  readonly name: string;
}

const columns: GridColumn<Row>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(160px, 1fr)',
    sortable: true,
    tree: true,
    cell: (row) => row.name,
    text: (row) => row.name,
  },
  {
    id: 'a',
    header: 'A (MiB)',
    width: '90px',
    align: 'end',
    side: 'a',
    sortable: true,
    cell: (row) => row.id,
    text: (row) => String(row.id),
  },
  {
    id: 'b',
    header: 'B (MiB)',
    width: '90px',
    align: 'end',
    side: 'b',
    cell: (row) => row.id,
    text: (row) => String(row.id),
  },
];
const rowAt = (index: number): Row => ({ id: index, name: `row ${index}` });

function show(props: Partial<DataGridProps<Row>> = {}) {
  render(
    <DataGrid<Row>
      label="Rows"
      columns={columns}
      total={100_000}
      rowAt={rowAt}
      rowId={(row) => String(row.id)}
      resetKey=""
      {...props}
    />,
  );
  const grid = screen.getByRole(props.tree === undefined ? 'grid' : 'treegrid');
  const press = (key: string, more: object = {}) => fireEvent.keyDown(grid, { key, ...more });
  /** Text of the cell that screen readers are told of. */
  const active = () => document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent;
  return { grid, press, active };
}

describe('DataGrid', () => {
  it('tells its true size and draws only what is near', () => {
    const { grid } = show();
    expect(grid.getAttribute('aria-rowcount')).toBe('100001');
    expect(grid.getAttribute('aria-colcount')).toBe('3');
    // 20 rows are seen; one screen and four rows more on either side.
    expect(grid.querySelectorAll('[role="row"][data-row]').length).toBeLessThanOrEqual(20 + 24);
    expect(grid.querySelector('[data-row="7"]')?.getAttribute('aria-rowindex')).toBe('9');
  });

  it('moves by cell, page and end, and reaches the last row', () => {
    const { press, active } = show();
    press('ArrowDown');
    press('ArrowRight');
    expect(active()).toBe('1');
    press('PageDown');
    expect(active()).toBe('20');
    press('End', { ctrlKey: true });
    expect(active()).toBe('99999');
    press('Home', { ctrlKey: true });
    expect(active()).toBe('row 0');
  });

  it('goes into the header, whose Enter sorts; S sorts from any row', () => {
    const onSort = vi.fn();
    const { press, active } = show({ onSort, onLetter: (key) => key === 's' });
    press('ArrowUp');
    expect(active()).toBe('Name');
    press('Enter');
    press('ArrowDown');
    press('ArrowRight');
    press('s');
    expect(onSort.mock.calls).toEqual([['name'], ['a']]);
  });

  it('leaves keys to an input method that composes', () => {
    const onSort = vi.fn();
    const { press, active } = show({ onSort, onLetter: () => true });
    press('s', { isComposing: true });
    press('ArrowDown', { keyCode: 229 });
    expect(onSort).not.toHaveBeenCalled();
    expect(active()).toBe('row 0');
  });

  it('opens by Enter and asks for evidence of the cell’s side by Alt+Enter', () => {
    const onOpen = vi.fn();
    const onEvidence = vi.fn();
    const { press } = show({ onOpen, onEvidence });
    press('ArrowDown');
    press('Enter');
    expect(onOpen).toHaveBeenCalledWith({ id: 1, name: 'row 1' });
    press('ArrowRight');
    press('ArrowRight');
    press('Enter', { altKey: true });
    expect(onEvidence).toHaveBeenCalledWith({ id: 1, name: 'row 1' }, 'b');
  });

  it('selects by Space, Shift and Ctrl+A without making the rows, and copies the range', () => {
    const onCopy = vi.fn();
    const { press, grid } = show({ onCopy });
    press('c', { ctrlKey: true });
    press('ArrowDown');
    press(' ');
    press('ArrowDown', { shiftKey: true });
    press('c', { ctrlKey: true });
    expect(grid.querySelectorAll('[aria-selected="true"]')).toHaveLength(2);
    press('a', { ctrlKey: true });
    press('c', { ctrlKey: true });
    expect(onCopy.mock.calls).toEqual([
      [0, 1],
      [1, 3],
      [0, 100_000],
    ]);
  });

  it('says which rows it needs', () => {
    const onVisible = vi.fn();
    const { press } = show({ onVisible });
    press('End', { ctrlKey: true });
    expect(onVisible).toHaveBeenLastCalledWith(99_956, 100_000);
  });

  it('shows a row that is on its way as busy, not as blank', () => {
    const { grid } = show({ rowAt: (index) => (index < 5 ? rowAt(index) : undefined) });
    const busy = grid.querySelector('[data-row="5"]');
    expect(busy?.getAttribute('aria-busy')).toBe('true');
    expect(busy?.textContent).not.toBe('');
  });

  it('goes back to the first row for another order', () => {
    function Sorted() {
      const [key, setKey] = useState('one');
      return (
        <>
          <button type="button" onClick={() => setKey('two')}>
            other
          </button>
          <DataGrid<Row>
            label="Rows"
            columns={columns}
            total={1000}
            rowAt={rowAt}
            rowId={(row) => String(row.id)}
            resetKey={key}
          />
        </>
      );
    }
    render(<Sorted />);
    const grid = screen.getByRole('grid');
    fireEvent.keyDown(grid, { key: 'End', ctrlKey: true });
    fireEvent.click(screen.getByText('other'));
    expect(document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent).toBe('0');
  });
});

describe('tree', () => {
  it('opens and closes by arrows in its column, moves by them elsewhere', () => {
    const onToggle = vi.fn();
    const { press, active } = show({
      tree: (row) => ({ level: 1, expanded: row.id === 0 ? false : undefined }),
      onToggle,
    });
    press('ArrowRight');
    expect(onToggle).toHaveBeenCalledWith({ id: 0, name: 'row 0' }, 0);
    press('ArrowDown');
    press('ArrowRight');
    expect(active()).toBe('1');
    expect(onToggle).toHaveBeenCalledTimes(1);
  });
});

describe('cursor and selection', () => {
  it('stays within the table', () => {
    const size = { rows: 3, columns: 2, page: 10 };
    expect(moveCursor({ row: 2, column: 1 }, { key: 'ArrowDown', ctrl: false }, size)).toEqual({
      row: 2,
      column: 1,
    });
    expect(moveCursor({ row: 0, column: 0 }, { key: 'ArrowLeft', ctrl: false }, size)).toEqual({
      row: 0,
      column: 0,
    });
    expect(moveCursor({ row: 0, column: 0 }, { key: 'PageDown', ctrl: false }, size)).toEqual({
      row: 2,
      column: 0,
    });
    expect(moveCursor({ row: 0, column: 0 }, { key: 'q', ctrl: false }, size)).toBeUndefined();
  });

  it('takes a range whichever way it was made', () => {
    expect(selectedRange({ anchor: 7, head: 3 }, { row: 3, column: 0 })).toEqual([3, 8]);
    expect(isSelected({ anchor: 7, head: 3 }, 5)).toBe(true);
    expect(isSelected({ anchor: 7, head: 3 }, 8)).toBe(false);
  });
});

describe('toTsv', () => {
  it('keeps one line a row, whatever a command line holds', () => {
    expect(toTsv(columns, [{ id: 5, name: 'a\tb\nc' }])).toBe('Name\tA (MiB)\tB (MiB)\na b c\t5\t5\n');
  });

  it('knows the width below which a table scrolls', () => {
    expect(minimumWidth(columns)).toBe(160 + 90 + 90);
  });
});
