import fc from 'fast-check';

/**
 * Properties are checked on the same values at every run, so that a red run can be repeated.
 * `MEMCASE_SEED=any` looks at new ones; a number repeats what a failure printed.
 */
const asked = process.env.MEMCASE_SEED;
if (asked !== 'any') fc.configureGlobal({ seed: Number(asked ?? 20_261_123) });
