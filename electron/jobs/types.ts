/** A job: an async generator that yields progress and returns its result. */
import type { Progress } from '#shared/contract/cases.ts';

/** Structural, so that rooms without DOM types can take the signal of any transport. */
export interface CancelSignal {
  readonly aborted: boolean;
}

export type Job<Result> = AsyncGenerator<Progress, Result, void>;
