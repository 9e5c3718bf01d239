/** `memcase explain CASE [--a …] [--b …] [--all] [--no-inside] [--depth N] [--json]` */
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { DEFAULT_DEPTH, ledgerLines } from '../ledger-text.ts';
import { parseCount } from '../option-values.ts';

export interface ExplainOptions {
  readonly a?: string;
  readonly b?: string;
  readonly all?: boolean;
  readonly depth?: string;
  readonly wide?: boolean;
  readonly json?: boolean;
  /** `--no-inside`: no dump is read. */
  readonly inside?: boolean;
}

export async function runExplain(
  context: CommandContext,
  path: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const depth = options.depth === undefined ? DEFAULT_DEPTH : parseCount('--depth', options.depth);
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const { a, b, all } = options;
    const explanation = await client.analysis.explain(
      { case: handle, a, b, all, inside: options.inside },
      { signal: context.signal },
    );
    const { a: sideA, b: sideB } = explanation;
    if (sideA.target === sideB?.target && sideA.snapshot === sideB.snapshot) {
      context.out.notice(`warning: A and B are the same snapshot, ${sideA.target}@${sideA.snapshot}`);
    }
    if (options.json === true) context.out.json('explain', explanation);
    else
      context.out.lines(
        ledgerLines(explanation, { depth, all: all === true, wide: options.wide === true }, context.out),
      );
    return exitCodes.ok;
  });
}
