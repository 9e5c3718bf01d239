/** Where a source tree writes the keys of shapes. */
import { stat } from 'node:fs/promises';
import { AppError } from '#shared/errors/app-error.ts';
import { rankPlaces, expressionOf, type SourcePlace } from './rank-places.ts';
import { searchSource, type SearchEngine, type SearchLimits } from './search-engine.ts';

export interface SourceLink {
  readonly engine: SearchEngine;
  readonly isPartial: boolean;
  /** For each list of keys, the best first. */
  readonly places: readonly (readonly SourcePlace[])[];
}

/** Keys that are searched for; a shape with more is known by these. */
const MOST_KEYS = 200;

/**
 * @param shapes keys of each, with their paths
 * @param path where programs are, as PATH
 * @throws input.not-found
 */
export async function linkSource(
  directory: string,
  shapes: readonly (readonly string[])[],
  limits: Partial<SearchLimits> = {},
  path?: string,
): Promise<SourceLink> {
  const isDirectory = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory)
    throw new AppError('input.not-found', `${directory} is no directory.`, { path: directory });
  const names = shapes.map((keys) => namesOf(keys));
  const all = [...new Set(names.flat())].slice(0, MOST_KEYS);
  const expression = expressionOf(all.length === 0 ? ['no key at all'] : all);
  const { engine, matches, isPartial } = await searchSource(directory, expression, limits, path);
  return {
    engine,
    isPartial,
    places: names.map((keys) => (keys.length === 0 ? [] : rankPlaces(matches, keys))),
  };
}

/** The last names of paths, each once: that is how a source has them. */
function namesOf(keys: readonly string[]): string[] {
  const names = keys.map((key) => key.slice(key.lastIndexOf('.') + 1));
  return [...new Set(names)]
    .filter((name) => name !== '' && name.length <= 100 && !/\p{Cc}/u.test(name))
    .slice(0, MOST_KEYS);
}
