import type { ErrorCode } from './codes.ts';

/** Plain values that explain an error to a person: names, paths, counts. Never secrets, never stacks. */
export type ErrorData = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one error class. `message` is one English sentence for logs and the command line; the window
 * chooses its text by `code`. Anything else that is thrown is a defect and crosses as `internal`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, data: ErrorData = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.data = data;
  }
}

export function isAppError(value: unknown): value is AppError {
  return value instanceof AppError;
}
