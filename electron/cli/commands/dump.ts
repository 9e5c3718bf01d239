/** `memcase dump CASE --target [user@]host[:port] --process NAME|PID (--region 0x…-0x… | --class arena | --top N)` */
import type { DumpPlan, DumpPlanRequest, DumpResult, TakenDump } from '#shared/contract/dumps.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { parseRoute } from '../collect-options.ts';
import type { RouteOptions } from '../collect-options.ts';
import type { CommandContext } from '../context.ts';
import { withApp, withCase } from '../context.ts';
import { parseMethod, parseSelection } from '../dump-options.ts';
import type { SelectionOptions } from '../dump-options.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRemote } from '../follow-remote.ts';
import { formatTable } from '../text-table.ts';

export interface DumpOptions extends RouteOptions, SelectionOptions {
  readonly name?: string;
  readonly process: string;
  readonly method: string;
  readonly whole?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function runDump(
  context: CommandContext,
  path: string,
  options: DumpOptions,
): Promise<ExitCode> {
  const route = parseRoute(options);
  const asked: DumpPlanRequest = {
    route,
    process: options.process,
    selection: parseSelection(options),
    method: parseMethod(options.method),
    whole: options.whole === true,
  };
  if (options.dryRun === true) return showPlan(context, path, asked, options.json === true);
  const target = options.name ?? route.hops.at(-1)?.host ?? '';
  return withCase(context, path, 'write', async ({ client, handle }) => {
    const job = await client.dumps.run({ ...asked, case: handle, target }, { signal: context.signal });
    const { result } = await followRemote(job, client, context, route.hops.length);
    for (const warning of result.plan.warnings) context.out.notice(`warning: ${warning}`);
    if (options.json === true) context.out.json('dump', { case: path, ...result });
    else context.out.lines(resultLines(result, context.out.width));
    return result.dumps.every((dump: TakenDump) => dump.isComplete) ? exitCodes.ok : exitCodes.partial;
  });
}

/** Looks at the target and reads no memory; the case need not exist. A refusal is told, not thrown. */
function showPlan(
  context: CommandContext,
  path: string,
  asked: DumpPlanRequest,
  json: boolean,
): Promise<ExitCode> {
  return withApp(context, async (client) => {
    const job = await client.dumps.plan(asked, { signal: context.signal });
    const { result } = await followRemote(job, client, context, asked.route.hops.length);
    if (json) context.out.json('dump-plan', { case: path, ...result });
    else context.out.lines(planLines(result, context.out.width));
    for (const { text, code } of result.refusals) context.out.notice(`${text} [${code}]`);
    return result.refusals.length === 0 ? exitCodes.ok : exitCodes.remote;
  });
}

function planLines(plan: DumpPlan, width: number | undefined): string[] {
  const { estimate, process, target } = plan;
  const columns = [
    { title: 'region', shrinks: true },
    { title: 'class' },
    { title: 'size', align: 'right' as const },
    { title: 'resident', align: 'right' as const },
    { title: 'swapped', align: 'right' as const },
  ];
  const rows = plan.regions.map(({ start, end, class: kind, sizeBytes, rssBytes, swapBytes }) => [
    `${start}-${end}`,
    kind ?? '',
    formatBytes(sizeBytes),
    rssBytes === null ? '' : formatBytes(rssBytes),
    swapBytes === null || swapBytes === 0 ? '' : formatBytes(swapBytes),
  ]);
  const stops =
    estimate.stops === 0
      ? 'the process is not stopped'
      : `the process is stopped ${formatCount(estimate.stops)} times, for up to ${estimate.longestStopMs} ms each (estimate)`;
  const available = target.memAvailableBytes === null ? 'unknown' : formatBytes(target.memAvailableBytes);
  return [
    `process ${process.pid} ${process.commandLine || process.name}`,
    ...formatTable(columns, rows, width),
    '',
    `about ${formatBytes(estimate.bytes)} in ${estimate.seconds} s at 50 MiB/s (estimate); ${stops}`,
    `memory on the target: up to ${formatBytes(estimate.remoteBytes)} of ${available} available; nothing on its disk`,
    ...plan.warnings.map((text) => `warning: ${text}`),
    '',
    '# Commands:',
    ...plan.commands,
    '',
    '# The whole script, as the shell on the target gets it:',
    plan.script,
  ];
}

function resultLines(result: DumpResult, width: number | undefined): string[] {
  const columns = [
    { title: 'evidence' },
    { title: 'region', shrinks: true },
    { title: 'class' },
    { title: 'size', align: 'right' as const },
    { title: 'read', align: 'right' as const },
    { title: 'zero', align: 'right' as const },
    { title: 'absent', align: 'right' as const },
    { title: 'swapped', align: 'right' as const },
    { title: 'over', align: 'right' as const },
    { title: '' },
  ];
  const { stops } = result;
  return [
    ...formatTable(columns, result.dumps.map(dumpRow), width),
    ...(stops.count === 0
      ? []
      : [`stopped ${formatCount(stops.count)} times, for at most ${stops.longestMs} ms`]),
    ...result.guard.map((line) => `guard: ${line}`),
    ...(result.reconnects === 0
      ? []
      : [
          `${formatCount(result.reconnects)} times connected again, ${formatBytes(result.resentBytes)} sent again`,
        ]),
  ];
}

function dumpRow({ artifact, region, bytesByState, tornMs, isComplete, resumedBytes }: TakenDump): string[] {
  const amount = (...bytes: readonly (number | undefined)[]) => {
    const sum = bytes.reduce<number>((total, next) => total + (next ?? 0), 0);
    return sum === 0 ? '' : formatBytes(sum);
  };
  return [
    formatEvidenceId(artifact.id),
    `${region.start}-${region.end}`,
    region.class ?? '',
    formatBytes(artifact.sizeBytes),
    amount(bytesByState.present, bytesByState.zero, bytesByState.read),
    amount(bytesByState.zero),
    amount(bytesByState.absent),
    amount(bytesByState.swapped),
    `${(tornMs / 1000).toFixed(2)} s`,
    [isComplete ? '' : 'partial', resumedBytes > 0 ? 'gone on with' : ''].filter(Boolean).join(', '),
  ];
}
