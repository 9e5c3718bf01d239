/** The bundled case on paper, in both languages, read with poppler, which shares nothing with us. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportResult } from '#shared/contract/reports.ts';
import { createRedactor } from '#shared/report/redact.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { evidenceZip } from '#electron/jobs/export/evidence-zip.ts';
import { renderReport } from '#electron/jobs/render-report.ts';
import { findLeaks } from '#electron/report-pdf/find-leaks.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';
import { readPdf } from '#test/support/report/read-pdf.ts';
import { requireCommands } from '#test/support/ssh/install-packages.ts';

const date = Date.UTC(2026, 10, 24);
const support = (name: string): string => new URL(`../../support/report/${name}`, import.meta.url).pathname;

let folder: string;
beforeAll(() => {
  requireCommands({ pdftotext: 'poppler-utils', pdffonts: 'poppler-utils' });
  folder = mkdtempSync(join(tmpdir(), 'memcase-paper-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function poppler(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
}

const squeezed = (text: string): string => text.replaceAll(/\s|\u2060/g, '');

describe.each(['en', 'zh-CN'] as const)('the bundled case in %s', (lang) => {
  let path: string;
  let report: ReportResult;
  beforeAll(async () => {
    const platform = createTestPlatform(folder);
    const copy = join(folder, `${lang}.memcase`);
    copyFileSync(platform.samplePath, copy);
    const file = openCaseForReading(copy, platform);
    const job = renderReport(file, { case: '-', lang, redact: true, date }, { aborted: false }, platform);
    for (let step = await job.next(); ; step = await job.next()) {
      if (!step.done) continue;
      report = step.value;
      break;
    }
    file.close();
    path = join(folder, `${lang}.pdf`);
    writeFileSync(path, report.pdf);
  });

  it('has contents whose page numbers are right', () => {
    const pages = poppler('pdftotext', '-raw', path, '-').split('\f').map(squeezed);
    // Titles, dots, a number; as far as the lists go.
    const lists = poppler('pdftotext', '-layout', '-f', '2', '-l', '4', path, '-');
    const entries = [...lists.matchAll(/^\s*(\S.*?)[ .\u2060]{6,}(\d+)\s*$/gm)].map(
      ([, title = '', page]) => ({
        title: squeezed(title),
        page: Number(page),
      }),
    );
    expect(entries.length).toBeGreaterThan(45);
    for (const { title, page } of entries)
      expect(pages[page - 1], `${title} on page ${page}`).toContain(title);
  });

  it('has links that all lead somewhere', async () => {
    const { links, outline } = await readPdf(report.pdf);
    expect(links.length).toBeGreaterThan(200);
    expect(links.filter(({ toPage }) => toPage === null)).toEqual([]);
    expect(outline.length).toBeGreaterThan(25);
  });

  it('has embedded fonts, none of Type 3, and no character without a glyph', () => {
    const fonts = poppler('pdffonts', path).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) {
      expect(font).toMatch(/CID TrueType +Identity-H +yes yes yes/);
      expect(font).not.toContain('Type 3');
    }
    expect(poppler('pdftotext', path, '-')).not.toMatch(/[\ufffd\u25a1\u2588]/u);
  });

  it('prints the hash of the file that goes with it, which holds what its manifest says', () => {
    const zip = Buffer.from(report.evidence!);
    expect(createHash('sha256').update(zip).digest('hex')).toBe(report.evidenceSha256);
    expect(squeezed(poppler('pdftotext', '-raw', path, '-'))).toContain(report.evidenceSha256);
    const entries = unzip(zip);
    const manifest = JSON.parse(entries.get('manifest.json')!.toString()) as {
      files: { name: string; sha256: string }[];
    };
    expect(manifest.files.map(({ name }) => name)).toEqual([...entries.keys()].slice(1));
    for (const { name, sha256 } of manifest.files) {
      expect(createHash('sha256').update(entries.get(name)!).digest('hex')).toBe(sha256);
    }
  });
});

/** By the directory at the end; APPNOTE 4.3.12. Each entry is checked against its CRC. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const entries = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < zip.readUInt16LE(end + 10); index += 1) {
    const [packed, size, length] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + length);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = inflateRawSync(zip.subarray(start, start + packed));
    expect([name, crc32(bytes), bytes.length]).toEqual([name, zip.readUInt32LE(at + 16), size]);
    entries.set(name, bytes);
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

describe('the file that goes with a report', () => {
  const secret = 'k7Rt-92xQzLm41';
  const table = {
    name: 'processes',
    columns: [{ name: 'command_line', type: 'evidence' as const }],
    rows: () => [[`daemon --password=${secret}`], [`alone ${secret}`]],
  };
  const facts = { caseId: 'x', journalHead: 'y' };

  it('holds no redacted value, and one that is left is found', () => {
    const redactor = createRedactor();
    const clean = evidenceZip([table], redactor, facts);
    expect(redactor.originals().map(({ value }) => value)).toEqual([secret]);
    expect(findLeaks(redactor.originals(), clean.places)).toEqual([]);
    expect(findLeaks(redactor.originals(), evidenceZip([table], null, facts).places)).toHaveLength(1);
  });

  it('is the same bytes twice', () => {
    const once = (): string => evidenceZip([table], createRedactor(), facts).sha256;
    expect(once()).toBe(once());
  });
});

describe('what can go wrong', () => {
  it.each(['@myriaddreamin/typst-ts-node-compiler', '@expo-google-fonts/noto-sans-sc'])(
    'without %s there is a clear error',
    (lacking) => {
      const { status, stderr, stdout } = spawnSync(
        process.execPath,
        ['--import', support('lack-module.mjs'), support('render-once.ts'), 'en'],
        { encoding: 'utf8', env: { ...process.env, LACK: lacking } },
      );
      expect(stdout).toBe('');
      expect(status).not.toBe(0);
      expect(stderr).toContain('report.render-failed');
      expect(stderr).toContain('the PDF engine or its fonts cannot be loaded');
    },
  );

  const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0;
  it.runIf(canMount || process.env['CI'] !== undefined)('a full disk leaves no half file', () => {
    const disk = mkdtempSync(join(folder, 'disk-'));
    const out = execFileSync('unshare', ['-Urm', process.execPath, support('narrow-report.ts'), disk], {
      encoding: 'utf8',
    });
    expect(JSON.parse(out)).toEqual({ code: 'report.write-failed ENOSPC', left: [] });
  });
});
