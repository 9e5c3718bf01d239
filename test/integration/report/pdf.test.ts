import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildReport } from '#shared/report/build-report.ts';
import { reportLanguages, type ReportLanguage } from '#shared/i18n/report.ts';
import type { ReportInput } from '#shared/report/report-input.ts';
import { renderPdf, type RenderedPdf } from '#electron/report-pdf/render-pdf.ts';
import { allNodes } from '#test/support/builders/explanation.ts';
import { meminfoRow, processRow, REPORT_DATE, reportInput } from '#test/support/builders/report-input.ts';
import { readPdf, textOf, type ReadPdf } from '#test/support/report/read-pdf.ts';

const run = promisify(execFile);
const root = new URL('../../..', import.meta.url);

function render(language: ReportLanguage, changes: Partial<ReportInput> = {}): RenderedPdf {
  const options = { language, redact: true, date: REPORT_DATE, toolVersion: '0.1.0' };
  return renderPdf(buildReport(reportInput(changes), options));
}

/** `295,332` as the kernel's kB; written here by hand, not with the report's own formatter. */
function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

const expected = {
  en: {
    texts: [
      'Memory postmortem',
      'Suspect (A)',
      'Contents',
      'Gap ledger',
      'How to check this report',
      'INTERNAL',
    ],
    footer: (page: number, pages: number) => `Page ${page} of ${pages}`,
    title: 'Memory postmortem – Two appliances, one short of 300 MiB',
    tag: 'en-GB',
  },
  'zh-CN': {
    texts: ['内存问题复盘报告', '嫌疑（A）', '目录', '差额账目', '如何核对本报告', '内部'],
    footer: (page: number, pages: number) => `第 ${page} 页，共 ${pages} 页`,
    title: '内存问题复盘报告 – Two appliances, one short of 300 MiB',
    tag: 'zh-CN',
  },
} as const;

describe.each(reportLanguages)('the report in %s', (language) => {
  let rendered: RenderedPdf;
  let pdf: ReadPdf;
  beforeAll(async () => {
    rendered = render(language);
    pdf = await readPdf(rendered.pdf);
  });

  it('has its parts as text that can be selected', () => {
    const all = textOf(pdf);
    for (const part of expected[language].texts) expect(all).toContain(part);
  });

  it('says how many pages it has, and numbers all but the cover', () => {
    expect(pdf.pages).toBe(rendered.pages);
    expect(textOf(pdf, 1)).not.toContain(expected[language].footer(1, pdf.pages));
    for (let page = 2; page <= pdf.pages; page += 1) {
      expect(textOf(pdf, page)).toContain(expected[language].footer(page, pdf.pages));
    }
  });

  it('prints the amounts of the ledger, exactly', () => {
    const all = textOf(pdf);
    for (const node of allNodes(reportInput().explanation.tree[0]!)) {
      expect(all).toContain(grouped(node.aBytes / 1024));
      expect(all).toContain(grouped(node.bBytes / 1024));
    }
  });

  it('leads every evidence number to its row in the register', () => {
    const evidence = pdf.links.flatMap((link) => {
      const number = /E-\d{3}/.exec(textIn(pdf, link.page, link.rect))?.[0];
      return number === undefined ? [] : [{ ...link, number }];
    });
    expect(evidence.length).toBeGreaterThan(50);
    for (const { number, toPage, toY } of evidence) {
      const items = pdf.items[(toPage ?? 0) - 1] ?? [];
      const below = (y: number): number => (toY ?? 0) - y;
      const row = items.find(({ text, y }) => text === number && below(y) > 0 && below(y) < 20);
      expect(row, `${number} leads to page ${toPage}, ${toY}`).toBeDefined();
    }
  });

  it('prints every hash whole, in groups of eight', () => {
    const all = textOf(pdf).replaceAll('\n', '');
    for (const { sha256 } of reportInput().artifacts) {
      expect(all).toContain(sha256.match(/.{8}/g)!.join(' '));
    }
  });

  it('is tagged, has an outline, a title, a language and a date', () => {
    expect(pdf.marked).toBe(true);
    for (const role of ['H1', 'H2', 'Table', 'TH', 'TD', 'Figure', 'Link', 'L', 'TOC']) {
      expect([...pdf.roles]).toContain(role);
    }
    expect(pdf.outline).toContain(expected[language].texts[3]);
    expect(pdf.info.Title).toBe(expected[language].title);
    expect(pdf.info.Author).toBe('Memcase');
    expect(pdf.info.Language).toBe(expected[language].tag);
    expect(pdf.info.CreationDate).toMatch(/^D:20260304120000/);
    expect(pdf.xmp).toContain('pdfuaid:part');
  });

  it('embeds its fonts as outlines, without Type 3', () => {
    // Regular and bold of the font that we bring, and nothing that the machine happens to have.
    expect(pdf.fonts).toHaveLength(2);
    for (const font of pdf.fonts) expect(font).toMatchObject({ isEmbedded: true, isType3: false });
    expect(rendered.pdf.length).toBeLessThan(250_000);
  });

  it('is the same file from another process', async () => {
    const once = async (): Promise<string> => {
      const { stdout } = await run(process.execPath, ['test/support/report/render-once.ts', language], {
        cwd: root,
      });
      return stdout;
    };
    const [first, second] = [await once(), await once()];
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
  });
});

