/** What the file says that it conforms to, and how it draws the marks of English. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdfStandards } from '#shared/domain/postmortem.ts';
import { buildReport } from '#shared/report/build-report.ts';
import { renderPdf } from '#electron/report-pdf/render-pdf.ts';
import { REPORT_DATE, reportInput } from '#test/support/builders/report-input.ts';
import { readPdf, textOf } from '#test/support/report/read-pdf.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memcase-standards-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = { redact: true, date: REPORT_DATE, toolVersion: '0.1.0' };
const document = buildReport(reportInput(), { ...options, language: 'en' });
const archives = pdfStandards.filter((name) => name !== 'ua-1');

/** All that stands in a file, streams inflated where they are deflated. */
function allOf(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf);
  const texts = [bytes.toString('latin1')];
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 7)) {
    try {
      texts.push(inflateSync(bytes.subarray(at + 7)).toString('latin1'));
    } catch {
      // not deflated
    }
  }
  return texts.join('\n');
}

describe.each(archives)('a report as PDF/A (%s)', (standard) => {
  const [, part = '', level = ''] = /^a-(\d)(\w)$/.exec(standard) ?? [];

  it('names its part and level, the colours it means, and no other than embedded fonts', () => {
    const { pdf } = renderPdf(document, standard);
    const all = allOf(pdf);
    // ISO 19005-2, 6.6.4 and 6.2.3; -1 would not allow the object streams that we pack.
    expect(all).toContain(`<pdfaid:part>${part}</pdfaid:part>`);
    expect(all).toContain(`<pdfaid:conformance>${level.toUpperCase()}</pdfaid:conformance>`);
    expect(all).toMatch(/\/OutputIntents?\b/);
    expect(all).toContain('GTS_PDFA1');
    expect(all).not.toMatch(/\/Encrypt\b|\/JavaScript\b|\/LZWDecode\b/);
    // 6.1.3: a file of an archive has an identifier.
    expect(all).toMatch(/\/ID ?\[/);
    const path = join(folder, `${standard}.pdf`);
    writeFileSync(path, pdf);
    const fonts = execFileSync('pdffonts', [path], { encoding: 'utf8' }).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/Identity-H +yes yes yes/);
  });

  it('is the same bytes twice, the same pages and words as PDF/UA, and tagged as that', async () => {
    const { pdf, pages } = renderPdf(document, standard);
    expect(Buffer.from(renderPdf(document, standard).pdf).equals(pdf)).toBe(true);
    const accessible = renderPdf(document);
    expect(pages).toBe(accessible.pages);
    const [read, like] = [await readPdf(pdf), await readPdf(accessible.pdf)];
    expect(textOf(read)).toBe(textOf(like));
    expect([...read.roles].toSorted()).toEqual([...like.roles].toSorted());
  });
});

describe('curly marks', () => {
  const words = (language: 'en' | 'zh-CN') => {
    const impact = ['nnn’nnn here', 'nnnnnnn here', '他说“好”。'];
    const path = join(folder, `marks-${language}.pdf`);
    writeFileSync(
      path,
      renderPdf(buildReport(reportInput({ written: { impact } }), { ...options, language })).pdf,
    );
    const boxes = execFileSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    return new Map(
      [...boxes.matchAll(/xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)</g)].map(
        ([, from, to, word]) => [word, Number(to) - Number(from)],
      ),
    );
  };

  it.each(['en', 'zh-CN'] as const)(
    'in a word of Latin letters are narrower than a letter: %s',
    (language) => {
      const found = words(language);
      const [marked, plain] = [found.get('nnn’nnn')!, found.get('nnnnnnn')!];
      expect(marked).toBeGreaterThan((plain * 6) / 7);
      expect(marked).toBeLessThan(plain);
    },
  );
});
