/** `memcase verify CASE` */
import type { VerifyResult } from '#shared/contract/cases.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followJob } from '../progress-line.ts';
import { formatTable } from '../text-table.ts';

export async function runVerify(
  context: CommandContext,
  path: string,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const job = await client.cases.verify({ case: handle }, { signal: context.signal });
    const result: VerifyResult = await followJob(job, context.progress);
    const findings = result.checks.flatMap((check) => check.findings);
    if (options.json === true) context.out.json('verify', result);
    else {
      const rows = result.checks.map(({ name, ok, checked }) => [
        name,
        ok ? 'as it was' : 'DIFFERS',
        formatCount(checked),
      ]);
      const columns = [{ title: 'check' }, { title: '' }, { title: 'checked', align: 'right' as const }];
      context.out.lines([
        ...formatTable(columns, rows, context.out.width),
        ...findings,
        '',
        result.ok
          ? `Nothing has changed in ${formatBytes(result.rawBytes)} of evidence. Journal head ${result.journalHead}`
          : `This case is not as it was written. Journal head ${result.journalHead}`,
      ]);
    }
    if (result.ok) return exitCodes.ok;
    const differing = result.checks.filter(({ ok }) => !ok).map(({ name }) => name);
    context.out.notice(`${path} differs in ${differing.join(', ')} [verify.failed]`);
    return exitCodes.verify;
  });
}
