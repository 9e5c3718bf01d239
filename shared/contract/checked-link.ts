/**
 * The caller's end of every transport: checks requests before they leave and answers when they arrive, and
 * turns whatever goes wrong on the way into an AppError. Errors: those of the handler, `rpc.invalid-request`,
 * `rpc.contract-mismatch` (the other side answers in another form), `rpc.disconnected`, `job.cancelled`.
 */
import { ORPCError, getContractRouter, isContractProcedure } from '@orpc/contract';
import type { AnyContractProcedure, AnyContractRouter } from '@orpc/contract';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import { fromWireError, invalidValue } from './wire-error.ts';

/** The caller leaves at once: what the work had done by then, it does not hear. */
export const cancelledSentence =
  'Cancelled. What was stored whole before is kept, nothing of what was under way; the same again goes on from there.';

/** Structural, since this room has no AbortSignal. */
interface CallOptions {
  readonly signal?: { readonly aborted: boolean } | undefined;
}

export interface Link<Options extends CallOptions> {
  call(path: readonly string[], input: unknown, options: Options): Promise<unknown>;
}

/** `isLost` tells whether the connection under `link` has ended. */
export function checkedLink<Options extends CallOptions>(
  contract: AnyContractRouter,
  link: Link<Options>,
  isLost: () => boolean,
): Link<Options> {
  return {
    async call(path, input, options) {
      const name = path.join('.');
      const procedure = findProcedure(contract, path);
      const toAppError = (error: unknown) => appErrorFrom(error, name, options, isLost);
      try {
        if (options.signal?.aborted) throw cancelled(name);
        await check(procedure['~orpc'].inputSchema, input, (issues) =>
          invalidValue('rpc.invalid-request', name, issues),
        );
        const output = await link.call(path, input, options);
        const answer = await check(procedure['~orpc'].outputSchema, output, (issues) =>
          invalidValue('rpc.contract-mismatch', name, issues),
        );
        return isAsyncIterator(answer) ? mapErrors(answer, toAppError) : answer;
      } catch (error) {
        throw toAppError(error);
      }
    },
  };
}

function findProcedure(contract: AnyContractRouter, path: readonly string[]): AnyContractProcedure {
  const found: unknown = getContractRouter(contract, path);
  if (isContractProcedure(found)) return found;
  throw new AppError('rpc.invalid-request', `There is no procedure ${path.join('.')}.`);
}

type Schema = AnyContractProcedure['~orpc']['inputSchema'];

async function check(
  schema: Schema,
  value: unknown,
  toError: (issues: Parameters<typeof invalidValue>[2]) => AppError,
): Promise<unknown> {
  if (schema === undefined) return value;
  const result = await schema['~standard'].validate(value);
  if (result.issues) throw toError(result.issues);
  return result.value;
}

function cancelled(name: string): AppError {
  return new AppError('job.cancelled', cancelledSentence, { procedure: name });
}

function appErrorFrom(error: unknown, name: string, options: CallOptions, isLost: () => boolean): AppError {
  if (options.signal?.aborted) return cancelled(name);
  if (isAppError(error)) return error;
  if (error instanceof ORPCError) {
    if (error.code === 'EVENT_ITERATOR_VALIDATION_FAILED') {
      return invalidValue('rpc.contract-mismatch', name, issuesOf(error.cause));
    }
    return fromWireError(error);
  }
  if (isLost()) return new AppError('rpc.disconnected', `The connection was lost during ${name}.`, {}, error);
  return new AppError('internal', `${name} failed on the way.`, {}, error);
}

function issuesOf(cause: unknown): Parameters<typeof invalidValue>[2] {
  return typeof cause === 'object' && cause !== null && 'issues' in cause && Array.isArray(cause.issues)
    ? cause.issues
    : [];
}

export function isAsyncIterator(value: unknown): value is AsyncIterator<unknown, unknown, void> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}

/** The same stream, its errors mapped; ends by `return` reach the source. */
function mapErrors(
  source: AsyncIterator<unknown, unknown, void>,
  toAppError: (error: unknown) => AppError,
): AsyncIterableIterator<unknown, unknown, void> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        return await source.next();
      } catch (error) {
        throw toAppError(error);
      }
    },
    async return(value) {
      await source.return?.(value);
      return { done: true, value };
    },
  };
}
