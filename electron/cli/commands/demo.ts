/** `memcase demo [--out DIR]`: the bundled case of two appliances, its ledger and its postmortem. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import type { MemcaseClient } from '#shared/contract/client.ts';
import { reportLanguages } from '#shared/contract/reports.ts';
import { formatCount } from '#shared/units/format.ts';
import type { CommandContext } from '../context.ts';
import { namingCase, withApp } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { DEFAULT_DEPTH, ledgerLines } from '../ledger-text.ts';
import { parseChoice } from '../option-values.ts';
import { followJob } from '../progress-line.ts';
import { checkReportPath, writeReport } from '../report-file.ts';

export interface DemoOptions {
  readonly out: string;
  readonly lang: string;
  readonly json?: boolean;
}

export async function runDemo(context: CommandContext, options: DemoOptions): Promise<ExitCode> {
  const { out, platform, signal } = context;
  const lang = parseChoice('--lang', options.lang, reportLanguages);
  const path = join(options.out, basename(platform().samplePath));
  const pdf = join(options.out, 'postmortem.pdf');
  await makeDirectory(options.out);
  await checkReportPath(pdf);
  return withApp(context, async (client) => {
    const { handle, title } = await namingCase(path, () => openCopy(client, path));
    const explanation = await client.analysis.explain({ case: handle }, { signal });
    if (options.json !== true) {
      const ledger = ledgerLines(explanation, { depth: DEFAULT_DEPTH, all: false }, out);
      out.lines([`${path}: ${title}`, '', ...ledger, '']);
    }
    const job = await client.reports.render({ case: handle, lang }, { signal });
    const report = await followJob(job, context.progress);
    await writeReport(pdf, report);
    const { pages, sha256 } = report;
    if (options.json === true) {
      const written = { file: pdf, pages, sizeBytes: report.pdf.length, sha256 };
      out.json('demo', { case: path, explanation, report: written });
    } else {
      out.lines([`Wrote ${pdf} (${formatCount(pages)} pages).`, `Look further with: memcase serve ${path}`]);
    }
    return exitCodes.ok;
  });
}

/** The copy of an earlier demo is looked at again, with whatever was done to it. */
function openCopy(client: MemcaseClient, path: string) {
  return existsSync(path) ? client.cases.open({ path, mode: 'read' }) : client.cases.openSample({ path });
}

async function makeDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'a file of that name is there' : (error.code ?? 'unknown');
    throw new AppError(
      'report.write-failed',
      `The folder ${path} could not be made: ${why}.`,
      { path },
      error,
    );
  });
}
