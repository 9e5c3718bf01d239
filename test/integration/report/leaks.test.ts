/** The last look at a finished report: real PDFs with one value left in them, in every form that the look is for. */
import { readdirSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildReport, reportRedactor } from '#shared/report/build-report.ts';
import type { Block, ReportDocument } from '#shared/report/document.ts';
import type * as redact from '#shared/report/redact.ts';
import type { Redactor } from '#shared/report/redact.ts';
import { checkReport } from '#electron/jobs/check-report.ts';
import { renderReport } from '#electron/jobs/render-report.ts';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import { findLeaks, placesOfPdf } from '#electron/report-pdf/find-leaks.ts';
import { readPdfText } from '#electron/report-pdf/pdf-text.ts';
import { renderPdf } from '#electron/report-pdf/render-pdf.ts';
import { processRow, REPORT_DATE, reportInput } from '#test/support/builders/report-input.ts';
import { readPdf, textOf } from '#test/support/report/read-pdf.ts';
import { createTempCase } from '#test/support/temp-case.ts';

/** Set where the filter shall forget the members of this name. */
const forgotten = vi.hoisted(() => ({ member: '' }));
vi.mock('#shared/report/redact.ts', async (original) => {
  const real = await original<typeof redact>();
  const mapEvidenceText: typeof real.mapEvidenceText = (value, change) => {
    const mapped = real.mapEvidenceText(value, change);
    if (forgotten.member === '') return mapped;
    const restore = (from: unknown, into: unknown): void => {
      if (typeof from !== 'object' || from === null) return;
      for (const [key, member] of Object.entries(from)) {
        if (key === forgotten.member) (into as Record<string, unknown>)[key] = member;
        else restore(member, (into as Record<string, unknown>)[key]);
      }
    };
    restore(value, mapped);
    return mapped;
  };
  return { ...real, mapEvidenceText };
});
afterEach(() => {
  forgotten.member = '';
});

const SECRET = 'k7Rt-92xQz/Lm41';
const USER = 'alexandra';
const ADDRESS = '203.0.113.77';
const command = `/usr/sbin/fwlog --password=${SECRET} -f /home/${USER}/x.conf --broker=${ADDRESS}:9092`;
const input = reportInput({ processes: [processRow('fwlog', 90_000, 1, { commandLine: command })] });
const options = { language: 'en' as const, redact: true, date: REPORT_DATE, toolVersion: '0.1.0' };

let document: ReportDocument;
let redactor: Redactor;
beforeAll(() => {
  redactor = reportRedactor(input);
  document = buildReport(input, options, redactor);
});

function check(changed: ReportDocument): void {
  checkReport(renderPdf(changed).pdf, [], redactor, input, options);
}

function withBlock(block: Block): ReportDocument {
  const [first, ...others] = document.sections;
  return { ...document, sections: [{ ...first!, blocks: [...first!.blocks, block] }, ...others] };
}

function saying(text: string): ReportDocument {
  return withBlock({ kind: 'paragraph', inlines: [{ kind: 'text', text: `see ${text} here` }] });
}

