/** `memcase heap CASE [E-012] [--target T[@N]] [--process P] [--json]` */
import { AppError } from '#shared/errors/app-error.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { heapLines } from '../heap-text.ts';
import { parseEvidence, parseSelector } from '../option-values.ts';

export interface HeapOptions {
  readonly target?: string;
  readonly process?: string;
  readonly json?: boolean;
}

export async function runHeap(
  context: CommandContext,
  path: string,
  dump: string | undefined,
  options: HeapOptions,
): Promise<ExitCode> {
  const artifact = dump === undefined ? undefined : parseEvidence('heap', dump).artifact;
  const side = options.target === undefined ? {} : parseSelector(options.target);
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const processes = await client.inside.heap(
      { case: handle, ...side, dump: artifact, process: options.process },
      { signal: context.signal },
    );
    if (options.process !== undefined && processes.length === 0) {
      const sentence = `There is no dump of a process ${options.process} in this case.`;
      throw new AppError('input.unknown-process', sentence, { process: options.process });
    }
    if (options.json === true) context.out.json('heap', { case: path, processes });
    else if (processes.length === 0) context.out.lines(['There are no dumps of memory in this case.']);
    else
      context.out.lines(
        processes.flatMap((process, at) => [
          ...(at === 0 ? [] : ['']),
          ...heapLines(process, context.out.width),
        ]),
      );
    return exitCodes.ok;
  });
}
