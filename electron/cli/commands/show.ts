/** `memcase show CASE targets|snapshots|artifacts|dumps|problems|events|meminfo|processes|regions|artifact E-012` */
import { AppError } from '#shared/errors/app-error.ts';
import { regionClasses, type RegionClass } from '#shared/domain/memory.ts';
import type { CommandCase, CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseChoice, parseLimit, parseSelector } from '../option-values.ts';
import { runShowArtifact } from './show-artifact.ts';
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
  readonly class?: string;
  readonly limit?: string;
  /** Of one artifact. */
  readonly line?: string;
  readonly raw?: boolean;
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
  readonly regionClass: RegionClass | undefined;
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
  evidence: string | undefined,
  options: ShowOptions,
): Promise<ExitCode> {
  if (what === 'artifact') return runShowArtifact(context, path, evidence, options);
  const subject = parseChoice('show', what, [...showSubjects, 'artifact']) as Subject;
  refuseIdleOptions(subject, evidence, options);
  const regionClass =
    options.class === undefined ? undefined : parseChoice('--class', options.class, regionClasses);
  const asked = options.limit === undefined ? undefined : parseLimit('--limit', options.limit);
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
      regionClass,
      limit: asked ?? (options.json === true ? Infinity : DEFAULT_ROWS),
    });
    return exitCodes.ok;
  });
}

/** An option that would be without effect was meant to have one. */
function refuseIdleOptions(subject: Subject, evidence: string | undefined, options: ShowOptions): void {
  for (const option of ['process', 'class'] as const) {
    if (options[option] === undefined || subject === 'regions') continue;
    const sentence = `--${option} goes with "show CASE regions" only, not with "show CASE ${subject}".`;
    throw new AppError('input.bad-option', sentence, { option: `--${option}` });
  }
  const given = [
    evidence,
    options.raw === true ? '--raw' : undefined,
    options.line === undefined ? undefined : '--line',
  ];
  const [first] = given.filter((option) => option !== undefined);
  if (first === undefined) return;
  const sentence = `${first} goes with "show CASE artifact E-012" only, not with "show CASE ${subject}".`;
  throw new AppError('input.bad-option', sentence, { option: first });
}

/** A target's name may hold an `@` itself. @throws input.unknown-target, input.unknown-snapshot */
async function scopeOf({ client, handle }: CommandCase, selector: string) {
  const snapshots = await client.evidence.snapshots({ case: handle });
  const names = [...new Set(snapshots.map(({ targetName }) => targetName))];
  if (names.includes(selector)) return { target: selector };
  const { target, snapshot } = parseSelector(selector);
  if (!names.includes(target)) {
    const known = names.join(', ') || 'none';
    throw new AppError('input.unknown-target', `The case has no target ${selector}; it has ${known}.`, {
      target: selector,
      known,
    });
  }
  const ordinals = snapshots.filter(({ targetName }) => targetName === target).map(({ ordinal }) => ordinal);
  if (snapshot !== undefined && !ordinals.includes(snapshot)) {
    const known = ordinals.toSorted((x, y) => x - y).join(', ');
    const sentence = `${target} has no snapshot ${snapshot}; it has ${known}.`;
    throw new AppError('input.unknown-snapshot', sentence, { target, snapshot, known });
  }
  return { target, snapshot };
}
