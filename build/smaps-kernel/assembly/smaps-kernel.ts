/**
 * AssemblyScript: reads blocks of smaps that are all laid out as the one that `shared/parsers/smaps-layout.ts` learnt,
 * out of a window of the text into rows. It takes a block only where every byte beside its numbers is as learnt, its
 * header and numbers are exactly as fs/proc/task_mmu.c prints them, and another such header follows. Anything else it leaves to the reader of lines, which knows all the rest.
 */
import { NO_TEXT, intern, makeRoom, textEnd } from './intern';
import { readHead } from './head';
import {
  MASK,
  MAX_ROWS,
  NUMBERS,
  NUMBER_PLACE_BYTES,
  ROWS,
  ROW_BLOCK,
  ROW_BYTES,
  ROW_COUNTERS,
  ROW_END,
  ROW_FLAGS,
  ROW_REMARKS,
  TEMPLATE,
  WINDOW,
} from './memory';

export { MASK, MAX_ROWS, NUMBERS, ROWS, ROW_BYTES, TEMPLATE, WINDOW, WINDOW_BYTES } from './memory';
export { TEXT_PLACES, forgetTexts, timesForgotten } from './intern';

/** The layout: bytes from behind the header's line to behind the last number's line or `VmFlags:`, and its numbers. */
export let bodyBytes: u32 = 0;
export let numberCount: u32 = 0;
export let hasFlags: bool = false;
/** Highest end of a mapping so far: what starts below it is out of order. */
export let lastEnd: u64 = 0;
/** Where the first block starts that was not taken, as an offset in the window. */
export let stoppedAt: u32 = 0;

/**
 * Reads blocks from the offset `from` in the window on, and gives their count. Sixteen zeros must stand behind the text: no
 * line and no body that is taken holds so many, so that nothing needs to look where the window ends.
 */
export function readBlocks(from: u32): u32 {
  makeRoom();
  let block: usize = WINDOW + from;
  let row: usize = ROWS;
  let body = readHead(block, row);
  while (body !== 0 && row < ROWS + MAX_ROWS * ROW_BYTES) {
    if (!isAsLearnt(body) || !readNumbers(body, row)) break;
    let next = body + bodyBytes;
    if (hasFlags) {
      const flags = intern(next, 0x20, 0x0a);
      if (flags === NO_TEXT) break;
      store<u32>(row + ROW_FLAGS, flags);
      next = textEnd + 1;
    }
    // What follows must open a block: otherwise it may be more of this one, or the end of the text may have cut it.
    body = readHead(next, row + ROW_BYTES);
    if (body === 0) break;
    store<u32>(row, remarksOn(row), ROW_REMARKS);
    store<u32>(row, <u32>(block - WINDOW), ROW_BLOCK);
    lastEnd = max(lastEnd, load<u64>(row, ROW_END));
    block = next;
    row += ROW_BYTES;
  }
  stoppedAt = <u32>(block - WINDOW);
  return <u32>(row - ROWS) / ROW_BYTES;
}

/** The mask has ones where a byte belongs to no number; behind the body it has zeros. */
function isAsLearnt(body: usize): bool {
  let differences = i64x2.splat(0);
  for (let at: u32 = 0; at < bodyBytes; at += 16) {
    const here = v128.xor(v128.load(body + at), v128.load(TEMPLATE + at));
    differences = v128.or(differences, v128.and(here, v128.load(MASK + at)));
  }
  return !v128.any_true(differences);
}

/**
 * Numbers are eight bytes, blanks and then digits. Two are read at a time and without a branch per byte: which byte the
 * digits start at changes from number to number, and a processor guesses it wrong.
 */
function readNumbers(body: usize, row: usize): bool {
  const lastBytes = i64x2.splat(0xff00000000000000);
  let wrong = i64x2.splat(0);
  for (let i: u32 = 0; i < numberCount; i += 2) {
    const place = NUMBERS + i * NUMBER_PLACE_BYTES;
    const text = v128.load_lane<u64>(
      body + load<u32>(place, NUMBER_PLACE_BYTES),
      v128.load_zero<u64>(body + load<u32>(place)),
      1,
    );
    const values = i8x16.sub(text, i8x16.splat(0x30));
    const isDigit = i8x16.lt_u(values, i8x16.splat(10));
    const isBlank = i8x16.eq(text, i8x16.splat(0x20));
    // Neither digit nor blank; no digit behind a digit, but for the last; no digit at the last place.
    wrong = v128.or(wrong, v128.not(v128.or(isDigit, isBlank)));
    wrong = v128.or(wrong, v128.andnot(isDigit, v128.or(i64x2.shr_u(isDigit, 8), lastBytes)));
    wrong = v128.or(wrong, v128.andnot(lastBytes, isDigit));
    // Bytes to twos of digits, to fours, to eights; the first byte is the highest digit.
    const digits = v128.and(values, isDigit);
    const tens = i16x8.mul(v128.and(digits, i16x8.splat(0xff)), i16x8.splat(10));
    const twos = i16x8.add(tens, i16x8.shr_u(digits, 8));
    const fours = i32x4.dot_i16x8_s(twos, i32x4.splat(0x00010064));
    const eights = i32x4.add(
      i32x4.mul(i32x4.shuffle(fours, fours, 0, 2, 0, 2), i32x4.splat(10_000)),
      i32x4.shuffle(fours, fours, 1, 3, 1, 3),
    );
    v128.store_lane<i32>(row + load<u32>(place, 4), eights, 0, ROW_COUNTERS);
    v128.store_lane<i32>(row + load<u32>(place, NUMBER_PLACE_BYTES + 4), eights, 1, ROW_COUNTERS);
  }
  return !v128.any_true(wrong);
}

/** What there is to say of a mapping: 1 where it is empty or over one before it, 2 where more is resident than mapped. */
function remarksOn(row: usize): u32 {
  const start = load<u64>(row);
  const size = load<i32>(row, ROW_COUNTERS);
  const rss = load<i32>(row, ROW_COUNTERS + 4);
  const isImpossible = load<u64>(row, ROW_END) <= start || start < lastEnd;
  return u32(isImpossible) | (u32(size >= 0 && rss > size) << 1);
}
