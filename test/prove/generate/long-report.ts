/** A report of twenty pages with six figures and a long appendix, and its tables and figures as plain HTML. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fontDirectories } from '#electron/report-pdf/report-fonts.ts';
import { buildReport } from '#shared/report/build-report.ts';
import type { Block, ReportDocument, Section, TableBlock } from '#shared/report/document.ts';
import { cell, evidence, left, right, row, text } from '#shared/report/inlines.ts';
import { formatChange } from '#shared/report/amounts.ts';
import { formatCount } from '#shared/units/format.ts';
import { meminfoRow, REPORT_DATE, reportInput } from '#test/support/builders/report-input.ts';
import { integer, seededRandom } from './random.ts';

const FIGURES = 6;
const BODY_ROWS = 300;
const PLACE = { artifact: 3, line: 1 } as const;

export interface LongRow {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly delta: string;
  readonly place: string;
}

export function generateLongRows(count: number, seed: number): LongRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const [a, b] = [integer(random, 1, 9_999_999), integer(random, 1, 9_999_999)];
    return {
      name: `p${String(index).padStart(5, '0')}`,
      a: formatCount(a),
      b: formatCount(b),
      delta: formatChange((a - b) * 1024, 'KiB'),
      place: `E-003:${index + 2}`,
    };
  });
}

/** The appendix stands where appendix C does: behind everything that leads to it. */
export function longReport(rows: readonly LongRow[]): ReportDocument {
  const meminfo = Array.from({ length: BODY_ROWS }, (_, index) =>
    meminfoRow(`Field${index}`, index * 7, index * 3, 1 + (index % 40)),
  );
  const options = { language: 'en', redact: true, date: REPORT_DATE, toolVersion: '0.1.0' } as const;
  const document = buildReport(reportInput({ meminfo }), options);
  const drawn = figuresOf(document);
  const more = Array.from({ length: FIGURES - drawn.length }, (_, index) => figurePage(index, drawn[0]!));
  const appendix: Section = {
    title: 'Appendix: all rows',
    level: 1,
    startsPage: true,
    blocks: [tableOf(rows)],
  };
  return { ...document, sections: [...document.sections, ...more, appendix] };
}

type Figure = Extract<Block, { kind: 'figure' }>;

export function figuresOf(document: ReportDocument): Figure[] {
  return document.sections.flatMap(({ blocks }) =>
    blocks.filter((block): block is Figure => block.kind === 'figure'),
  );
}

function figurePage(index: number, figure: Figure): Section {
  return { title: `Figure page ${index + 1}`, level: 1, startsPage: true, blocks: [figure] };
}

function tableOf(rows: readonly LongRow[]): TableBlock {
  return {
    kind: 'table',
    caption: 'All rows',
    columns: [left('Process', 1), right('A'), right('B'), right('A−B'), left('Evidence', 0)],
    rows: rows.map((one, index) =>
      row([
        cell(text(one.name)),
        cell(text(one.a)),
        cell(text(one.b)),
        cell(text(one.delta)),
        cell(evidence({ ...PLACE, line: index + 2 })),
      ]),
    ),
    note: null,
  };
}

/** The same two fonts as ours. */
function fontFaces(): string {
  const faces = fontDirectories().map((folder, index) => {
    const file = readdirSync(folder).find((name) => name.endsWith('.ttf')) ?? '';
    const weight = index === 0 ? 400 : 700;
    return `@font-face{font-family:Report;font-weight:${weight};src:url("${pathToFileURL(join(folder, file)).href}")}`;
  });
  return faces.join('');
}

/** All tables and figures of a report, nothing else: no contents, no links, no register. */
export function plainHtml(document: ReportDocument): string {
  const blocks = document.sections.flatMap((section) => section.blocks);
  const body = blocks.map((block) => {
    if (block.kind === 'figure') return block.svg;
    return block.kind === 'table' ? tableHtml(block) : '';
  });
  const style =
    'table{border-collapse:collapse;width:100%;font-size:8pt}td,th{border-top:1px solid #bbb;padding:4px;text-align:left}svg{width:100%}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Report</title><style>${fontFaces()}@page{size:A4;margin:18mm}body{font-family:Report}${style}</style>${body.join('\n')}`;
}

function tableHtml({ columns, rows }: TableBlock): string {
  const head = columns.map(({ heading }) => `<th>${escape(heading)}</th>`).join('');
  const lines = rows.map(({ cells }) => {
    const shown = cells.map(
      ({ inlines }) => `<td>${escape(inlines.map((piece) => piece.text).join(''))}</td>`,
    );
    return `<tr>${shown.join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${lines.join('\n')}</tbody></table>`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
