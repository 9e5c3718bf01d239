/** S9: whatever a target sends, the collector ends in time, in bounded memory, and says what was wrong. */
import { afterEach, expect, it } from 'vitest';
import { isAppError } from '#shared/errors/app-error.ts';
import { KiB, MiB } from '#shared/units/bytes.ts';
import { createPlan } from '#electron/collectors/plan.ts';
import type { Plan } from '#electron/collectors/plan.ts';
import { runBatch } from '#electron/collectors/run-batch.ts';
import { startLocal } from '#test/support/collect/local-process.ts';
import type { LocalProcess } from '#test/support/collect/local-process.ts';
import { hostilePrelude, hostileTargets } from '#test/support/collect/hostile-targets.ts';

const BUDGET_MS = 6000;
/** Of the greeting, the clock, the whole and the drain, the longest way that any of these can take. */
const MOST_MS = BUDGET_MS + 2000;
/** As the claim says. */
const MOST_GROWTH = 64 * MiB;

const limits = {
  greetingMs: 3000,
  clockMs: 2000,
  noiseBytes: 64 * KiB,
  drainBytes: 4 * MiB,
  drainMs: 1000,
  stderrBytes: 1 * MiB,
};

let process_: LocalProcess | undefined;
afterEach(() => void process_?.child.kill('SIGKILL'));

function smallPlan(): Plan {
  const plan = createPlan('quick', []);
  const small = { bytes: 1 * MiB, ms: 1500 };
  return {
    ...plan,
    items: plan.items.map((item) => ({ ...item, limits: small })),
    limits: { bytes: 4 * MiB, ms: BUDGET_MS },
  };
}

async function outcomeOf(body: string) {
  const files = new Map<string, Buffer[]>();
  process_ = startLocal(['bash', '-c', `${hostilePrelude}\n${body}`]);
  const sink = {
    open: async (path: string) => {
      const pieces: Buffer[] = [];
      files.set(path, pieces);
      return {
        write: async (bytes: Uint8Array) => void pieces.push(Buffer.from(bytes)),
        close: async () => undefined,
      };
    },
  };
  const { signal } = new AbortController();
  try {
    const outcome = await runBatch(process_, smallPlan(), { sink, now: Date.now, signal, limits });
    const cut = outcome.items.filter(({ state }) => state !== 'whole').map(({ state }) => state);
    return { said: [...outcome.flags, ...cut], files };
  } catch (error) {
    return { said: [isAppError(error) ? error.code : String(error)], files };
  }
}

it.each(hostileTargets)('$name', async ({ body, expected, meminfo }) => {
  let most = 0;
  const before = process.memoryUsage.rss();
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const startedAt = performance.now();
  const { said, files } = await outcomeOf(body);
  const tookMs = performance.now() - startedAt;
  clearInterval(watch);
  if (expected.length === 0) expect(said).toEqual([]);
  else
    expect(
      expected.some((flag) => said.includes(flag)),
      `${said.join()} for ${expected.join()}`,
    ).toBe(true);
  const content = files.get('proc/meminfo');
  if (meminfo !== undefined) expect(Buffer.concat(content ?? []).toString('latin1')).toBe(meminfo);
  expect([...files.keys()].every((name) => /^(?:proc|cmd)\/[a-z0-9._/-]+$/.test(name))).toBe(true);
  expect(tookMs).toBeLessThan(MOST_MS);
  expect(most - before).toBeLessThan(MOST_GROWTH);
});

it('covers at least forty behaviours', () => {
  expect(hostileTargets.filter(({ expected }) => expected.length > 0).length).toBeGreaterThanOrEqual(40);
});