describe('a finished report', () => {
  it('without a leak passes', () => {
    expect(redactor.originals().map(({ value }) => value)).toEqual(
      expect.arrayContaining([SECRET, USER, ADDRESS]),
    );
    expect(() => check(document)).not.toThrow();
  });

  it.each([
    ['as it was', SECRET],
    ['a plain name', USER],
    ['an address', ADDRESS],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in capitals of it', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['within other base64', Buffer.from(`xx ${SECRET} yy`).toString('base64')],
    ['in base64url', Buffer.from(`x${SECRET}`).toString('base64url')],
    ['cut by line ends', `${'x'.repeat(70)}=${SECRET.repeat(4)}`],
  ])('with a value %s is blocked', (_what, text) => {
    expect(() => check(saying(text))).toThrow(expect.objectContaining({ code: 'report.leak' }));
  });

  it.each(['subtitle', 'runningHead', 'runningFoot'] as const)(
    'with a value in its %s is blocked',
    (member) => {
      expect(() => check({ ...document, [member]: `by ${SECRET}` })).toThrow(
        expect.objectContaining({ code: 'report.leak' }),
      );
    },
  );

  it('with a value in the words for those who do not see is blocked', () => {
    const figure = document.sections[0]!.blocks.find((block) => block.kind === 'figure')!;
    const sections = document.sections.map((section) => ({
      ...section,
      blocks: section.blocks.map((block) =>
        block === figure ? { ...figure, alt: `${figure.alt} ${SECRET}` } : block,
      ),
    }));
    expect(() => check({ ...document, sections })).toThrow(expect.objectContaining({ code: 'report.leak' }));
  });

  it('tells the kind and the page, never the value', () => {
    const failure = (() => {
      try {
        check(saying(SECRET));
        return null;
      } catch (error) {
        return error as Error & { data: unknown };
      }
    })();
    expect(failure?.message).toMatch(/1 redacted values? \(secret\).*page 4/);
    expect(JSON.stringify([failure?.message, failure?.data])).not.toContain(SECRET);
  });

  it('is not blocked by part of a longer word, nor by a word of ours', () => {
    expect(() => check(saying(`${USER}platz`))).not.toThrow();
    const home = reportInput({
      processes: [processRow('fwlog', 90_000, 1, { commandLine: 'x /home/evidence/y' })],
    });
    const own = reportRedactor(home);
    const { pdf } = renderPdf(buildReport(home, options, own));
    expect(own.originals()).toContainEqual({ class: 'user', value: 'evidence' });
    expect(() => checkReport(pdf, [], own, home, options)).not.toThrow();
  });

  it('that cannot be read back is not known to be clean', () => {
    const { pdf } = renderPdf(document);
    const cut = pdf.subarray(0, pdf.length - 100);
    expect(() => checkReport(cut, [], redactor, input, options)).toThrow(
      expect.objectContaining({ code: 'report.render-failed' }),
    );
  });
});

describe('what goes with a report', () => {
  it.each([
    ['as UTF-16', Buffer.from(SECRET, 'utf16le')],
    ['as UTF-16, the other way round', Buffer.from(SECRET, 'utf16le').swap16()],
    ['as it was', Buffer.from(`a,${SECRET},b`)],
  ])('is searched for values %s', (_what, bytes) => {
    const place = { name: 'tables.csv', kind: 'bytes' as const, text: bytes.toString('latin1') };
    expect(findLeaks(redactor.originals(), [place])).toEqual([
      { class: 'secret', value: SECRET, place: 'tables.csv' },
    ]);
  });
});

it('reads back all that pdf.js reads', async () => {
  const { pdf } = renderPdf(document);
  const squeezed = (text: string): string => text.replaceAll(/\s/g, '');
  const { joined } = readPdfText(pdf);
  const theirs = await readPdf(pdf);
  expect(joined).toHaveLength(theirs.pages);
  for (const [index, page] of joined.entries())
    expect(squeezed(page)).toBe(squeezed(textOf(theirs, index + 1)));
  expect(placesOfPdf(pdf).length).toBeGreaterThan(100);
});

it('a filter that forgets a member blocks the report, and leaves nothing on disk', async () => {
  const temporary = createTempCase();
  const text = (name: string, content: string) => ({
    kind: 'bytes' as const,
    name,
    bytes: new Uint8Array(Buffer.from(content)),
  });
  const meminfo = 'MemTotal: 8167848 kB\nMemFree: 1204112 kB\nMemAvailable: 5890004 kB\n';
  const ps = `  PID  PPID USER       RSS COMMAND\n  101     1 root    290144 ${command}\n`;
  const sources = [text('meminfo', meminfo), text('ps', ps)];
  const going = { aborted: false };
  const run = async (): Promise<number> => {
    const request = { case: '-', lang: 'en' as const, redact: true, date: REPORT_DATE };
    const job = renderReport(temporary.file, request, going, temporary.platform);
    for (;;) {
      const step = await job.next();
      if (step.done) return step.value.pages;
    }
  };
  try {
    for await (const _ of importEvidence(
      temporary.file,
      { target: 'suspect', sources },
      going,
      temporary.platform,
    ));
    const before = readdirSync(temporary.folder, { recursive: true });
    expect(await run()).toBeGreaterThan(3);
    forgotten.member = 'commandLine';
    await expect(run()).rejects.toMatchObject({ code: 'report.leak' });
    expect(readdirSync(temporary.folder, { recursive: true })).toEqual(before);
  } finally {
    temporary.remove();
  }
});
