/** What the collection form holds, and the request that it makes. */
import type { CollectRequest } from '#shared/contract/collect.ts';
import type { HopFacts, RouteSpec } from '#shared/domain/route.ts';
import { formatHop, parseHop, parseHops } from '#shared/domain/route-text.ts';

export const recipes = ['quick', 'standard', 'watch'] as const;
export type Recipe = (typeof recipes)[number];

export interface CollectDraft {
  readonly target: string;
  readonly via: string;
  readonly name: string;
  readonly recipe: Recipe;
  readonly processes: string;
  readonly every: string;
  readonly lasting: string;
  readonly identity: string;
  readonly config: string;
}

export const emptyCollectDraft: CollectDraft = {
  target: '',
  via: '',
  name: '',
  recipe: 'standard',
  processes: '',
  every: '10',
  lasting: '10',
  identity: '',
  config: '',
};

export type CollectFault = 'badTarget' | 'badVia' | 'badEvery' | 'badLasting';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const SECONDS = /^[1-9]\d{0,5}$/;
const MINUTES = /^(?!0*\.?0*$)\d{1,5}(\.\d{1,2})?$/;

/** Of the way alone, whatever is to be done there. */
export function routeFaultOf(draft: CollectDraft): 'badTarget' | 'badVia' | null {
  if (parseHop(draft.target.trim()) === null) return 'badTarget';
  return parseHops(draft.via) === null ? 'badVia' : null;
}

export function faultOf(draft: CollectDraft): CollectFault | null {
  const routeFault = routeFaultOf(draft);
  if (routeFault !== null) return routeFault;
  if (draft.recipe !== 'watch') return null;
  if (!SECONDS.test(draft.every.trim())) return 'badEvery';
  return MINUTES.test(draft.lasting.trim()) ? null : 'badLasting';
}

/** @returns null where the form has a fault */
export function routeOf(draft: CollectDraft): RouteSpec | null {
  const target = parseHop(draft.target.trim());
  const via = parseHops(draft.via);
  if (target === null || via === null) return null;
  const identity = draft.identity.trim();
  return {
    hops: [...via, target],
    configFile: draft.config.trim() === '' ? null : draft.config.trim(),
    identityFiles: identity === '' ? [] : [identity],
  };
}

export function processesOf(draft: CollectDraft): string[] {
  return draft.processes
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** What the target is called in the case. */
export function nameOf(draft: CollectDraft): string {
  const name = draft.name.trim();
  return name === '' ? (parseHop(draft.target.trim())?.host ?? '') : name;
}

/** @returns null where the form has a fault */
export function requestOf(caseHandle: string, draft: CollectDraft): CollectRequest | null {
  const route = routeOf(draft);
  if (route === null || faultOf(draft) !== null) return null;
  return {
    case: caseHandle,
    route,
    target: nameOf(draft),
    recipe: draft.recipe,
    processes: processesOf(draft),
    ...(draft.recipe === 'watch'
      ? {
          everyMs: Number(draft.every) * SECOND_MS,
          forMs: Math.max(SECOND_MS, Math.round(Number(draft.lasting) * MINUTE_MS)),
        }
      : {}),
  };
}

/** A hop of the diagram: as planned, until the connection tells more. */
export interface ChainHop {
  readonly label: string;
  readonly facts: HopFacts | null;
}

/** The hops that are known to be gone through take the place of the planned ones: a configuration may add some. */
export function chainOf(route: RouteSpec | null, hops: readonly HopFacts[]): ChainHop[] {
  const planned = route?.hops.map(formatHop) ?? [];
  return Array.from({ length: Math.max(planned.length, hops.length) }, (_, index) => {
    const facts = hops.find((hop) => hop.index === index) ?? null;
    const label = facts === null ? (planned[index] ?? '') : formatHop(facts);
    return { label, facts };
  });
}
