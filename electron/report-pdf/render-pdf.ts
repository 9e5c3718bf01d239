/**
 * Puts a report document on paper. The engine is Typst, in process: no browser, no network, no temporary file.
 * The only file that it reads is the template, and the document reaches that as data.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { AppError } from '#shared/errors/app-error.ts';
import type { PdfStandardName } from '#shared/domain/postmortem.ts';
import type { ReportDocument } from '#shared/report/document.ts';
import { codePointName } from '#shared/report/visible-text.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { compactPdf } from './compact-pdf.ts';
import type { FontCoverage } from './font-coverage.ts';
import { markLongTables } from './long-tables.ts';
import { fontCoverage, fontDirectories } from './report-fonts.ts';

export interface RenderedPdf {
  readonly pdf: Uint8Array<ArrayBuffer>;
  readonly pages: number;
}

interface Engine {
  readonly compiler: NodeCompiler;
  readonly template: string;
  readonly coverage: FontCoverage;
}

const templatePath = join(import.meta.dirname, 'template.typ');

/** Loaded on first use: engine and fonts are 60 MB that most commands do not need. */
let engine: Engine | undefined;

/**
 * Equal documents give equal bytes. Written as PDF/UA-1, which the engine checks: a character without a glyph
 * or a picture without words is an error, not a blank.
 * @throws report.render-failed
 */
export function renderPdf(document: ReportDocument, standard: PdfStandardName = 'ua-1'): RenderedPdf {
  const { compiler, template, coverage } = (engine ??= loadEngine());
  const data = { ...markLongTables(document), date: dateParts(document.dateMs) };
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'string' ? toShownText(value, coverage) : value,
  );
  try {
    const compiled = compiler.compile({ mainFileContent: template, inputs: { document: json } });
    if (compiled.result === null) throw renderFailed(diagnosticsOf(compiled.takeError()?.shortDiagnostics));
    const result = compiled.result;
    const creationTimestamp = Math.floor(document.dateMs / 1000);
    const write = (pdfStandard: string): Buffer => compiler.pdf(result, { pdfStandard, creationTimestamp });
    let pdf = write('ua-1');
    // The engine names one standard in a file; what PDF/UA asks for was checked all the same.
    if (standard !== 'ua-1') pdf = write(standard);
    return { pdf: compactPdf(pdf), pages: result.numOfPages };
  } catch (error) {
    throw error instanceof AppError ? error : renderFailed(messagesIn(String(error)), error);
  } finally {
    compiler.evictCache(0);
  }
}

function loadEngine(): Engine {
  try {
    // Not an import: the addon is native, and a launcher that prints no report must start without it.
    const typst = createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler') as {
      readonly NodeCompiler: typeof NodeCompiler;
    };
    const compiler = typst.NodeCompiler.create({
      workspace: dirname(templatePath),
      fontArgs: [{ fontPaths: fontDirectories() }],
    });
    return { compiler, template: readFileSync(templatePath, 'utf8'), coverage: fontCoverage() };
  } catch (error) {
    throw renderFailed(`the PDF engine or its fonts cannot be loaded: ${String(error)}`, error);
  }
}

/** Characters without a glyph are named by their code point. */
function toShownText(text: string, coverage: FontCoverage): string {
  return text.replace(/[^\n\u0020-\u007e]/gu, (character) =>
    coverage.has(character.codePointAt(0) ?? 0) ? character : codePointName(character),
  );
}

/** The parts of a Typst `datetime`, UTC. */
function dateParts(at: EpochMs): Record<string, number> {
  const date = new Date(at);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

function diagnosticsOf(diagnostics: readonly unknown[] | undefined): string {
  const messages = (diagnostics ?? []).map((one) => {
    const message = typeof one === 'object' && one !== null && 'message' in one ? one.message : one;
    return String(message);
  });
  return [...new Set(messages)].join('; ');
}

/** The engine's export errors are one text with spans and traces; the messages in it, each once. */
function messagesIn(text: string): string {
  const messages = [...text.matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '');
  return messages.length === 0 ? text : [...new Set(messages)].join('; ');
}

function renderFailed(reason: string, cause?: unknown): AppError {
  const short = reason.slice(0, 500);
  return new AppError(
    'report.render-failed',
    `The report could not be laid out: ${short}`,
    { reason: short },
    cause,
  );
}
