/** `show` of one side's tables. A target compared with itself gives its own numbers on both sides. */
import type {
  DiffLevel,
  DiffRow,
  MeminfoDiffRow,
  ProcessDiffRow,
  RegionDiffRow,
} from '#shared/domain/diff.ts';
import type { DiffPage, DiffRequest } from '#shared/contract/analysis.ts';
import type { JsonShape } from '#shared/contract/json.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { formatCount } from '#shared/units/format.ts';
import { fetchTable } from '../case-rows.ts';
import { bytesCell, evidenceCell, timeCell, valueCell } from '../cells.ts';
import { formatTable } from '../text-table.ts';
import type { TableColumn } from '../text-table.ts';
import type { Showing } from './show.ts';

type MeminfoRow = JsonShape<'meminfo'>['tables'][number]['rows'][number];
type ProcessRow = JsonShape<'processes'>['tables'][number]['rows'][number];
type RegionRow = JsonShape<'regions'>['tables'][number]['rows'][number];

interface SideTable<Row> {
  readonly target: string;
  readonly snapshot: number;
  readonly takenAt: number;
  readonly process: string | null;
  /** Nobody named the process. */
  readonly chosen: boolean;
  readonly rows: Row[];
  /** Rows that there are in all. */
  readonly total: number;
}

export async function showMeminfo(showing: Showing): Promise<void> {
  const tables = await sideTables(showing, 'meminfo', (row) =>
    row.kind === 'meminfo' ? toMeminfo(row) : null,
  );
  if (showing.json) return showing.context.out.json('meminfo', { case: showing.path, tables: bare(tables) });
  const columns: TableColumn[] = [
    { title: 'field' },
    { title: 'value', align: 'right' },
    { title: 'group' },
    { title: 'evidence' },
  ];
  print(showing, tables, columns, ({ field, value, unit, group, evidence }) => [
    field,
    valueCell(value, unit),
    group,
    evidenceCell(evidence),
  ]);
}

export async function showProcesses(showing: Showing): Promise<void> {
  const tables = await sideTables(showing, 'processes', (row) =>
    row.kind === 'process' ? toProcess(row) : null,
  );
  if (showing.json)
    return showing.context.out.json('processes', { case: showing.path, tables: bare(tables) });
  const columns: TableColumn[] = [
    { title: 'process' },
    { title: 'pid', align: 'right' },
    { title: 'memory', align: 'right' },
    { title: 'measured as' },
    { title: 'RSS', align: 'right' },
    { title: 'PSS', align: 'right' },
    { title: 'command line', shrinks: true },
    { title: 'evidence' },
  ];
  print(showing, tables, columns, (row) => [
    row.name,
    row.count > 1 ? `× ${formatCount(row.count)}` : row.pids.join(' '),
    bytesCell(row.bytes),
    row.measure,
    bytesCell(row.measures.rss ?? null),
    bytesCell(row.measures.pss ?? null),
    row.commandLine,
    evidenceCell(row.evidence),
  ]);
}

export async function showRegions(showing: Showing): Promise<void> {
  const tables = await sideTables(showing, 'regions', (row) =>
    row.kind === 'region' ? toRegion(row) : null,
  );
  if (showing.json) return showing.context.out.json('regions', { case: showing.path, tables: bare(tables) });
  const columns: TableColumn[] = [
    { title: 'start' },
    { title: 'size', align: 'right' },
    { title: 'RSS', align: 'right' },
    { title: 'dirty', align: 'right' },
    { title: 'mode' },
    { title: 'class' },
    { title: 'arena', align: 'right' },
    { title: 'path', shrinks: true },
    { title: 'evidence' },
  ];
  print(showing, tables, columns, (row) => [
    row.start,
    bytesCell(row.sizeBytes),
    bytesCell(row.rssBytes),
    bytesCell(row.dirtyBytes),
    row.permissions,
    row.class,
    row.arena === null ? '' : String(row.arena),
    row.path,
    evidenceCell(row.evidence),
  ]);
}

function toMeminfo({ field, group, unit, aBytes, aEvidence }: MeminfoDiffRow): MeminfoRow {
  return { field, group, unit, value: aBytes, evidence: [...aEvidence] };
}

