/** `memcase new CASE [--title T]` */
import type { CommandContext } from '../context.ts';
import { withApp } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';

export interface NewOptions {
  readonly title?: string;
  readonly json?: boolean;
}

export function runNew(context: CommandContext, path: string, options: NewOptions): Promise<ExitCode> {
  return withApp(context, async (client) => {
    const { handle, ...summary } = await client.cases.create({ path, title: options.title });
    await client.cases.close({ case: handle });
    if (options.json === true) context.out.json('case', summary);
    else context.out.lines([`Made ${path}: ${summary.title}.`]);
    return exitCodes.ok;
  });
}
