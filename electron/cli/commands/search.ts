/** `memcase search CASE PATTERN [--hex|--regex|--address] [--ignore-case] [--target T] [--limit N] [--json]` */
import type { CaseSearchHit, SearchEvent, SearchResult } from '#shared/contract/search.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseLimit } from '../option-values.ts';
import { formatTable } from '../text-table.ts';

export interface SearchOptions {
  readonly hex?: boolean;
  readonly regex?: boolean;
  readonly address?: boolean;
  readonly ignoreCase?: boolean;
  readonly target?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

const LIMIT = 100;
const JSON_LIMIT = 1000;

export async function runSearch(
  context: CommandContext,
  path: string,
  pattern: string,
  options: SearchOptions,
): Promise<ExitCode> {
  const kinds = (['hex', 'regex', 'address'] as const).filter((name) => options[name] === true);
  if (kinds.length > 1)
    throw new AppError('input.bad-option', 'A pattern is --hex, --regex or --address, not two of them.');
  const kind = kinds[0] ?? 'text';
  const usual = options.json === true ? JSON_LIMIT : LIMIT;
  const limit = options.limit === undefined ? usual : parseLimit('--limit', options.limit);
  const { ignoreCase, target } = options;
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const job = await client.search.run(
      { case: handle, kind, pattern, ignoreCase, target, limit },
      { signal: context.signal },
    );
    const { found, result } = await follow(job, context);
    if (options.json === true) context.out.json('search', { case: path, kind, pattern, ...result, found });
    else context.out.lines(resultLines(found, result, context.out.width));
    return exitCodes.ok;
  });
}

async function follow(
  job: AsyncIterator<SearchEvent, SearchResult, void>,
  { progress }: CommandContext,
): Promise<{ found: CaseSearchHit[]; result: SearchResult }> {
  const found: CaseSearchHit[] = [];
  try {
    for (;;) {
      const step = await job.next();
      if (step.done === true) return { found, result: step.value };
      if (step.value.event === 'hits') found.push(...step.value.hits);
      else progress.show(step.value.progress);
    }
  } finally {
    progress.clear();
  }
}

function resultLines(
  found: readonly CaseSearchHit[],
  { hits, told, dumps, bytes }: SearchResult,
  width: number | undefined,
): string[] {
  const places = `${formatCount(dumps)} ${dumps === 1 ? 'dump' : 'dumps'} (${formatBytes(bytes)})`;
  const count = `${formatCount(hits)} ${hits === 1 ? 'hit' : 'hits'} in ${places}.`;
  if (found.length === 0) return [count];
  const columns = [
    { title: 'evidence' },
    { title: 'process', leaves: 1 },
    { title: 'address' },
    { title: 'state' },
    { title: 'encoding', leaves: 2 },
    { title: 'text', shrinks: true },
  ];
  const rows = found.map((hit) => [
    formatEvidenceId(hit.artifact),
    `${hit.process ?? ''} (${hit.pid ?? '?'}) ${hit.target}@${hit.snapshot}`.trim(),
    hit.address,
    hit.state ?? '-',
    hit.encoding,
    hit.excerpt,
  ]);
  const more = hits - told;
  return [
    ...formatTable(columns, rows, width),
    '',
    more === 0 ? count : `${count} ${formatCount(more)} of them are not shown: --limit`,
  ];
}
