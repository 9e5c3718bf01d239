/** What was worked out for a case in its present state is kept. */
import type { OpenCase } from './case-registry.ts';

/** The journal head stands for everything in the case: with any change all keys are new. */
export function once<Value>(open: OpenCase, key: readonly unknown[], make: () => Value): Value {
  const name = JSON.stringify([open.file.info.journalHead, ...key]);
  return open.results.getOrMake(name, make) as Value;
}