describe('hostile names', () => {
  const hostile = [
    '#panic("out") *bold* _under_ $x^2$ `raw` <evidence-1> @evidence-1',
    '\\u{41} \\#import "x" // comment /* and */ = heading - item + item / term: x',
    ']#{1+1}[ ] } ) " \' ~ -- --- ...',
    '<svg onload="x"/> &amp; ]]> <!--',
  ];

  it('are printed letter by letter, in tables and in the picture', async () => {
    const processes = hostile.map((name, index) =>
      processRow(name, 9_000 - index, 12, { commandLine: name }),
    );
    const [root_] = reportInput().explanation.tree;
    const explanation = {
      ...reportInput().explanation,
      tree: [
        {
          ...root_!,
          children: root_!.children.map((child, index) => ({
            ...child,
            label: hostile[index % 4]!,
            labelKey: null,
            children: [],
          })),
        },
      ],
    };
    const pdf = await readPdf(render('en', { processes, explanation }).pdf);
    const all = squeezed(textOf(pdf));
    for (const name of hostile) expect(all).toContain(squeezed(name));
  });

  it('cannot reorder, hide or fake text: controls and marks are named', async () => {
    const name = 'log\u202egpj.d\u0007\u200b\u001b[31m';
    const pdf = await readPdf(render('en', { processes: [processRow(name, 100, 1)] }).pdf);
    expect(squeezed(textOf(pdf))).toContain('log[U+202E]gpj.d[U+0007][U+200B][U+001B][31m');
  });

  it('that the font lacks are named, not blank', async () => {
    const pdf = await readPdf(render('en', { processes: [processRow('日志😀אב', 100, 1)] }).pdf);
    expect(squeezed(textOf(pdf))).toContain('日志[U+1F600][U+05D0][U+05D1]');
  });

  it.each([
    ['a path', `/opt/${'very-long-directory-name/'.repeat(40)}daemon`],
    ['a value', `daemon --key=${'x'.repeat(900)}`],
    ['Chinese', `日志守护进程${'内存问题复盘报告'.repeat(60)}`],
  ])('of great length stay in their column: %s', async (_what, long) => {
    const [first, ...others] = reportInput().regions;
    const regions = [
      { ...first!, process: long, regions: first!.regions.map((region) => ({ ...region, path: long })) },
      ...others,
    ];
    const processes = [processRow(long, 100, 1, { commandLine: long })];
    const title = { ...reportInput().case, title: long };
    const pdf = await readPdf(render('zh-CN', { processes, regions, case: title }).pdf);
    for (const item of pdf.items.flat()) expect(item.x + item.width, item.text).toBeLessThan(595 - 50);
  });
});

describe('long tables', () => {
  it('repeat their heading on every page and say what is not printed', async () => {
    const meminfo = Array.from({ length: 450 }, (_, index) =>
      meminfoRow(`Field${index}`, index, 0, 1 + (index % 40)),
    );
    const pdf = await readPdf(render('en', { meminfo }).pdf);
    const pages = pdf.items.flatMap((items, index) =>
      items.some(({ text }) => /^Field\d+$/.test(text)) ? [index + 1] : [],
    );
    expect(pages.length).toBeGreaterThan(4);
    for (const page of pages) expect(textOf(pdf, page)).toContain('Evidence A');
    expect(textOf(pdf)).toContain('150 more rows are not printed');
  });
});

/** Text whose start lies in a rectangle, a little slack around it. */
function textIn(
  pdf: ReadPdf,
  page: number,
  [left = 0, bottom = 0, right = 0, top = 0]: readonly number[],
): string {
  return (pdf.items[page - 1] ?? [])
    .filter(({ x, y }) => x >= left - 1 && x <= right + 1 && y >= bottom - 1 && y <= top + 1)
    .map(({ text }) => text)
    .join('');
}

/** Without white space: where lines break is the layout's business. */
function squeezed(text: string): string {
  return text.replaceAll(/\s/g, '');
}
