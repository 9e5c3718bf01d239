/** `memcase diff CASE --a TARGET[@SNAPSHOT] --b TARGET[@SNAPSHOT] --level meminfo|processes|classes|regions` */
import { diffLevels } from '#shared/domain/diff.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { LedgerSide } from '#shared/domain/ledger.ts';
import { formatCount, formatDelta } from '#shared/units/format.ts';
import { fetchTable } from '../case-rows.ts';
import { ledgerEn } from '#shared/i18n/ledger.en.ts';
import { UNKNOWN, bytesCell, countCell, deltaCell, sidesEvidence, valueCell } from '../cells.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseChoice, parseLimit } from '../option-values.ts';
import { formatTable } from '../text-table.ts';
import type { TableColumn } from '../text-table.ts';

export interface DiffOptions {
  readonly a?: string;
  readonly b?: string;
  readonly level: string;
  readonly process?: string;
  readonly filter?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

const DEFAULT_ROWS = 40;

export async function runDiff(
  context: CommandContext,
  path: string,
  options: DiffOptions,
): Promise<ExitCode> {
  const level = parseChoice('--level', options.level, diffLevels);
  if (options.process !== undefined && (level === 'meminfo' || level === 'processes')) {
    const sentence = `--process goes with --level classes and regions, not with ${level} (--filter does).`;
    throw new AppError('input.bad-option', sentence, { option: '--process' });
  }
  const json = options.json === true;
  const asked = options.limit === undefined ? undefined : parseLimit('--limit', options.limit);
  const limit = asked ?? (json ? Infinity : DEFAULT_ROWS);
  return withCase(context, path, 'read', async (open) => {
    const { a, b, process, filter } = options;
    const { page, rows } = await fetchTable(open, { level, a, b, process, filter }, limit, context.signal);
    if (json) context.out.json('diff', { case: path, ...page, rows: [...rows] });
    else {
      const of = page.process === null ? '' : ` of ${page.process}`;
      const more = page.total - rows.length;
      context.out.lines([
        context.out.style.strong(`${level}${of}: ${sideName(page.a)} against ${sideName(page.b)}`),
        ...formatTable(columnsOf(rows), rows.map(cellsOf), context.out.width),
        ...(more > 0 ? [`… ${formatCount(more)} more (--limit N)`] : []),
        ...notesOf(rows).map((note) => `! ${note}`),
        ...(level === 'meminfo' ? [] : [`Sum of the differences: ${formatDelta(page.deltaBytes)}`]),
      ]);
    }
    return exitCodes.ok;
  });
}

function sideName(side: LedgerSide | null): string {
  return side === null ? 'nothing' : `${side.target}@${side.snapshot}`;
}

const amounts: readonly TableColumn[] = [
  { title: 'A', align: 'right' },
  { title: 'B', align: 'right' },
  { title: 'Δ', align: 'right' },
  { title: 'evidence' },
];

/** Regions are compared by what is resident, processes by their best measure: the differences are not the same. */
const residentAmounts = amounts.map((column) =>
  column.title === 'Δ' ? { ...column, title: 'Δ RSS' } : column,
);

function columnsOf(rows: readonly DiffRow[]): TableColumn[] {
  switch (rows[0]?.kind) {
    case undefined:
      return [{ title: 'nothing to compare' }, ...amounts];
    case 'meminfo':
      return [{ title: 'field' }, { title: 'group' }, ...amounts];
    case 'process':
      return [
        { title: 'process', shrinks: true },
        { title: 'in A', align: 'right' },
        { title: 'in B', align: 'right' },
        { title: 'measured as' },
        ...amounts,
      ];
    case 'class':
      return [
        { title: 'class' },
        { title: 'in A', align: 'right' },
        { title: 'in B', align: 'right' },
        ...residentAmounts,
      ];
    case 'region':
      return [
        { title: 'region', shrinks: true },
        { title: 'class' },
        { title: 'start in A' },
        { title: 'start in B' },
        ...residentAmounts,
      ];
  }
}

/** Why sides are not known, each once. */
function notesOf(rows: readonly DiffRow[]): string[] {
  const known: Readonly<Record<string, string>> = ledgerEn.notes;
  return [...new Set(rows.flatMap(({ notes }) => notes))].map((note) => known[note] ?? note);
}

function isUnknown({ notes }: DiffRow): boolean {
  return notes.some((note) => note !== 'regions-of-other-time');
}

/** Where a side is not known, so is how many it has. */
function counts(row: Extract<DiffRow, { kind: 'process' | 'class' }>): string[] {
  const cell = (count: number) => (count === 0 && isUnknown(row) ? UNKNOWN : countCell(count));
  return [cell(row.aCount), cell(row.bCount)];
}

function cellsOf(row: DiffRow): string[] {
  const { label } = row;
  const unknown = isUnknown(row);
  const or = (cell: string) => (cell === '' && unknown ? UNKNOWN : cell);
  const bytes = [
    or(bytesCell(row.aBytes)),
    or(bytesCell(row.bBytes)),
    or(deltaCell(row.deltaBytes)),
    sidesEvidence(row),
  ];
  switch (row.kind) {
    case 'meminfo': {
      const [a, b] = [or(valueCell(row.aBytes, row.unit)), or(valueCell(row.bBytes, row.unit))];
      const delta = row.unit === 'bytes' ? deltaCell(row.deltaBytes) : countCell(row.deltaBytes);
      return [row.field, row.group, a, b, or(delta), sidesEvidence(row)];
    }
    case 'process': {
      const name = row.parentId === null ? label : `  ${label} ${[...row.aPids, ...row.bPids].join(' | ')}`;
      return [name, ...counts(row), row.measure, ...bytes];
    }
    case 'class':
      return [label, ...counts(row), ...bytes];
    case 'region':
      return [label, row.class, row.a?.start ?? '', row.b?.start ?? '', ...bytes];
  }
}
