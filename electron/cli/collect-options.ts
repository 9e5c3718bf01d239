/** The options of live collection, from text. */
import { parseHop, parseHops } from '#shared/domain/route-text.ts';
import type { RouteSpec } from '#shared/domain/route.ts';
import { recipes } from '#shared/contract/collect.ts';
import type { CollectRequest } from '#shared/contract/collect.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { parseChoice } from './option-values.ts';

export interface RouteOptions {
  readonly target: string;
  readonly jump?: readonly string[];
  readonly identity?: readonly string[];
  readonly config?: string;
}

export interface RecipeOptions {
  readonly recipe: string;
  readonly process?: readonly string[];
}

export interface TimeOptions {
  readonly every?: string;
  readonly for?: string;
}

/** @throws input.bad-option */
export function parseRoute({ target, jump = [], identity = [], config }: RouteOptions): RouteSpec {
  const last = parseHop(target);
  if (last === null) throw badOption('--target', target, '[user@]host[:port]');
  const before = jump.flatMap((text) => {
    const hops = parseHops(text);
    if (hops === null) throw badOption('-J', text, '[user@]host[:port], with commas between hops');
    return hops;
  });
  return { hops: [...before, last], configFile: config ?? null, identityFiles: [...identity] };
}

/** @throws input.bad-option */
export function parseRecipe({
  recipe,
  process = [],
}: RecipeOptions): Pick<CollectRequest, 'recipe' | 'processes'> {
  return { recipe: parseChoice('--recipe', recipe, recipes), processes: [...process] };
}

/** @throws input.bad-option; only `watch` has a rhythm */
export function parseRhythm(
  recipe: CollectRequest['recipe'],
  options: TimeOptions,
): Pick<CollectRequest, 'everyMs' | 'forMs'> {
  const everyMs = options.every === undefined ? undefined : parseDuration('--every', options.every);
  const forMs = options.for === undefined ? undefined : parseDuration('--for', options.for);
  if (recipe !== 'watch' && (everyMs !== undefined || forMs !== undefined)) {
    throw new AppError('input.bad-option', '--every and --for belong to --recipe watch.', {
      option: '--every',
    });
  }
  return { everyMs, forMs };
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** `10s`, `5m`, `1h`; a bare number is seconds. @throws input.bad-option for less than a second */
export function parseDuration(option: string, text: string): number {
  const [, digits, unit = 's'] = /^(\d{1,7})([smh])?$/.exec(text) ?? [];
  const ms = digits === undefined ? 0 : Number(digits) * (unitsMs[unit] ?? 0);
  if (ms < 1000) throw badOption(option, text, 'a time of at least a second, such as 10s, 5m or 1h');
  return ms;
}

function badOption(option: string, value: string, wanted: string): AppError {
  return new AppError('input.bad-option', `${option} takes ${wanted}, not "${value}".`, { option, value });
}
