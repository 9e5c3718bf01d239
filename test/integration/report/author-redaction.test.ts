/** What the author says about redaction: words that go, labels that stay, and the list to choose from. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonShape } from '#shared/contract/json.ts';
import { buildReport, reportRedactor } from '#shared/report/build-report.ts';
import { checkReport } from '#electron/jobs/check-report.ts';
import { findLeaks } from '#electron/report-pdf/find-leaks.ts';
import { renderPdf } from '#electron/report-pdf/render-pdf.ts';
import { processRow, REPORT_DATE, reportInput } from '#test/support/builders/report-input.ts';
import { createDesk, type Desk } from '#test/support/cli/memcase.ts';
import { readPdf, textOf } from '#test/support/report/read-pdf.ts';

const sample = fileURLToPath(new URL('../../../build/sample/two-appliances.memcase', import.meta.url));

let desk: Desk;
beforeAll(() => {
  desk = createDesk();
});
afterAll(() => desk.remove());

type Review = JsonShape<'redaction-review'>;
const review = (...more: string[]) => desk.json<Review>('report', sample, '--review', ...more);

async function print(name: string, ...more: string[]) {
  const path = join(desk.folder, name);
  const result = await desk.run(['report', sample, '-o', path, '--date', '2026-03-03', ...more]);
  return { ...result, path };
}

describe('memcase report --redact-word', () => {
  it('takes a word out in any case and inside others, of the report and of what goes with it', async () => {
    const { code, path } = await print('words.pdf', '--redact-word', 'FwLog', '--redact-word', 'appliance');
    expect(code).toBe(0);
    const text = textOf(await readPdf(new Uint8Array(readFileSync(path))));
    expect(text.toLowerCase()).not.toMatch(/fwlog|appliance/);
    expect(text).toMatch(/\[WORD-[A-Z2-7]+\]/);
    const zip = path.replace(/\.pdf$/, '.evidence.zip');
    const tables = execFileSync('unzip', ['-p', zip], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    expect(tables).toMatch(/\[WORD-[A-Z2-7]+\]/);
    expect(tables.toLowerCase()).not.toMatch(/fwlog|appliance/);
  }, 60_000);

  it.each([
    ['as it was', 'see Umbrella here'],
    ['in capitals', 'see UMBRELLA here'],
    ['inside another', 'see umbrellacorp here'],
  ])('blocks a report that holds such a word %s', (_how, said) => {
    const options = { language: 'en' as const, redact: true, date: REPORT_DATE, toolVersion: '0.1.0' };
    const processes = [processRow('umbrellad', 90_000, 1, { commandLine: '/opt/Umbrella/run' })];
    const input = reportInput({ processes });
    const redactor = reportRedactor(input, { words: ['umbrella'] });
    const document = buildReport(input, options, redactor);
    const check = (subtitle: string) =>
      checkReport(renderPdf({ ...document, subtitle }).pdf, [], redactor, input, options);
    expect(() => check('nothing')).not.toThrow();
    expect(() => check(said)).toThrow(expect.objectContaining({ code: 'report.leak' }));
  });

  it('does not take hashes, addresses and labels for a word', () => {
    const place = { name: 'page 1', kind: 'shown' as const };
    const words = [{ class: 'word' as const, value: 'cafe' }];
    const hash = `${'0'.repeat(30)}cafe${'0'.repeat(30)}`;
    expect(findLeaks(words, [{ ...place, text: `${hash} 0x7fcafe0000 [IPV4-CAFE]` }])).toEqual([]);
    expect(findLeaks(words, [{ ...place, text: 'in the Cafe.' }])).toHaveLength(1);
  });

  it('is refused with redaction off', async () => {
    const { code, err } = await print('off.pdf', '--redact', 'off', '--redact-word', 'fwlog');
    expect([code, err]).toEqual([2, expect.stringContaining('input.bad-option')]);
  });
});

describe('memcase report --review and --keep', () => {
  let hits: Review['hits'];
  beforeAll(async () => {
    ({ hits } = await review());
  });

  it('lists labels with places and a hint, and never a value', async () => {
    const { code, path } = await print('plain.pdf');
    expect(code).toBe(0);
    const text = textOf(await readPdf(new Uint8Array(readFileSync(path))));
    const labels = hits.map(({ label }) => label);
    // Whatever the report prints is in the list.
    for (const [label] of text.matchAll(/\[(?:IPV4|EMAIL|USER|HOST)-[A-Z2-7]+\]/g))
      expect(labels).toContain(label);
    expect(hits.length).toBeGreaterThan(2);
    for (const { where, places } of hits) {
      expect(where.length).toBeGreaterThan(0);
      expect(places).toBeGreaterThanOrEqual(where.length);
    }
    expect(JSON.stringify(hits)).not.toMatch(/\d+\.\d+\.\d+\.\d+|@/);
  }, 60_000);

  it('leaves a label that is kept in clear, says so, and nothing else', async () => {
    const address = hits.find(({ class: kind }) => kind === 'ipv4')!;
    const { code, path } = await print('kept.pdf', '--keep', address.label);
    expect(code).toBe(0);
    const text = textOf(await readPdf(new Uint8Array(readFileSync(path))));
    expect(text).toContain('What the author left in clear');
    // But in the command that makes the report again.
    expect(text.split(address.label)).toHaveLength(2);
    const shown = new Set(text.match(/192\.0\.2\.\d+/g));
    expect(shown.size).toBe(1);
    const after = await review('--keep', address.label);
    expect(after.hits.map(({ label }) => label)).toEqual(
      hits.map(({ label }) => label).filter((label) => label !== address.label),
    );
  }, 60_000);

  it('knows only labels of this report, and no words', async () => {
    const unknown = await print('unknown.pdf', '--keep', 'IPV4-0000');
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('is no label of this report')]);
    const { hits: words } = await review('--redact-word', 'fwlog');
    const word = words.find(({ class: kind }) => kind === 'word')!;
    const refused = await print('word.pdf', '--redact-word', 'fwlog', '--keep', word.label);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('a word that you named')]);
  }, 60_000);

  it('does not touch the case', async () => {
    const hash = () => createHash('sha256').update(readFileSync(sample)).digest('hex');
    const before = hash();
    await review();
    expect(hash()).toBe(before);
  });
});
