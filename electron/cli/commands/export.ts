/** `memcase export CASE --to DIR [--format csv|parquet] [--redact on|off]` */
import { tableFormats, type ExportResult } from '#shared/contract/exports.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseChoice } from '../option-values.ts';
import { followJob } from '../progress-line.ts';
import { formatTable } from '../text-table.ts';

export interface ExportOptions {
  readonly to: string;
  readonly a?: string;
  readonly b?: string;
  readonly format: string;
  readonly redact: string;
  readonly json?: boolean;
}

export async function runExport(
  context: CommandContext,
  path: string,
  options: ExportOptions,
): Promise<ExitCode> {
  const format = parseChoice('--format', options.format, tableFormats);
  const redact = parseChoice('--redact', options.redact, ['on', 'off']) === 'on';
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const { a, b, to: directory } = options;
    const request = { case: handle, a, b, directory, format, redact };
    const job = await client.exports.run(request, { signal: context.signal });
    const written: ExportResult = await followJob(job, context.progress);
    if (options.json === true) context.out.json('export', { case: path, format, redact, ...written });
    else {
      const columns = [
        { title: 'file' },
        { title: 'rows', align: 'right' as const },
        { title: 'size', align: 'right' as const },
        { title: 'sha256' },
      ];
      const rows = written.files.map((one) => [
        one.name,
        formatCount(one.rows),
        formatBytes(one.sizeBytes),
        one.sha256.slice(0, 12),
      ]);
      context.out.lines([
        ...formatTable(columns, rows, context.out.width),
        '',
        `Wrote ${formatCount(written.files.length)} tables and manifest.json to ${written.directory}.`,
      ]);
    }
    return exitCodes.ok;
  });
}
