/** Lets a job tell how far a promise has come while it waits for it. */
import type { Progress } from '#shared/contract/cases.ts';

const INTERVAL_MS = 100;

/** Yields `progress()` now and then until the promise settles; gives its value or throws its error. */
export async function* withProgress<Result>(
  work: Promise<Result>,
  progress: () => Progress,
): AsyncGenerator<Progress, Result, void> {
  let settled = false;
  const done = work.then(
    () => void (settled = true),
    () => void (settled = true),
  );
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const pause = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, INTERVAL_MS);
      });
      await Promise.race([done, pause]);
      clearTimeout(timer);
      if (settled) return await work;
      yield progress();
    }
  } finally {
    // A caller that leaves early does not leave the work behind.
    await done;
  }
}

/** Lets timers and signals have their turn between two pieces of synchronous work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
