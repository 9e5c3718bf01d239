/**
 * What the command's exit code means; the README lists the same. 0 only when all of it worked.
 */
import type { ErrorCode } from '#shared/errors/codes.ts';

export const exitCodes = {
  ok: 0,
  /** A defect of this program. */
  internal: 1,
  /** The command line itself: unknown option, value that is none. */
  usage: 2,
  /** What was named could not be used: missing or empty file, unknown target, nothing to explain. */
  input: 3,
  /** The case file: missing, damaged, newer, open elsewhere, full disk. */
  casefile: 4,
  /** `verify` found a difference. */
  verify: 5,
  /** Some of it worked: what was left out, or kept without being read, is named on stderr. */
  partial: 6,
  /** The result could not be delivered: report not written, port in use. */
  output: 7,
  /** The target: not reached, not let in, or it would not give what was asked. */
  remote: 8,
  /** Ctrl-C or SIGTERM before the work was done, as shells count the first (128 + SIGINT). */
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const special: Partial<Record<ErrorCode, ExitCode>> = {
  'input.bad-option': exitCodes.usage,
  'rpc.invalid-request': exitCodes.usage,
  'dump.partial': exitCodes.partial,
  'verify.failed': exitCodes.verify,
  'job.cancelled': exitCodes.cancelled,
};

const byRoom: Readonly<Record<string, ExitCode>> = {
  casefile: exitCodes.casefile,
  input: exitCodes.input,
  explain: exitCodes.input,
  ssh: exitCodes.remote,
  collect: exitCodes.remote,
  dump: exitCodes.remote,
  report: exitCodes.output,
  export: exitCodes.output,
  web: exitCodes.output,
};

export function exitCodeOf(code: ErrorCode): ExitCode {
  return special[code] ?? byRoom[code.split('.')[0] ?? ''] ?? exitCodes.internal;
}
