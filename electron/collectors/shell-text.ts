/**
 * What may stand in a command for a target. Two ways only: a token whose form is checked, and a POSIX string in
 * single quotes, in which the shell gives no character a meaning (POSIX.1-2017, Shell Command Language, 2.2.2).
 */
import { AppError } from '#shared/errors/app-error.ts';

/** The kernel's `comm` holds so many bytes (TASK_COMM_LEN − 1). */
export const COMM_BYTES = 15;

export function isPidToken(text: string): boolean {
  return /^[1-9][0-9]{0,9}$/.test(text);
}

/** Without `0x`, as /proc/PID/maps prints addresses. */
export function isAddressToken(text: string): boolean {
  return /^[0-9a-f]{1,16}$/.test(text);
}

/** @throws input.bad-option for control characters and lone surrogates: no process is named so on purpose */
export function singleQuoted(text: string): string {
  if (/[\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed()) {
    throw new AppError('input.bad-option', 'A name for the shell holds a control character.', {});
  }
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A name as /proc/PID/comm shows it: its first 15 bytes. Null where that would cut a character. */
export function toComm(name: string): string | null {
  const bytes = Buffer.from(name);
  if (bytes.length <= COMM_BYTES) return name;
  const text = bytes.subarray(0, COMM_BYTES).toString();
  return text.includes('\ufffd') ? null : text;
}
