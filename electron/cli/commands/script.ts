/** `memcase script [--recipe …] [--process …]`: the commands of a recipe as one sh script, on stdout. */
import { parseRecipe } from '../collect-options.ts';
import type { RecipeOptions } from '../collect-options.ts';
import type { CommandContext } from '../context.ts';
import { withApp } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';

export function runScript(context: CommandContext, options: RecipeOptions): Promise<ExitCode> {
  const asked = parseRecipe(options);
  return withApp(context, async (client) => {
    const { captureScript } = await client.collect.plan(asked, { signal: context.signal });
    context.out.lines([captureScript.trimEnd()]);
    return exitCodes.ok;
  });
}
