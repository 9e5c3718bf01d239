/**
 * How the blocks of one smaps are laid out. One kernel prints them all alike: the same names, padded to the same columns
 * (fs/proc/task_mmu.c, seq_put_decimal_ull_width), so that a block that was read line by line tells where the numbers
 * of the others stand.
 */
import { smapsFieldIndex } from './smaps-fields.ts';

/** Numbers are right-aligned in at least this many bytes; longer ones make another layout. */
export const NUMBER_BYTES = 8;
/** Room of the kernel (build/smaps-kernel/assembly/memory.ts); four times of what Linux 6 prints. */
const MAX_NUMBERS = 64;
const MAX_BODY_BYTES = 4096;
const NEWLINE = 10;
const SPACE = 32;
const COLON = 58;

export interface NumberPlace {
  /** Offset in the body of the eight bytes that end with the number. */
  readonly at: number;
  /** Index in `smapsFields`, or −1 for a number that is checked but not kept. */
  readonly field: number;
}

export interface BlockLayout {
  /** From behind the header's line end to behind the last number's line, or behind `VmFlags:`. */
  readonly body: Uint8Array;
  readonly numbers: readonly NumberPlace[];
  /** The body ends behind `VmFlags:`, whose line comes last. */
  readonly hasFlags: boolean;
}

/** Lines of a block: its header, its numbers, its flags. */
export function linesOf(layout: BlockLayout): number {
  return 1 + layout.numbers.length + (layout.hasFlags ? 1 : 0);
}

/**
 * Learns from the body of a block that was read without a remark: a run of `Name: number[ kB]` lines and, where the kernel
 * prints it, `VmFlags:`. Undefined where there is none to learn: other lines, too many of them, longer numbers.
 */
export function learnLayout(block: Uint8Array): BlockLayout | undefined {
  if (!block.every(isPlain)) return undefined;
  const numbers: NumberPlace[] = [];
  let at = 0;
  while (at < block.length) {
    const colon = block.indexOf(COLON, at);
    const lineEnd = block.indexOf(NEWLINE, at);
    if (colon < at || lineEnd < colon || lineEnd >= MAX_BODY_BYTES) return undefined;
    const name = String.fromCharCode(...block.subarray(at, colon));
    if (name === 'VmFlags') return { body: block.slice(0, colon + 1), numbers, hasFlags: true };
    const numberAt = startOfNumber(block, colon, lineEnd);
    // The reader of lines also takes names with blanks around them.
    if (numberAt < 0 || name.includes(' ') || numbers.length === MAX_NUMBERS) return undefined;
    numbers.push({ at: numberAt, field: smapsFieldIndex(name) });
    at = lineEnd + 1;
  }
  return numbers.length === 0 ? undefined : { body: block.slice(0, at), numbers, hasFlags: false };
}

/** Start of the eight bytes that end with the digits of a line; −1 where there is no number or it is longer. */
function startOfNumber(bytes: Uint8Array, colon: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > colon && !isDigit(bytes[end - 1]!)) end -= 1;
  const start = end - NUMBER_BYTES;
  return start > colon && (bytes[start - 1] === SPACE || start - 1 === colon) ? start : -1;
}

/** Codes of a terminal and all else that the reader of lines takes out of a line may hold digits. */
function isPlain(byte: number): boolean {
  return (byte >= SPACE && byte <= 126) || byte === NEWLINE;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
