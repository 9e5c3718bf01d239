/**
 * Numbers as the kernel pads them: eight bytes, blanks and then digits. Four bytes are taken at a time and without a
 * branch per byte: which byte the digits start at changes from number to number, and a processor guesses it wrong.
 */

/** The same digit in each of four bytes. */
const ZEROS = 0x30303030;
const HIGH_BITS = 0xe0e0e0e0 | 0;
const BLANKS = 0x10101010;
const LOW_NIBBLES = 0x0f0f0f0f;
const SIXES = 0x06060606;

/** The number that the eight bytes at `at` hold; −1 where they are anything but blanks and then a digit or more. */
export function readPaddedNumber(view: DataView, at: number): number {
  const head = view.getInt32(at, true) ^ ZEROS;
  const tail = view.getInt32(at + 4, true) ^ ZEROS;
  if (tail >>> 24 > 9) return -1;
  const low = readFour(tail);
  if (head === BLANKS) return low;
  // Digits in the first four bytes leave no room for a blank behind them.
  if ((tail & BLANKS) !== 0 || head >>> 24 > 9) return -1;
  const high = readFour(head);
  return high < 0 || low < 0 ? -1 : high * 10_000 + low;
}

/**
 * Four characters, the first in the lowest byte, each xor-ed with `0`: digits are then 0 to 9 and a blank is 0x10.
 * −1 where there is anything else, or a blank behind a digit.
 */
function readFour(word: number): number {
  const blanks = (word & BLANKS) >>> 4;
  const digits = word & LOW_NIBBLES;
  const blankBytes = Math.imul(blanks, 0xff);
  const isWrong =
    (word & HIGH_BITS) | // neither digit nor blank
    (digits & blankBytes) | // 0x31 to 0x3f seen as a blank
    ((digits + SIXES) & BLANKS) | // above 9
    (blankBytes & (blankBytes + 1)); // blanks that are not all in front
  if (isWrong !== 0) return -1;
  return (
    (digits & 0xff) * 1000 + ((digits >>> 8) & 0xff) * 100 + ((digits >>> 16) & 0xff) * 10 + (digits >>> 24)
  );
}
