import { AppError } from '#shared/errors/app-error.ts';
import type { CancelSignal } from './types.ts';

/** @throws job.cancelled */
export function throwIfAborted(signal: CancelSignal): void {
  if (signal.aborted) throw new AppError('job.cancelled', 'Cancelled; what was finished before is kept.');
}

export const neverAborted: CancelSignal = { aborted: false };
