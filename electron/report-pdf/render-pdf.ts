/**
 * Puts a report document on paper. The engine is Typst, in process: no browser, no network, no temporary file.
 * The only file that it reads is the template, and the document reaches that as data.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { AppError } from '#shared/errors/app-error.ts';
import type { ReportDocument } from '#shared/report/document.ts';
import type { EpochMs } from '#shared/units/time.ts';

export interface RenderedPdf {
  readonly pdf: Uint8Array;
  readonly pages: number;
}

const require = createRequire(import.meta.url);
const templatePath = fileURLToPath(new URL('./template.typ', import.meta.url));

/** Loaded on first use: the engine and its fonts are 60 MB that most commands do not need. */
let engine: { readonly compiler: NodeCompiler; readonly template: string } | undefined;

/**
 * Equal documents give equal bytes. Written as PDF/UA-1, which the engine checks: a character without a glyph
 * or a picture without words is an error, not a blank.
 * @throws report.render-failed
 */
export function renderPdf(document: ReportDocument): RenderedPdf {
  const { compiler, template } = loadEngine();
  const data = { ...document, date: dateParts(document.dateMs) };
  try {
    const result = compiler.compile({
      mainFileContent: template,
      inputs: { document: JSON.stringify(data) },
    });
    if (result.result === null) throw renderFailed(JSON.stringify(result.takeError()?.shortDiagnostics));
    const pdf = compiler.pdf(result.result, {
      pdfStandard: 'ua-1',
      creationTimestamp: Math.floor(document.dateMs / 1000),
    });
    return { pdf: new Uint8Array(pdf), pages: result.result.numOfPages };
  } catch (error) {
    throw error instanceof AppError ? error : renderFailed(String(error), error);
  } finally {
    compiler.evictCache(0);
  }
}

function loadEngine(): { readonly compiler: NodeCompiler; readonly template: string } {
  if (engine !== undefined) return engine;
  try {
    const typst = require('@myriaddreamin/typst-ts-node-compiler') as {
      NodeCompiler: typeof NodeCompiler;
    };
    const compiler = typst.NodeCompiler.create({
      workspace: dirname(templatePath),
      fontArgs: [{ fontPaths: ['400Regular', '700Bold'].map(fontFolder) }],
    });
    engine = { compiler, template: readFileSync(templatePath, 'utf8') };
    return engine;
  } catch (error) {
    throw renderFailed(`the PDF engine or its fonts are missing: ${String(error)}`, error);
  }
}

function fontFolder(weight: string): string {
  return `${dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))}/${weight}`;
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

/** The engine's messages, each once, without its spans and traces. */
function renderFailed(reason: string, cause?: unknown): AppError {
  const messages = [...reason.matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!);
  const short = (messages.length === 0 ? reason : [...new Set(messages)].join('; ')).slice(0, 500);
  return new AppError(
    'report.render-failed',
    `The report could not be laid out: ${short}`,
    { reason: short },
    cause,
  );
}
