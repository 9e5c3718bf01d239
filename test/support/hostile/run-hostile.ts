/** Runs one collection against a target that means harm, and measures what that cost our end. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isAppError } from '#shared/errors/app-error.ts';
import { KiB, MiB } from '#shared/units/bytes.ts';
import { createPlan } from '#electron/collectors/plan.ts';
import type { Plan } from '#electron/collectors/plan.ts';
import { runBatch } from '#electron/collectors/run-batch.ts';
import type { RemoteProcess } from '#electron/ssh/types.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const BUDGET_MS = 6000;
/** Of login, greeting, clock, the whole and the drain, the longest way that any target can take. */
export const MOST_MS = BUDGET_MS + 2000;
/** As the claim says. */
export const MOST_GROWTH = 64 * MiB;

const limits = {
  greetingMs: 3000,
  clockMs: 2000,
  noiseBytes: 64 * KiB,
  drainBytes: 4 * MiB,
  drainMs: 1000,
  stderrBytes: 1 * MiB,
};

export interface HostileRun {
  /** Flags, states of items that are not whole, or the code of the error. */
  readonly said: readonly string[];
  /** By path. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly tookMs: number;
  /** Resident memory of this process at its most, beyond what it was before. */
  readonly growthBytes: number;
}

export interface Started {
  readonly process: RemoteProcess;
  readonly lost?: AbortSignal;
  readonly close: () => void;
}

/**
 * `deaf`: without our limits of time, for a while only; a claim without teeth looks like that. What was read and is
 * held no longer is collected all the while: by itself V8 lets some 64 MiB read off a socket lie before it looks.
 */
export async function runHostile(
  start: () => Promise<Started>,
  options: { readonly deaf?: boolean } = {},
): Promise<HostileRun> {
  const files = new Map<string, Buffer>();
  let most = 0;
  collectGarbage();
  const before = process.memoryUsage.rss();
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const collecting = setInterval(collectGarbage, 250);
  const startedAt = performance.now();
  try {
    const said = await outcomeOf(start, files, options.deaf === true);
    const tookMs = performance.now() - startedAt;
    return { said, files, tookMs, growthBytes: Math.max(0, most - before) };
  } finally {
    clearInterval(watch);
    clearInterval(collecting);
  }
}

async function outcomeOf(
  start: () => Promise<Started>,
  files: Map<string, Buffer>,
  deaf: boolean,
): Promise<string[]> {
  let started: Started | undefined;
  const pieces = new Map<string, Buffer[]>();
  const sink = {
    open: async (path: string) => {
      const list: Buffer[] = [];
      pieces.set(path, list);
      return {
        write: async (bytes: Uint8Array) => void list.push(Buffer.from(bytes)),
        close: async () => undefined,
      };
    },
  };
  const given = new AbortController();
  const patience = deaf ? setTimeout(() => given.abort(), MOST_MS + 1000) : undefined;
  try {
    started = await start();
    const outcome = await runBatch(started.process, smallPlan(deaf), {
      sink,
      now: Date.now,
      signal: given.signal,
      ...(started.lost === undefined ? {} : { lost: started.lost }),
      limits: deaf ? { ...limits, greetingMs: 3_600_000 } : limits,
    });
    const cut = outcome.items.filter(({ state }) => state !== 'whole').map(({ state }) => state);
    return [...outcome.flags, ...cut];
  } catch (error) {
    return [isAppError(error) ? error.code : String(error)];
  } finally {
    clearTimeout(patience);
    started?.close();
    for (const [path, list] of pieces) files.set(path, Buffer.concat(list));
  }
}

function smallPlan(deaf: boolean): Plan {
  const plan = createPlan('quick', []);
  const small = { bytes: 1 * MiB, ms: deaf ? 3_600_000 : 1500 };
  return {
    ...plan,
    items: plan.items.map((item) => ({ ...item, limits: small })),
    limits: { bytes: 4 * MiB, ms: deaf ? 3_600_000 : BUDGET_MS },
  };
}

/** The expected word that was said; `` where nothing is expected and nothing was said; null where it is not right. */
export function wordOf(said: readonly string[], expected: readonly string[]): string | null {
  if (expected.length === 0) return said.length === 0 ? '' : null;
  return expected.find((word) => said.includes(word)) ?? null;
}
