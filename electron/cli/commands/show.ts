/** `memcase show CASE targets|snapshots|artifacts|dumps|problems|events|meminfo|processes|regions` */
import type { CommandCase, CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseChoice, parseCount, parseSelector } from '../option-values.ts';
import { showEvents } from './show-events.ts';
import { showArtifacts, showDumps, showProblems, showSnapshots, showTargets } from './show-evidence.ts';
import { showMeminfo, showProcesses, showRegions } from './show-memory.ts';

export const showSubjects = [
  'targets',
  'snapshots',
  'artifacts',
  'dumps',
  'problems',
  'events',
  'meminfo',
  'processes',
  'regions',
] as const;
type Subject = (typeof showSubjects)[number];

export interface ShowOptions {
  /** `TARGET` or `TARGET@SNAPSHOT`. */
  readonly target?: string;
  readonly process?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

/** What a subject needs to show itself. */
export interface Showing extends CommandCase {
  readonly context: CommandContext;
  /** As it was given. */
  readonly path: string;
  readonly json: boolean;
  readonly selector: string | undefined;
  readonly scope: {
    readonly case: string;
    readonly target?: string | undefined;
    readonly snapshot?: number | undefined;
  };
  readonly process: string | undefined;
  /** Rows of a table for people; `--json` has them all. */
  readonly limit: number;
}

const DEFAULT_ROWS = 40;

const subjects: Readonly<Record<Subject, (showing: Showing) => Promise<void>>> = {
  targets: showTargets,
  snapshots: showSnapshots,
  artifacts: showArtifacts,
  dumps: showDumps,
  problems: showProblems,
  events: showEvents,
  meminfo: showMeminfo,
  processes: showProcesses,
  regions: showRegions,
};

export async function runShow(
  context: CommandContext,
  path: string,
  what: string,
  options: ShowOptions,
): Promise<ExitCode> {
  const subject = parseChoice('show', what, showSubjects);
  const asked = options.limit === undefined ? undefined : parseCount('--limit', options.limit);
  return withCase(context, path, 'read', async (open) => {
    const selector = options.target;
    await subjects[subject]({
      ...open,
      context,
      path,
      json: options.json === true,
      selector,
      scope: { case: open.handle, ...(selector === undefined ? {} : await scopeOf(open, selector)) },
      process: options.process,
      limit: asked ?? (options.json === true ? Infinity : DEFAULT_ROWS),
    });
    return exitCodes.ok;
  });
}

/** A target's name may hold an `@` itself. */
async function scopeOf({ client, handle }: CommandCase, selector: string) {
  const targets = await client.evidence.targets({ case: handle });
  return targets.some(({ name }) => name === selector) ? { target: selector } : parseSelector(selector);
}
