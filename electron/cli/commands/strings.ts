/** `memcase strings CASE E-012 [--list] [--live|--ghosts] [--encoding E] [--min N] [--limit N] [--json]` */
import { stringEncodings } from '#shared/domain/strings.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseChoice, parseEvidence, parseLimit } from '../option-values.ts';
import { stringLines, templateLines } from '../strings-text.ts';

export interface StringsOptions {
  readonly list?: boolean;
  readonly live?: boolean;
  readonly ghosts?: boolean;
  readonly encoding?: string;
  readonly min?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

const TEMPLATES = 30;
const STRINGS = 1000;

export async function runStrings(
  context: CommandContext,
  path: string,
  dump: string,
  options: StringsOptions,
): Promise<ExitCode> {
  const { artifact } = parseEvidence('strings', dump);
  const { list = false, live = false, ghosts = false } = options;
  if (live && ghosts) throw new AppError('input.bad-option', 'It is --live or --ghosts, not both.');
  const limit =
    options.limit === undefined ? (list ? STRINGS : TEMPLATES) : parseLimit('--limit', options.limit);
  const request = {
    dump: artifact,
    limit: list || options.json === true ? (options.limit === undefined ? STRINGS : limit) : 0,
    liveness: live ? ('live' as const) : ghosts ? ('ghost' as const) : undefined,
    encoding:
      options.encoding === undefined
        ? undefined
        : parseChoice('--encoding', options.encoding, stringEncodings),
    least: options.min === undefined ? undefined : parseLimit('--min', options.min),
  };
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const found = await client.strings.ofDump({ case: handle, ...request }, { signal: context.signal });
    if (options.json === true) context.out.json('strings', { case: path, ...found });
    else if (list) context.out.lines(stringLines(found));
    else context.out.lines(templateLines(found, limit, context.out.width));
    return exitCodes.ok;
  });
}
