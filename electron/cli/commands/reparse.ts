/** `memcase reparse CASE` */
import { formatCount } from '#shared/units/format.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followJob } from '../progress-line.ts';

export async function runReparse(
  context: CommandContext,
  path: string,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  return withCase(context, path, 'write', async ({ client, handle }) => {
    const job = await client.cases.reparse({ case: handle }, { signal: context.signal });
    const result = await followJob(job, context.progress);
    const { snapshots, artifacts, changedSnapshots } = result;
    if (options.json === true) context.out.json('reparse', { case: path, ...result });
    else {
      const read = `Read ${formatCount(artifacts)} artifacts of ${formatCount(snapshots)} snapshots again`;
      context.out.lines([`${read}; the tables of ${formatCount(changedSnapshots.length)} changed.`]);
    }
    return exitCodes.ok;
  });
}
