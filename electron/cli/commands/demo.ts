/** `memcase demo [--out DIR]`: the bundled case of two appliances, its ledger and its postmortem. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import type { MemcaseClient } from '#shared/contract/client.ts';
import { formatCount } from '#shared/units/format.ts';
import type { CommandContext } from '../context.ts';
import { withApp } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { DEFAULT_DEPTH, ledgerLines } from '../ledger-text.ts';
import { followJob } from '../progress-line.ts';
import { writeReport } from './report.ts';

export interface DemoOptions {
  readonly out: string;
  readonly lang: 'en' | 'zh-CN';
}

export async function runDemo(context: CommandContext, options: DemoOptions): Promise<ExitCode> {
  const { samplePath } = context.platform();
  await makeDirectory(options.out);
  return withApp(context, async (client) => {
    const path = join(options.out, basename(samplePath));
    const { handle, title } = await openCopy(client, path);
    const explanation = await client.analysis.explain({ case: handle }, { signal: context.signal });
    context.out.lines([
      `${path}: ${title}`,
      '',
      ...ledgerLines(explanation, { depth: DEFAULT_DEPTH, all: false }, context.out),
      '',
    ]);
    const job = await client.reports.render({ case: handle, lang: options.lang }, { signal: context.signal });
    const report = await followJob(job, context.progress);
    const pdf = join(options.out, 'postmortem.pdf');
    await writeReport(pdf, report);
    context.out.lines([
      `Wrote ${pdf} (${formatCount(report.pages)} pages).`,
      `Look further with: memcase serve ${path}`,
    ]);
    return exitCodes.ok;
  });
}

/** The copy of an earlier demo is looked at again, with whatever was done to it. */
function openCopy(client: MemcaseClient, path: string) {
  return existsSync(path) ? client.cases.open({ path, mode: 'read' }) : client.cases.openSample({ path });
}

async function makeDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw new AppError('report.write-failed', `${path} could not be made.`, { path }, error);
  });
}
