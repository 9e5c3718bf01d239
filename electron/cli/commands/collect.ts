/** `memcase collect CASE --target [user@]host[:port] [-J hop[,hop]] [--recipe …] [--process …] [--dry-run]` */
import type { CollectResult } from '#shared/contract/collect.ts';
import { formatCount } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { parseRecipe, parseRhythm, parseRoute } from '../collect-options.ts';
import type { RecipeOptions, RouteOptions, TimeOptions } from '../collect-options.ts';
import type { CommandContext } from '../context.ts';
import { withApp, withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRemote, snapshotSentence } from '../follow-remote.ts';
import { resultLines } from './import.ts';

export interface CollectOptions extends RouteOptions, RecipeOptions, TimeOptions {
  readonly name?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function runCollect(
  context: CommandContext,
  path: string,
  options: CollectOptions,
): Promise<ExitCode> {
  const route = parseRoute(options);
  const asked = parseRecipe(options);
  const rhythm = parseRhythm(asked.recipe, options);
  if (options.dryRun === true) return showPlan(context, path, asked, options.json === true);
  const target = options.name ?? route.hops.at(-1)?.host ?? '';
  const seen = new Set<number>();
  let isOpen = false;
  const collected = withCase(context, path, 'write', async ({ client, handle }) => {
    for (const { id } of await client.evidence.snapshots({ case: handle })) seen.add(id);
    isOpen = true;
    const request = { case: handle, route, target, ...asked, ...rhythm };
    const job = await client.collect.run(request, { signal: context.signal });
    const { result, partial } = await followRemote(job, client, context, route.hops.length, seen);
    for (const warning of result.warnings) context.out.notice(`warning: ${warning}`);
    for (const { message, code } of result.refused) context.out.notice(`${message} [${code}]`);
    if (options.json === true) context.out.json('collect', { case: path, ...result });
    else context.out.lines([...resultLines(result, context.out.width), ...afterwords(result)]);
    return partial > 0 || result.refused.length > 0 || result.gaps.some(isFailure)
      ? exitCodes.partial
      : exitCodes.ok;
  });
  try {
    return await collected;
  } catch (error) {
    if (isOpen && context.signal.aborted) await tellKept(context, path, seen);
    throw error;
  }
}

/** After Ctrl-C, what had arrived is stored while nobody listens any more; once the case is closed it is all there. */
async function tellKept(context: CommandContext, path: string, seen: ReadonlySet<number>): Promise<void> {
  const undisturbed = { ...context, signal: new AbortController().signal };
  await withCase(undisturbed, path, 'read', async ({ client, handle }) => {
    for (const snapshot of await client.evidence.snapshots({ case: handle })) {
      if (seen.has(snapshot.id)) continue;
      context.out.notice(snapshotSentence({ snapshot, isPartial: true, gaps: 0 }));
    }
  });
}

/** The exact commands, and nothing is talked to: the case need not even exist. */
function showPlan(
  context: CommandContext,
  path: string,
  asked: ReturnType<typeof parseRecipe>,
  json: boolean,
): Promise<ExitCode> {
  return withApp(context, async (client) => {
    const plan = await client.collect.plan(asked, { signal: context.signal });
    if (json) context.out.json('collect-plan', { case: path, ...plan });
    else {
      const lines = plan.commands.map(({ item, command, why }) => `# ${item}: ${why}\n${command}`);
      context.out.lines([
        ...lines,
        '',
        '# The whole script, as the shell on the target gets it:',
        plan.script,
      ]);
    }
    return exitCodes.ok;
  });
}

const failures = ['not-asked', 'unmatched', 'missed', 'budget', 'clock-step', 'changed', 'hidden'];

/** Regions of a process that was chosen. */
const regions = ['proc/{pid}/smaps', 'proc/{pid}/maps'];

/**
 * What a machine does not have (swap, control groups) is a gap and no failure, and so are the sums of a process that
 * not even root may look at. What was cut short, not come to, hidden, or named and not had is one.
 */
function isFailure({ item, code }: CollectResult['gaps'][number]): boolean {
  return code.startsWith('cut-') || failures.includes(code) || (code === 'refused' && regions.includes(item));
}

function afterwords({ gaps, clock }: CollectResult): string[] {
  const lines: string[] = [];
  if (clock !== null) {
    const offset = (clock.offsetMs / 1000).toFixed(3);
    const bound = (clock.boundMs / 1000).toFixed(3);
    lines.push(`the clock of the target is ${offset} s against ours, within ± ${bound} s`);
  }
  if (gaps.length === 0) return lines;
  const told = gaps.map(({ item, reason }) => toPrintable(`  ${item}: ${reason}`));
  return [
    ...lines,
    '',
    `${gaps.length === 1 ? 'one thing' : `${formatCount(gaps.length)} things`} could not be had:`,
    ...told,
  ];
}
