/** `memcase timeline CASE [--target NAME] [--lane LANE] [--from TIME] [--to TIME] [--json]` */
import { MAX_WIDTH } from '#shared/contract/timeline.ts';
import type { TimeRange, TimelineOverview } from '#shared/domain/timeline.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseTime } from '../option-values.ts';
import { timelineLines } from '../timeline-text.ts';

export interface TimelineOptions {
  readonly target?: readonly string[];
  readonly lane?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

export async function runTimeline(
  context: CommandContext,
  path: string,
  options: TimelineOptions,
): Promise<ExitCode> {
  return withCase(context, path, 'read', async ({ client, handle }) => {
    const { signal } = context;
    const whole = await client.timeline.overview({ case: handle }, { signal });
    requireTargets(whole, options.target ?? []);
    const range = rangeOf(whole, options);
    const series = await client.timeline.series(
      {
        case: handle,
        width: MAX_WIDTH,
        evidence: options.json === true,
        ...(options.target === undefined ? {} : { targets: [...options.target] }),
        ...(options.lane === undefined ? {} : { lanes: options.lane.map((name) => laneOf(whole, name)) }),
        ...(range === undefined ? {} : { range }),
      },
      { signal },
    );
    const overview = within(whole, options.target, range);
    const { windows, lanes, forecasts } = series;
    if (options.json === true)
      context.out.json('timeline', { case: path, ...overview, windows, lanes, forecasts });
    else context.out.lines(timelineLines({ ...overview, lanes, forecasts }, context.out.width));
    return exitCodes.ok;
  });
}

function requireTargets({ targets }: TimelineOverview, asked: readonly string[]): void {
  for (const target of asked) {
    if (targets.some(({ name }) => name === target)) continue;
    throw new AppError('input.unknown-target', `The case has no target named ${target}.`, { target });
  }
}

function rangeOf({ range }: TimelineOverview, { from, to }: TimelineOptions): TimeRange | undefined {
  if (range === null || (from === undefined && to === undefined)) return undefined;
  const asked = {
    from: from === undefined ? range.from : parseTime('--from', from),
    to: to === undefined ? range.to : parseTime('--to', to),
  };
  if (asked.from < asked.to) return asked;
  throw new AppError(
    'input.bad-option',
    '--from has to be before --to, and both where the case has evidence.',
    {
      option: '--from',
      value: from ?? '',
    },
  );
}

/** By id, or by what people call it. */
function laneOf({ choices }: TimelineOverview, name: string): string {
  const found = choices.find(({ id }) => id === name) ?? choices.find(({ label }) => label === name);
  if (found !== undefined) return found.id;
  throw new AppError('input.bad-option', `--lane takes a field of meminfo or a process, not "${name}".`, {
    option: '--lane',
    value: name,
  });
}

/** What the options leave of events; the range becomes the one that was asked for. */
function within(
  overview: TimelineOverview,
  targets: readonly string[] | undefined,
  range: TimeRange | undefined,
): TimelineOverview {
  const isTarget = (name: string): boolean => targets === undefined || targets.includes(name);
  const isIn = (time: TimeRange | null): boolean =>
    range === undefined || (time !== null && time.to >= range.from && time.from <= range.to);
  return {
    ...overview,
    range: range ?? overview.range,
    targets: overview.targets.filter(({ name }) => isTarget(name)),
    events: overview.events.filter(({ target, time }) => isTarget(target) && isIn(time)),
  };
}
