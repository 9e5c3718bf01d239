/** `memcase new CASE [--title T]` */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import type { CommandContext } from '../context.ts';
import { namingCase, withApp } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';

export interface NewOptions {
  readonly title?: string;
  readonly json?: boolean;
}

export function runNew(context: CommandContext, path: string, options: NewOptions): Promise<ExitCode> {
  return withApp(context, async (client) => {
    await requireFolder(path);
    const { handle, ...summary } = await namingCase(path, () =>
      client.cases.create({ path, title: options.title }),
    );
    await client.cases.close({ case: handle });
    if (options.json === true) context.out.json('case', summary);
    else context.out.lines([`Made ${path}: ${summary.title}.`]);
    return exitCodes.ok;
  });
}

/** @throws casefile.not-found that names the folder: the case itself is not expected to be there */
async function requireFolder(path: string): Promise<void> {
  const folder = dirname(path);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return;
  throw new AppError('casefile.not-found', `${path} cannot be made: there is no folder ${folder}.`, { path });
}
