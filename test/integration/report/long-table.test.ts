import { describe, expect, it } from 'vitest';
import { buildReport } from '#shared/report/build-report.ts';
import { markLongTables, type LongTable } from '#electron/report-pdf/long-tables.ts';
import { renderPdf } from '#electron/report-pdf/render-pdf.ts';
import { processRow, REPORT_DATE, reportInput } from '#test/support/builders/report-input.ts';
import { readPdf, textOf } from '#test/support/report/read-pdf.ts';

const ROWS = 340;
/** The widest amounts stand far down, so that widths of the first rows would be too small. */
const processes = Array.from({ length: ROWS }, (_, index) => {
  const name = `daemon${String(index).padStart(4, '0')}`;
  return processRow(name, index === 300 ? 9_876_543_210 : 20_000 - index, 7);
});
const options = { language: 'en', redact: false, date: REPORT_DATE, toolVersion: '0.1.0' } as const;
const document = buildReport(reportInput({ processes }), options);

describe('a table of hundreds of rows', () => {
  const pdf = readPdf(renderPdf(document).pdf);

  it('has all its rows, cells and evidence links, tagged', async () => {
    const { roles, items, links } = await pdf;
    const names = items.flat().filter(({ text }) => /^daemon\d{4}$/.test(text));
    // Twenty in the text, all in the appendix.
    expect(new Set(names.map(({ text }) => text)).size).toBe(ROWS);
    for (const role of ['Table', 'TH', 'TD', 'Link']) expect([...roles]).toContain(role);
    // Not from every row, but from every page of the table.
    const appendix = items.flatMap((page, index) =>
      page.filter(({ text }) => /^daemon\d{4}$/.test(text)).length > 20 ? [index + 1] : [],
    );
    expect(appendix.length).toBeGreaterThan(5);
    for (const page of appendix) expect(links.filter((link) => link.page === page)).not.toEqual([]);
    for (const { toPage } of links) expect(toPage).toBeGreaterThan(0);
  });

  it('keeps its widest number in one piece and in one line with its row', async () => {
    const read = await pdf;
    expect(textOf(read)).toContain('9,876,543,210');
    const appendix = read.items.find((page) => page.some(({ text }) => text === 'daemon0299'))!;
    const number = appendix.find(({ text }) => text === '9,876,543,210')!;
    const row = appendix.find(({ text }) => text === 'daemon0300')!;
    expect(Math.abs(number.y - row.y)).toBeLessThan(1);
    expect(number.x).toBeGreaterThan(row.x + row.width);
  });
});

describe('which cells are measured', () => {
  it('are few, the widest among them, and none of columns that take what is left', () => {
    const tables = markLongTables(document).sections.flatMap(({ blocks }) =>
      blocks.filter((block): block is LongTable => 'widest' in block),
    );
    expect(tables).toHaveLength(1);
    const [{ columns, widest }] = tables as [LongTable];
    columns.forEach(({ weight }, index) => {
      if (weight > 0) expect(widest[index]).toEqual([]);
      else expect(widest[index]!.length).toBeLessThan(50);
    });
    expect(JSON.stringify(widest)).toContain('9,876,543,210');
  });
});
