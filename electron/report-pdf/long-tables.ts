/**
 * Prepares tables of so many rows that what is done for every cell costs more than all the rest. Their columns are as
 * wide as the widest of a few cells, which are chosen here; cells that are nothing but a text are given as that text;
 * and of rows that name the same evidence one after another, one in twenty leads there.
 */
import type { Block, Cell, Inline, ReportDocument, Row, TableBlock } from '#shared/report/document.ts';

/** Shorter ones are measured whole. */
const LONG_ROWS = 100;
/** The estimate below knows neither `i` from `m` nor kerning, so several that look widest are measured. */
const MEASURED = 24;
/** About half a page: wherever a reader looks, a link is in sight. */
const LINKED_EVERY = 20;
/** From here on the template looks for places where a text may break. */
const LONG_TEXT = 28;

/** What the template gets of a long table besides its rows: per column, cells to measure; none in weighted ones. */
export interface LongTable extends TableBlock {
  readonly widest: readonly (readonly Cell[])[];
  /** Row by row. */
  readonly flat: readonly (string | FormedCell)[];
  /** Where in `flat` the cells are that are more than a text. */
  readonly formed: readonly number[];
}

export interface FormedCell {
  readonly cell: Cell;
  readonly tone: Row['tone'];
  readonly column: number;
}

/** Equal documents give equal ones; tables that are not long stay as they are. */
export function markLongTables(document: ReportDocument): ReportDocument {
  const mark = (block: Block): Block =>
    block.kind === 'table' && block.rows.length > LONG_ROWS ? withWidest(block) : block;
  return {
    ...document,
    sections: document.sections.map((section) => ({ ...section, blocks: section.blocks.map(mark) })),
  };
}

function withWidest(table: TableBlock): LongTable {
  const widest = table.columns.map(({ weight }, index) =>
    weight === 0 ? widestOf(table.rows.flatMap(({ cells }) => cells[index] ?? [])) : [],
  );
  const flat = withFewerLinks(table.rows).flatMap(({ cells, tone }) =>
    cells.map((cell, column) => textOnly(cell, tone) ?? { cell, tone, column }),
  );
  const formed = flat.flatMap((one, index) => (typeof one === 'string' ? [] : [index]));
  return { ...table, rows: [], widest, flat, formed };
}

function textOnly({ inlines, indent }: Cell, tone: Row['tone']): string | undefined {
  const [only, ...more] = inlines;
  if (only === undefined || more.length > 0 || indent > 0 || tone !== 'plain') return undefined;
  // A long one may have to break.
  return only.kind === 'text' && only.text.length < LONG_TEXT ? only.text : undefined;
}

/** The first of a run of rows with the same evidence leads there, and then every twentieth. */
function withFewerLinks(rows: readonly Row[]): Row[] {
  const since = new Map<number, number>();
  let before = new Map<number, number>();
  return rows.map((row) => {
    const here = new Map<number, number>();
    const cells = row.cells.map((cell, column): Cell => {
      const [only, ...more] = cell.inlines;
      if (only?.kind !== 'evidence' || more.length > 0) return cell;
      here.set(column, only.artifact);
      const age = before.get(column) === only.artifact ? (since.get(column) ?? 0) + 1 : 0;
      since.set(column, age);
      if (age % LINKED_EVERY === 0) return cell;
      const plain: Inline = { kind: 'text', text: only.text };
      return { ...cell, inlines: [plain] };
    });
    before = here;
    return { ...row, cells };
  });
}

function widestOf(cells: readonly Cell[]): Cell[] {
  return cells
    .map((cell) => ({ cell, width: estimate(cell) }))
    .toSorted((a, b) => b.width - a.width)
    .slice(0, MEASURED)
    .map(({ cell }) => cell);
}

/** In halves of a Chinese character. */
function estimate({ inlines, indent }: Cell): number {
  const text = inlines.map((piece) => piece.text).join('');
  return text.length + (text.match(/[^\u0020-\u02ff]/gu)?.length ?? 0) + indent * 2;
}
