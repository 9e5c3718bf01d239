/** Errors that name the hop: `hop 2 of 3, bastion2:22: …`. */
import { AppError } from '#shared/errors/app-error.ts';
import type { ErrorCode } from '#shared/errors/codes.ts';
import { toPrintable } from '#shared/util/printable.ts';

/** A server may say more than anybody wants to read. */
const MAX_REASON = 300;

export interface HopPlace {
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly hostName: string;
  readonly port: number;
}

/** `data.hop` counts from 0 as everywhere in data, the sentence from 1 as people do. `reason` may hold a server's words. */
export function hopError(code: ErrorCode, hop: HopPlace, reason: string, cause?: unknown): AppError {
  const plain = toPrintable(reason.trim()).slice(0, MAX_REASON);
  const host = `${hop.hostName}:${hop.port}`;
  const sentence = `hop ${hop.index + 1} of ${hop.count}, ${host}: ${plain}`;
  return new AppError(code, sentence, { hop: hop.index, host, reason: plain }, cause);
}

/** What went wrong while a connection was being made, by what ssh2 and the socket say. */
export function toHopError(error: Error & { level?: string; code?: unknown }, hop: HopPlace): AppError {
  if (error instanceof AppError) return error;
  return hopError(codeOf(error), hop, error.message, error);
}

function codeOf({ level, message, code }: Error & { level?: string; code?: unknown }): ErrorCode {
  if (/no matching|unsupported algorithm/i.test(message)) return 'ssh.algorithms';
  if (level === 'client-authentication' || /authentication failures/i.test(message))
    return 'ssh.auth-refused';
  if (level === 'client-timeout') return 'ssh.timeout';
  // A number is the reason of a DISCONNECT message; the text is the server's.
  if (level === 'client-socket' || typeof code === 'number') return 'ssh.disconnected';
  return 'ssh.protocol';
}
