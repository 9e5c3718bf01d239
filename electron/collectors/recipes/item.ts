/** One thing that a recipe asks of a target. */
import type { Bytes } from '#shared/units/bytes.ts';

/**
 * `once`: for the whole machine. `each`: for every process that has memory of its own. `chosen`: for the processes
 * that matter, by name, by pid, or the largest.
 */
export type ItemScope = 'once' | 'each' | 'chosen';

export interface ItemLimits {
  /** What is kept of its output; the rest is cut off and said. */
  readonly bytes: Bytes;
  readonly ms: number;
}

export interface RecipeItem {
  /** Path in a capture, `{pid}` for the process: the same names as in a copied /proc. */
  readonly name: string;
  /** For `sh` without its extensions. `{pid}` stands for checked digits and must not be quoted. */
  readonly command: string;
  readonly why: string;
  readonly scope: ItemScope;
  readonly limits: ItemLimits;
  /** All of these are asked where this one fails. */
  readonly otherwise?: readonly RecipeItem[];
}

export const smallText: ItemLimits = { bytes: 4 * 1024 * 1024, ms: 15_000 };

/** A file of /proc or /sys under its own path. */
export function fileItem(path: string, why: string, limits = smallText): RecipeItem {
  const scope = path.includes('{pid}') ? 'each' : 'once';
  return { name: path.slice(1), command: `cat ${path}`, why, scope, limits };
}

export function commandItem(
  name: string,
  command: string,
  why: string,
  otherwise: readonly RecipeItem[] = [],
  limits = smallText,
): RecipeItem {
  return { name: `cmd/${name}`, command, why, scope: 'once', limits, otherwise };
}
