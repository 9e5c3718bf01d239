/** The in-process transport: calls the router's procedures without a wire, with the same errors and cancellation. */
import { createRouterClient } from '@orpc/server';
import type { AnyRouter } from '@orpc/server';
import type { ClientLink } from '@orpc/client';
import { AppError } from '#shared/errors/app-error.ts';
import { cancelledSentence, isAsyncIterator } from '#shared/contract/checked-link.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { createErrorGuard } from './error-guard.ts';

type Call = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;
type Context = Record<never, never>;

export function createDirectLink(router: AnyRouter, log: Platform['log']): ClientLink<Context> {
  const client = createRouterClient(router, { interceptors: [createErrorGuard(log)], context: {} });
  return {
    async call(path, input, options) {
      // Its own controller: a caller that leaves a stream early stops the handler as on every transport.
      const controller = new AbortController();
      const stop = () => controller.abort(options.signal?.reason);
      options.signal?.addEventListener('abort', stop, { once: true });
      const forget = () => options.signal?.removeEventListener('abort', stop);
      const call = findCall(client, path)(input, { signal: controller.signal });
      const output = await raceAbort(call, controller.signal).catch((error: unknown) => {
        forget();
        throw error;
      });
      if (isAsyncIterator(output)) return stoppable(output, controller, forget);
      forget();
      return output;
    },
  };
}

function findCall(client: object, path: readonly string[]): Call {
  let found: unknown = client;
  for (const key of path) found = (found as Record<string, unknown>)[key];
  return found as Call;
}

/** Settles with the abort even where the handler does not look at its signal. */
function raceAbort<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new AppError('job.cancelled', cancelledSentence));
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function stoppable(
  source: AsyncIterator<unknown, unknown, void>,
  controller: AbortController,
  forget: () => void,
): AsyncIterableIterator<unknown, unknown, void> {
  const finish = (result: IteratorResult<unknown>) => {
    if (result.done) forget();
    return result;
  };
  // Not awaited: a handler in the middle of something ends in its own time, as behind a wire.
  const release = () => void source.return?.()?.catch(() => undefined);
  controller.signal.addEventListener('abort', release, { once: true });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => finish(await raceAbort(source.next(), controller.signal)),
    async return(value) {
      forget();
      controller.abort();
      return { done: true, value };
    },
  };
}
