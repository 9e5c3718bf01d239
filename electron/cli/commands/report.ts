/** `memcase report CASE -o FILE.pdf [--lang en|zh-CN] [--redact on|off] [--redact-word WORD] [--date TIME] [--notes FILE.json] [--omit CHAPTER]` */
import { reportLanguages, type RedactionReview } from '#shared/contract/reports.ts';
import { pdfStandards, sectionNames } from '#shared/domain/postmortem.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { readNotes } from '../notes-file.ts';
import { parseChoice, parseTime } from '../option-values.ts';
import { followJob } from '../progress-line.ts';
import { formatTable } from '../text-table.ts';
import { checkReportPath, evidencePath, writeReport } from '../report-file.ts';

export interface ReportOptions {
  readonly output?: string;
  readonly pdfStandard?: string;
  readonly review?: boolean;
  readonly keep?: readonly string[];
  readonly a?: string;
  readonly b?: string;
  readonly lang: string;
  readonly redact: string;
  readonly redactWord?: readonly string[];
  readonly date?: string;
  readonly notes?: string;
  readonly omit?: readonly string[];
  readonly json?: boolean;
}

export async function runReport(
  context: CommandContext,
  path: string,
  options: ReportOptions,
): Promise<ExitCode> {
  const lang = parseChoice('--lang', options.lang, reportLanguages);
  const redact = parseChoice('--redact', options.redact, ['on', 'off']) === 'on';
  const date = options.date === undefined ? undefined : parseTime('--date', options.date);
  const notes = options.notes === undefined ? undefined : await readNotes(options.notes);
  const omit = options.omit?.map((name) => parseChoice('--omit', name, sectionNames));
  const pdfStandard = parseChoice('--pdf-standard', options.pdfStandard ?? 'ua-1', pdfStandards);
  const { output } = options;
  if (options.review !== true) await checkReportPath(requireOutput(output));
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const { a, b } = options;
    const request = {
      case: handle,
      a,
      b,
      lang,
      redact,
      redactWord: options.redactWord?.slice(),
      keep: options.keep?.slice(),
      pdfStandard,
      date,
      notes,
      omit,
    };
    if (options.review === true) {
      const review = await followJob(
        await client.reports.review(request, { signal: context.signal }),
        context.progress,
      );
      if (options.json === true) context.out.json('redaction-review', { case: path, ...review });
      else context.out.lines(reviewLines(review, context.out.width));
      return exitCodes.ok;
    }
    const job = await client.reports.render(request, { signal: context.signal });
    const report = await followJob(job, context.progress);
    await writeReport(requireOutput(output), report);
    const { pages, sha256, pdf } = report;
    if (options.json === true) {
      context.out.json('report', {
        case: path,
        file: requireOutput(output),
        pages,
        sizeBytes: pdf.length,
        sha256,
      });
    } else {
      const count = pages === 1 ? '1 page' : `${formatCount(pages)} pages`;
      const { evidence, evidenceSha256 } = report;
      context.out.lines([
        `Wrote ${output}: ${count}, ${formatBytes(pdf.length)}, sha256 ${sha256}.`,
        ...(evidence === undefined
          ? []
          : [
              `Wrote ${evidencePath(requireOutput(output))}: ${formatBytes(evidence.length)}, sha256 ${evidenceSha256}.`,
            ]),
      ]);
    }
    return exitCodes.ok;
  });
}

function requireOutput(output: string | undefined): string {
  if (output !== undefined) return output;
  throw new AppError('input.bad-option', 'Say where the report goes: -o FILE.pdf (or --review).', {});
}

function reviewLines({ hits }: RedactionReview, width: number | undefined): string[] {
  if (hits.length === 0) return ['Nothing would be replaced.'];
  const columns = [
    { title: 'label' },
    { title: 'places', align: 'right' as const },
    { title: 'what it looks like' },
    { title: 'where', shrinks: true },
  ];
  const rows = hits.map(({ label, places, hint, where }) => [
    label,
    formatCount(places),
    hint,
    where.join(' '),
  ]);
  return [
    ...formatTable(columns, rows, width),
    '',
    `${formatCount(hits.length)} values would be replaced. Leave one in clear: --keep LABEL. Replace more: --redact-word WORD.`,
  ];
}
