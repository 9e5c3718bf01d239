/** What was worked out for a case in its present state is kept. */
import type { OpenCase } from './case-registry.ts';

/** The journal head stands for everything in the case: with any change all keys are new. */
export function once<Value>(open: OpenCase, key: readonly unknown[], make: () => Value): Value {
  const name = JSON.stringify([open.file.info.journalHead, ...key]);
  return open.results.getOrMake(name, make) as Value;
}

/** The same for what takes its time: asked for again meanwhile, it is worked out once. What failed is not kept. */
export function onceAsync<Value>(
  open: OpenCase,
  key: readonly unknown[],
  make: () => Promise<Value>,
): Promise<Value> {
  const name = JSON.stringify([open.file.info.journalHead, ...key]);
  return open.results.getOrMake(name, () => {
    const made = make();
    made.catch(() => open.results.forget(name, made));
    return made;
  }) as Promise<Value>;
}
