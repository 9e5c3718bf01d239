/** Order and filter of table rows, applied beside the data so that a window fetches only what it shows. */
import type { DiffRow } from '#shared/domain/diff.ts';
import type { Bytes } from '#shared/units/bytes.ts';

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

/** Rows with the filter's text in any text column, in the order asked for; by default the largest difference first. */
export function sortAndFilterRows(
  rows: readonly DiffRow[],
  view: { readonly filter?: string | undefined; readonly sort?: TableSort | undefined },
): DiffRow[] {
  const wanted = view.filter?.trim().toLowerCase() ?? '';
  const kept = wanted === '' ? rows : rows.filter((row) => textOf(row).includes(wanted));
  return inGroups(kept, comparer(view.sort));
}

/** Leaves out the instances of groups that are closed; an instance whose group was filtered away stays. */
export function closeGroups(rows: readonly DiffRow[], expanded: readonly string[]): readonly DiffRow[] {
  const open = new Set(expanded);
  const ids = new Set(rows.map(({ id }) => id));
  return rows.filter(
    (row) =>
      row.kind !== 'process' || row.parentId === null || open.has(row.parentId) || !ids.has(row.parentId),
  );
}

/** Sum of the differences; instances stand in their group's row already. */
export function sumOfDeltas(rows: readonly DiffRow[]): Bytes {
  const ids = new Set(rows.map(({ id }) => id));
  return rows.reduce((sum, row) => {
    if (row.kind === 'meminfo' || (row.kind === 'process' && row.parentId !== null && ids.has(row.parentId)))
      return sum;
    return sum + (row.deltaBytes ?? 0);
  }, 0);
}

function textOf(row: DiffRow): string {
  switch (row.kind) {
    case 'meminfo':
      return `${row.field} ${row.group}`.toLowerCase();
    case 'process':
      return `${row.label} ${row.commandLine} ${row.aPids.join(' ')} ${row.bPids.join(' ')}`.toLowerCase();
    case 'class':
      return `${row.label} ${row.class} ${row.rule}`.toLowerCase();
    case 'region':
      return `${row.label} ${row.class} ${row.rule} ${row.path} ${row.a?.start} ${row.b?.start}`.toLowerCase();
  }
}

type Key = string | number | null;

function keyOf(row: DiffRow, column: string): Key {
  if (column === 'a') return row.aBytes;
  if (column === 'b') return row.bBytes;
  if (column === 'delta') return row.deltaBytes;
  if (row.kind === 'region' && (column === 'start' || column === 'size')) {
    const side = row.a ?? row.b;
    return column === 'size' ? (side?.sizeBytes ?? null) : (side?.start.slice(2).padStart(16, '0') ?? null);
  }
  const value = Object.entries(row).find(([key]) => key === column)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? value : row.label;
}

type Compare = (x: DiffRow, y: DiffRow) => number;

function comparer(sort: TableSort | undefined): Compare {
  if (sort === undefined) return (x, y) => weightOf(y) - weightOf(x);
  const direction = sort.descending ? -1 : 1;
  return (x, y) => compareKeys(keyOf(x, sort.column), keyOf(y, sort.column), direction);
}

/** Where one side is not known, what the other has. */
function weightOf({ deltaBytes, aBytes, bBytes }: DiffRow): number {
  return Math.abs(deltaBytes ?? aBytes ?? bBytes ?? 0);
}

/** Unknown values stand last in either direction. */
function compareKeys(x: Key, y: Key, direction: number): number {
  if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
  if (typeof x === 'number' && typeof y === 'number') return direction * (x - y);
  return direction * (String(x) < String(y) ? -1 : String(x) > String(y) ? 1 : 0);
}

/** Sorts groups, and the instances under their group. */
function inGroups(rows: readonly DiffRow[], compare: Compare): DiffRow[] {
  if (rows.every((row) => row.kind !== 'process')) return rows.toSorted(compare);
  const present = new Set(rows.map(({ id }) => id));
  const parentOf = (row: DiffRow) =>
    row.kind === 'process' && row.parentId !== null && present.has(row.parentId) ? row.parentId : null;
  const children = Map.groupBy(rows, parentOf);
  return (children.get(null) ?? [])
    .toSorted(compare)
    .flatMap((row) => [row, ...(children.get(row.id) ?? []).toSorted(compare)]);
}
