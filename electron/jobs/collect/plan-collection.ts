/** What would be asked of a target, without talking to anybody. */
import type { CollectPlan, CollectRequest } from '#shared/contract/collect.ts';
import { batchScript } from '#electron/collectors/batch-script.ts';
import { captureScript } from '#electron/collectors/capture-script.ts';
import { commandsOf, createPlan } from '#electron/collectors/plan.ts';

/** Stands where each run has random bits of its own. */
const NO_NONCE = '0'.repeat(32);

/** @throws input.bad-option */
export function planCollection({
  recipe,
  processes,
}: Pick<CollectRequest, 'recipe' | 'processes'>): CollectPlan {
  const plan = createPlan(recipe, processes);
  return {
    commands: commandsOf(plan),
    script: batchScript(plan, NO_NONCE),
    captureScript: captureScript(plan),
  };
}
