/** Errors on the wire: an AppError crosses as code, message and data; everything else is `internal`. */
import { AppError } from '#shared/errors/app-error.ts';
import type { ErrorData } from '#shared/errors/app-error.ts';
import { isErrorCode } from '#shared/errors/codes.ts';
import type { ErrorCode } from '#shared/errors/codes.ts';
import { isRecord } from './wire.ts';

/** Keeps plain values and writes out the rest, so that nothing in it can mask the error on the way. */
export function toErrorData(value: unknown): ErrorData {
  if (!isRecord(value)) return {};
  const data: Record<string, string | number | boolean | null> = {};
  for (const [key, item] of Object.entries(value)) data[key] = toPlain(item);
  return data;
}

function toPlain(item: unknown): string | number | boolean | null {
  if (item === null || typeof item === 'string' || typeof item === 'boolean') return item;
  if (typeof item === 'number') return Number.isFinite(item) ? item : String(item);
  if (typeof item === 'bigint') return item.toString();
  return `(${typeof item})`;
}

/** Codes that oRPC itself answers with, before any handler of ours has run. */
const transportCodes: Readonly<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'rpc.invalid-request',
  NOT_FOUND: 'rpc.invalid-request',
  METHOD_NOT_SUPPORTED: 'rpc.invalid-request',
  MALFORMED_ORPC_ERROR_RESPONSE: 'rpc.contract-mismatch',
};

export function fromWireError(error: { code: string; message: string; data?: unknown }): AppError {
  if (isErrorCode(error.code)) return new AppError(error.code, error.message, toErrorData(error.data));
  const code = transportCodes[error.code] ?? 'internal';
  return new AppError(code, `The request could not be answered: ${error.message}.`);
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The first thing that is wrong with a request or an answer, as one sentence. */
export function invalidValue(
  code: 'rpc.invalid-request' | 'rpc.contract-mismatch',
  procedure: string,
  issues: readonly Issue[],
): AppError {
  const issue = issues[0];
  const path = (issue?.path ?? [])
    .map((part) => String(typeof part === 'object' ? part.key : part))
    .join('.');
  const what = code === 'rpc.invalid-request' ? 'The request' : 'The answer';
  const where = path === '' ? '' : ` at "${path}"`;
  const why = issue?.message ?? 'invalid';
  return new AppError(code, `${what} to ${procedure} does not fit${where}: ${why}.`, {
    procedure,
    path,
    issue: why,
    issues: issues.length,
  });
}
