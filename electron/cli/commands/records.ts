/** `memcase records CASE E-012 [--source DIR] [--limit N] [--json]` */
import { resolve } from 'node:path';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseEvidence, parseLimit } from '../option-values.ts';
import { recordLines } from '../records-text.ts';

export interface RecordsOptions {
  readonly source?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

const SHAPES = 10;

export async function runRecords(
  context: CommandContext,
  path: string,
  dump: string,
  options: RecordsOptions,
): Promise<ExitCode> {
  const { artifact } = parseEvidence('records', dump);
  const limit = options.limit === undefined ? SHAPES : parseLimit('--limit', options.limit);
  const source = options.source === undefined ? undefined : resolve(options.source);
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const records = await client.records.ofDump(
      { case: handle, dump: artifact, source },
      { signal: context.signal },
    );
    if (options.json === true) context.out.json('records', { case: path, ...records });
    else context.out.lines(recordLines(records, limit, context.out.width));
    return exitCodes.ok;
  });
}
