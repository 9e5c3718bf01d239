/** Jobs as streams of a transport: progress at the pace of an eye, and an end when the caller or the case goes. */
import type { Progress } from '#shared/contract/cases.ts';
import type { Job } from '#electron/jobs/types.ts';
import type { Platform } from '#electron/platform/platform.ts';

/** Twenty a second: smooth to look at, nothing to carry. */
const PROGRESS_INTERVAL_MS = 50;

/** The first and last progress of every phase, and between them at most twenty a second. */
export async function* paceProgress<Result>(job: Job<Result>, now: Platform['now']): Job<Result> {
  let phase: string | undefined;
  let sentAt = -Infinity;
  let held: Progress | undefined;
  try {
    for (;;) {
      const step = await job.next();
      if (step.done) {
        if (held !== undefined) yield held;
        return step.value;
      }
      const progress = step.value;
      const newPhase = progress.phase !== phase;
      if (newPhase && held !== undefined) yield held;
      held = progress;
      if (!newPhase && now() - sentAt < PROGRESS_INTERVAL_MS) continue;
      phase = progress.phase;
      sentAt = now();
      held = undefined;
      yield progress;
    }
  } finally {
    // Also where the caller left in the middle: the job's own `finally` runs before ours is done.
    await job.return(undefined as Result);
  }
}

/** Aborted as soon as one of them is. */
export function anySignal(first: AbortSignal | undefined, second: AbortSignal): AbortSignal {
  return first === undefined ? second : AbortSignal.any([first, second]);
}
