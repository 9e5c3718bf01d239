/** RFC 4180 with a heading, UTF-8, LF. Nothing between commas is null; an empty text is `""`. */
import type { CellValue, Table } from './table.ts';

/** Characters that are written at once. */
const BLOCK = 1 << 18;

/** The file in pieces, of which the first is the heading. */
export function* csvBlocks({ columns, rows }: Table): Generator<string> {
  yield `${columns.map(({ name }) => toCell(name)).join(',')}\n`;
  let block = '';
  for (const row of rows()) {
    block += `${row.map(toCell).join(',')}\n`;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

function toCell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // Half of a surrogate pair is no UTF-8.
  const text = value.toWellFormed();
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
