/** The recipes by name: what is asked, in this order. */
import type { CollectRequest } from '#shared/contract/collect.ts';
import type { RecipeItem } from './item.ts';
import { identity, machine, sums } from './quick.ts';
import { regions } from './standard.ts';

export type RecipeName = CollectRequest['recipe'];

const quick = [...sums, ...machine, ...identity];

export const recipeItems: Readonly<Record<RecipeName, readonly RecipeItem[]>> = {
  quick,
  standard: [...quick, ...regions],
  /** `quick` at each tick. */
  watch: quick,
};
