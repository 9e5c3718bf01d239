/** A recipe with its processes: the items by number, and the limits of the whole. Knows no shell. */
import { AppError } from '#shared/errors/app-error.ts';
import { MiB } from '#shared/units/bytes.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { recipeItems } from './recipes/index.ts';
import type { RecipeName } from './recipes/index.ts';
import type { RecipeItem } from './recipes/item.ts';
import { isPidToken, singleQuoted } from './shell-text.ts';

/** Processes that are looked at, the largest first; beyond them a gap says how many. */
const MOST_PROCESSES = 4096;
/** Processes whose regions are read where none is named. */
const LARGEST = 8;
/** Processes whose regions are read where names fit many. */
const MOST_CHOSEN = 32;

export interface PlannedItem extends RecipeItem {
  /** Position in `Plan.items`; stands for the item in marks, so that no name comes from the target. */
  readonly index: number;
  readonly otherwise: readonly PlannedItem[];
}

export interface Plan {
  readonly recipe: RecipeName;
  /** Names and pids as given. */
  readonly processes: readonly string[];
  /** What is asked, in order; what is asked instead hangs below it. */
  readonly asked: readonly PlannedItem[];
  /** All of it by number. */
  readonly items: readonly PlannedItem[];
  readonly mostProcesses: number;
  readonly largest: number;
  readonly mostChosen: number;
  /** Of everything together. */
  readonly limits: { readonly bytes: Bytes; readonly ms: number };
}

/** @throws input.bad-option for a name that no process can have */
export function createPlan(recipe: RecipeName, processes: readonly string[]): Plan {
  for (const name of processes) checkName(name);
  const items: PlannedItem[] = [];
  const number = (item: RecipeItem): PlannedItem => {
    const planned: PlannedItem = { ...item, index: items.length, otherwise: [] };
    items.push(planned);
    const numbered = { ...planned, otherwise: (item.otherwise ?? []).map(number) };
    items[planned.index] = numbered;
    return numbered;
  };
  const asked = recipeItems[recipe].map(number);
  const limits =
    recipe === 'standard' ? { bytes: 1024 * MiB, ms: 15 * 60_000 } : { bytes: 256 * MiB, ms: 3 * 60_000 };
  return {
    recipe,
    processes,
    asked,
    items,
    mostProcesses: MOST_PROCESSES,
    largest: LARGEST,
    mostChosen: MOST_CHOSEN,
    limits,
  };
}

/** What a person is shown before anything runs. */
export function commandsOf(plan: Plan): { item: string; command: string; why: string }[] {
  return plan.items.map(({ name, command, why }) => ({ item: name, command, why }));
}

function checkName(name: string): void {
  if (/^[0-9]+$/.test(name) && !isPidToken(name)) {
    throw new AppError('input.bad-option', `${name} is no process number.`, { option: '--process' });
  }
  singleQuoted(name);
}
