/** The postmortem of a case as PDF bytes. Whoever asked writes them where they belong. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { ReportRequest, ReportResult } from '#shared/contract/reports.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { buildReport, reportRedactor } from '#shared/report/build-report.ts';
import type { ReportInput, ReportOptions, ReportSidecar } from '#shared/report/report-input.ts';
import type { Redactor } from '#shared/report/redact.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { readAppVersion } from '#electron/platform/places.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { renderPdf } from '#electron/report-pdf/render-pdf.ts';
import { throwIfAborted } from './cancel.ts';
import { checkedReader } from './check-sources.ts';
import { checkReport } from './check-report.ts';
import { caseTables } from './export/case-tables.ts';
import { evidenceZip, needsZip, type EvidenceZip } from './export/evidence-zip.ts';
import { keptValues } from './review-redaction.ts';
import { readReportInput } from './report-input.ts';
import { caseLabels } from './report-labels.ts';
import type { CancelSignal, Job } from './types.ts';

const STEPS = 4;
/** 9999-12-31: later years do not fit a PDF's date. */
const LATEST: EpochMs = Date.UTC(9999, 11, 31);

/**
 * Phases `evidence`, `layout`, `check`, `done`. The layout itself is one native call of about a second that cannot be
 * interrupted; a cancel takes effect before or after it. Nothing is written anywhere.
 * @throws job.cancelled, input.bad-option, report.render-failed, report.leak and what `readReportInput` throws
 */
export async function* renderReport(
  file: ReadableCase,
  request: ReportRequest,
  signal: CancelSignal,
  platform: Pick<Platform, 'now'>,
): Job<ReportResult> {
  const options = toOptions(request, platform.now(), readAppVersion());
  const step = async (): Promise<void> => {
    // Lets a cancel that waits in the queue be heard.
    await setImmediate();
    throwIfAborted(signal);
  };

  yield { phase: 'evidence', done: 0, total: STEPS, unit: 'items' };
  await step();
  const input = await readReportInput(file, request, signal);

  yield { phase: 'layout', done: 1, total: STEPS, unit: 'items' };
  await step();
  const redactor = reportRedactor(input, {
    code: caseLabels(file),
    words: request.redactWord ?? [],
    kept: keptValues(file, request, input),
  });
  const zip = needsZip(input) ? zipOf(file, request, input, redactor) : undefined;
  const { pdf, pages } = renderPdf(
    buildReport({ ...input, sidecar: zip && sidecarOf(zip) }, options, redactor),
    request.pdfStandard,
  );

  yield { phase: 'check', done: 2, total: STEPS, unit: 'items' };
  await step();
  checkReport(pdf, zip?.places ?? [], redactor, input, options);
  await step();

  yield { phase: 'done', done: STEPS, total: STEPS, unit: 'items' };
  const evidence =
    zip === undefined ? {} : { evidence: new Uint8Array(zip.bytes), evidenceSha256: zip.sha256 };
  return { pdf, pages, sha256: createHash('sha256').update(pdf).digest('hex'), ...evidence };
}

/** Tables of the two sides, and the lists of all evidence. */
function zipOf(
  file: ReadableCase,
  request: ReportRequest,
  input: ReportInput,
  redactor: Redactor,
): EvidenceZip {
  const sides = selectSides(file.snapshots(), request, (snapshot) => checkedReader(file, snapshot));
  const compared = new Set([...sides.a.sources, ...(sides.b?.sources ?? [])].map(({ id }) => id));
  const tables = caseTables(file, sides, input.explanation, compared);
  return evidenceZip(tables, request.redact ? redactor : null, input.case);
}

function sidecarOf({ sizeBytes, sha256, tables, rows }: EvidenceZip): ReportSidecar {
  return { sizeBytes, sha256, tables, rows };
}

function toOptions(request: ReportRequest, now: EpochMs, toolVersion: string): ReportOptions {
  const asked = request.date ?? now;
  if (!(asked >= 0 && asked <= LATEST)) {
    throw new AppError('input.bad-option', 'The date of a report lies between 1970 and 9999.', {
      date: asked,
    });
  }
  if (!request.redact && (request.redactWord ?? request.keep ?? []).length > 0) {
    throw new AppError('input.bad-option', 'Words and labels to keep mean nothing with redaction off.', {});
  }
  return {
    language: request.lang,
    redact: request.redact,
    omit: request.omit,
    words: request.redactWord?.length ?? 0,
    keep: request.keep,
    pdfStandard: request.pdfStandard,
    date: Math.floor(asked / 1000) * 1000,
    toolVersion,
  };
}
