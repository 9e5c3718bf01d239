/**
 * Marks tables of so many rows that measuring every cell of every column costs more than all the rest. Their columns
 * are as wide as the widest of a few cells, which are chosen here: the engine measures hundreds of times fewer.
 */
import type { Block, Cell, ReportDocument, TableBlock } from '#shared/report/document.ts';

/** Shorter ones are measured whole. */
const LONG_ROWS = 300;
/** The estimate below knows neither `i` from `m` nor kerning, so several that look widest are measured. */
const MEASURED = 24;

/** What the template gets of a long table besides its rows: per column, cells to measure; none in weighted ones. */
export interface LongTable extends TableBlock {
  readonly widest: readonly (readonly Cell[])[];
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
  return { ...table, widest };
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
