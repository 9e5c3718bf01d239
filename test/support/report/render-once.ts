/** Renders the hand-made report in a process of its own and prints its hash: `node render-once.ts LANGUAGE`. */
import { createHash } from 'node:crypto';
import { buildReport } from '#shared/report/build-report.ts';
import type { ReportLanguage } from '#shared/i18n/report.ts';
import { renderPdf } from '#electron/report-pdf/render-pdf.ts';
import { REPORT_DATE, reportInput } from '#test/support/builders/report-input.ts';

const language = process.argv[2] as ReportLanguage;
const document = buildReport(reportInput(), {
  language,
  redact: true,
  date: REPORT_DATE,
  toolVersion: '0.1.0',
});
process.stdout.write(createHash('sha256').update(renderPdf(document).pdf).digest('hex'));
