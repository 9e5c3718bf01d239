/**
 * Goes around every procedure: what a handler throws leaves as a code of the closed list. Declared errors
 * keep message and data; anything else becomes `internal` with an id, and its cause stays in the log.
 */
import { randomBytes } from 'node:crypto';
import { ORPCError } from '@orpc/server';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import { cancelledSentence, isAsyncIterator } from '#shared/contract/checked-link.ts';
import { invalidValue, toErrorData } from '#shared/contract/wire-error.ts';
import type { Platform } from '#electron/platform/platform.ts';

interface Call<Output> {
  readonly path: readonly string[];
  readonly signal?: AbortSignal | undefined;
  next(): Promise<Output>;
}

export function createErrorGuard(log: Platform['log']) {
  return async function guard<Output>(call: Call<Output>): Promise<Output> {
    const name = call.path.join('.');
    const leave = (error: unknown) => toWire(toAppError(error, name, call.signal, log));
    try {
      const output = await call.next();
      if (!isAsyncIterator(output)) return output;
      return guardStream(output, leave, (error) =>
        log('warn', `${name} ended badly`, describe(error)),
      ) as Output;
    } catch (error) {
      throw leave(error);
    }
  };
}

/** The form that oRPC carries over any transport. */
export function toWire(error: AppError): ORPCError<string, unknown> {
  return new ORPCError(error.code, { message: error.message, data: toErrorData(error.data), status: 500 });
}

function toAppError(
  error: unknown,
  name: string,
  signal: AbortSignal | undefined,
  log: Platform['log'],
): AppError {
  if (isAppError(error) && error.code === 'job.cancelled') return error;
  if (signal?.aborted) {
    return new AppError('job.cancelled', cancelledSentence, { procedure: name });
  }
  if (isAppError(error)) return error;
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return invalidValue('rpc.invalid-request', name, issuesOf(error.data));
  }
  const id = randomBytes(4).toString('hex');
  log('error', `${name} failed (${id})`, { id, procedure: name, ...describe(error) });
  return new AppError('internal', `Something went wrong inside Memcase (${id}); the log has the cause.`, {
    id,
    procedure: name,
  });
}

function issuesOf(data: unknown): Parameters<typeof invalidValue>[2] {
  return typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues)
    ? data.issues
    : [];
}

/** Never throws, whatever was thrown: getters and proxies included. */
export function describe(error: unknown): Record<string, unknown> {
  try {
    if (!(error instanceof Error)) return { thrown: String(error) };
    const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
    return { message: error.message, stack: error.stack, ...cause };
  } catch {
    return { thrown: 'a value that cannot be written out' };
  }
}

/**
 * The same stream with its errors as they may leave. `return` never throws: nobody listens any more, and
 * oRPC would leave the rejection unhandled, which ends the process.
 */
function guardStream(
  source: AsyncIterator<unknown, unknown, void>,
  leave: (error: unknown) => unknown,
  onLateError: (error: unknown) => void,
): AsyncIterableIterator<unknown, unknown, void> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        return await source.next();
      } catch (error) {
        throw leave(error);
      }
    },
    async return(value) {
      try {
        await source.return?.(value);
      } catch (error) {
        onLateError(error);
      }
      return { done: true, value };
    },
  };
}