function toProcess(row: ProcessDiffRow): ProcessRow {
  const measures = Object.entries(row.measures).map(([measure, { a }]) => [measure, a]);
  return {
    name: row.label,
    executable: row.executable,
    commandLine: row.commandLine,
    pids: [...row.aPids],
    count: row.aCount,
    isGroup: row.parentId === null && row.aCount > 1,
    measure: row.measure,
    bytes: row.aBytes,
    measures: Object.fromEntries(measures) as ProcessRow['measures'],
    evidence: [...row.aEvidence],
  };
}

function toRegion({ a, path, class: regionClass, rule, arena, aEvidence }: RegionDiffRow): RegionRow | null {
  return a === null ? null : { ...a, path, class: regionClass, rule, arena, evidence: [...aEvidence] };
}

/** Differences order nothing here; meminfo stays in the order of the kernel. */
const orders: Partial<Record<DiffLevel, DiffRequest['sort']>> = {
  processes: { column: 'a', descending: true },
  regions: { column: 'start', descending: false },
};

/** One table for the target that was named, or for every target. */
async function sideTables<Row>(
  showing: Showing,
  level: DiffLevel,
  toRow: (row: DiffRow) => Row | null,
): Promise<SideTable<Row>[]> {
  const { client, handle, selector } = showing;
  const sort = orders[level];
  const targets = await client.evidence.targets({ case: handle });
  const sides = selector === undefined ? targets.map(({ name }) => name) : [selector];
  if (sides.length === 0) throw new AppError('explain.no-evidence', 'The case holds no evidence yet.');
  const tables: SideTable<Row>[] = [];
  for (const side of sides) {
    const chosen = level === 'regions' && showing.process === undefined;
    const process = chosen ? await largestProcess(showing, side) : showing.process;
    const request = { level, a: side, b: side, process, class: showing.regionClass, sort };
    const { page, rows } = await fetchTable(showing, request, showing.limit, showing.context.signal);
    const own = rows.map(toRow).filter((row) => row !== null);
    tables.push({ ...sideOf(page, side), process: page.process, chosen, rows: own, total: page.total });
  }
  return tables;
}

/** The process of a side that uses most memory, of those whose regions are known; as a pid, as text. */
async function largestProcess(showing: Showing, side: string): Promise<string | undefined> {
  const { signal } = showing.context;
  const sides = { a: side, b: side };
  const request = { ...sides, level: 'processes' as const, sort: orders.processes };
  const { rows } = await fetchTable(showing, request, Infinity, signal);
  const choices = await showing.client.analysis.regionProcesses(
    { ...sides, case: showing.handle },
    { signal },
  );
  const known = new Set(choices.map(({ label }) => label));
  const groups = new Map(rows.map((row) => [row.id, row]));
  for (const row of rows) {
    const [pid, ...more] = row.kind === 'process' ? row.aPids : [];
    if (row.kind !== 'process' || pid === undefined || more.length > 0) continue;
    const group = row.parentId === null ? row : groups.get(row.parentId);
    if (group === undefined || !known.has(group.label)) continue;
    // Of a program's instances some may have none.
    const process = String(pid);
    const { page } = await fetchTable(showing, { ...sides, level: 'regions', process }, 1, signal);
    if (page.total > 0) return process;
  }
  return undefined;
}

function sideOf({ a }: DiffPage, name: string) {
  return { target: a?.target ?? name, snapshot: a?.snapshot ?? 0, takenAt: a?.takenAt ?? 0 };
}

function bare<Row>(tables: readonly SideTable<Row>[]) {
  return tables.map(({ target, snapshot, takenAt, process, rows }) => ({
    target,
    snapshot,
    takenAt,
    process,
    rows,
  }));
}

function print<Row>(
  { context: { out } }: Showing,
  tables: readonly SideTable<Row>[],
  columns: readonly TableColumn[],
  toCells: (row: Row) => string[],
): void {
  for (const [index, table] of tables.entries()) {
    const { target, snapshot, takenAt, process, chosen, rows, total } = table;
    const why = chosen ? ', the largest process with known regions (--process PID|NAME shows another)' : '';
    const of = process === null ? '' : `, ${process}${why}`;
    out.lines([
      ...(index === 0 ? [] : ['']),
      out.style.strong(`${target}@${snapshot}${of}, ${timeCell(takenAt)}`),
      ...formatTable(columns, rows.map(toCells), out.width),
      ...(total > rows.length ? [`… ${formatCount(total - rows.length)} more (--limit N)`] : []),
    ]);
  }
}
