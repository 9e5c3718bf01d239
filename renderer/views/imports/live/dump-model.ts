/** What the form for a memory dump holds, and the request that it makes. */
import type { DumpPlan, DumpPlanRequest, DumpSelection } from '#shared/contract/dumps.ts';
import { dumpMethods } from '#shared/contract/dumps.ts';
import type { RouteSpec } from '#shared/domain/route.ts';
import { anonymousClasses, regionClasses, type RegionClass } from '#shared/domain/memory.ts';
import { parseAddressRange } from '#shared/units/address.ts';

export { dumpMethods };
export type DumpMethod = (typeof dumpMethods)[number];
export const dumpChoices = ['class', 'top', 'range'] as const;
export type DumpChoice = (typeof dumpChoices)[number];

/** Classes that are worth reading: guards and reserves hold nothing. */
export const dumpClasses: readonly RegionClass[] = [
  ...regionClasses.filter((name) => anonymousClasses.has(name) && !holdsNothing(name)),
  'shared-memory',
];

function holdsNothing(name: RegionClass): boolean {
  return name === 'stack-guard' || name === 'arena-reserve';
}

export interface DumpDraft {
  readonly process: string;
  readonly choice: DumpChoice;
  readonly classes: readonly RegionClass[];
  readonly count: string;
  readonly ranges: string;
  readonly method: DumpMethod;
  readonly whole: boolean;
}

export const emptyDumpDraft: DumpDraft = {
  process: '',
  choice: 'class',
  classes: ['arena-heap', 'main-heap'],
  count: '4',
  ranges: '',
  method: 'mem',
  whole: false,
};

export type DumpFault = 'badProcess' | 'badClasses' | 'badCount' | 'badRanges';

/** As many as a request takes. */
const MOST_CLASSES = 8;
const MOST_RANGES = 64;

export function dumpFaultOf(draft: DumpDraft): DumpFault | null {
  if (draft.process.trim() === '') return 'badProcess';
  if (selectionOf(draft) !== null) return null;
  return ({ class: 'badClasses', top: 'badCount', range: 'badRanges' } as const)[draft.choice];
}

/** @returns null where the form has a fault */
export function selectionOf({ choice, classes, count, ranges }: DumpDraft): DumpSelection | null {
  if (choice === 'class') {
    return classes.length === 0 || classes.length > MOST_CLASSES
      ? null
      : { kind: 'class', classes: [...classes] };
  }
  if (choice === 'top') {
    return /^([1-9]|[1-5]\d|6[0-4])$/.test(count.trim()) ? { kind: 'top', count: Number(count) } : null;
  }
  const parsed = ranges
    .split(',')
    .filter((text) => text.trim() !== '')
    .map(parseAddressRange);
  const known = parsed.filter((range) => range !== undefined);
  const fits = known.length > 0 && known.length === parsed.length && known.length <= MOST_RANGES;
  return fits ? { kind: 'range', ranges: known } : null;
}

/** @returns null where one of the forms has a fault */
export function dumpRequestOf(route: RouteSpec | null, draft: DumpDraft): DumpPlanRequest | null {
  const selection = selectionOf(draft);
  const process = draft.process.trim();
  if (route === null || selection === null || process === '') return null;
  return { route, process, selection, method: draft.method, whole: draft.method === 'gdb' && draft.whole };
}

/** A stop on a target that is in trouble already is to be confirmed by the name of the process. */
export function needsConfirming({ estimate, warnings }: DumpPlan): boolean {
  return estimate.stops > 0 && warnings.length > 0;
}
