/**
 * The line that opens a block: `7f8d9510e000-7f8d98000000 rw-p 00000000 00:00 0                          [heap]`
 * (show_vma_header_prefix of fs/proc/task_mmu.c).
 */
import { NO_TEXT, intern, countFirst, textEnd } from './intern';
import { ROW_DEVICE, ROW_END, ROW_INODE, ROW_MODE, ROW_OFFSET, ROW_PATH } from './memory';

const MAX_DEVICE_BYTES: usize = 16;
const MAX_INODE_DIGITS: usize = 15;

/** What `readHex` read. */
let value: u64 = 0;

/** Reads the line at `at` into the row. Gives where the next line starts, or 0 where this is no such line. */
export function readHead(at: usize, row: usize): usize {
  at = readHex(at, 0x2d, 4);
  if (at === 0) return 0;
  store<u64>(row, value);
  at = readHex(at, 0x20, 4);
  if (at === 0) return 0;
  store<u64>(row, value, ROW_END);
  const mode = readMode(load<u32>(at));
  if (mode < 0 || load<u8>(at, 4) !== 0x20) return 0;
  store<i32>(row, mode, ROW_MODE);
  at = readHex(at + 5, 0x20, 1);
  if (at === 0) return 0;
  store<u64>(row, value, ROW_OFFSET);
  const device = intern(at, 0x21, 0x20);
  if (device === NO_TEXT || textEnd === at || textEnd - at > MAX_DEVICE_BYTES) return 0;
  store<u32>(row, device, ROW_DEVICE);
  at = readInode(textEnd + 1, row);
  return at === 0 ? 0 : readPath(at, row);
}

/** Reads lower-case hex digits, at least `least` and at most 16, and the byte behind them, which must be `stop`. */
function readHex(at: usize, stop: u8, least: u32): usize {
  const text = v128.load(at);
  const digits = i8x16.sub(text, i8x16.splat(0x30));
  const letters = i8x16.sub(text, i8x16.splat(0x61));
  const isDigit = i8x16.lt_u(digits, i8x16.splat(10));
  const isLetter = i8x16.lt_u(letters, i8x16.splat(6));
  const length = countFirst(i8x16.bitmask(v128.or(isDigit, isLetter)));
  if (length < least || load<u8>(at + length) !== stop) return 0;
  const values = v128.or(v128.and(digits, isDigit), v128.and(i8x16.add(letters, i8x16.splat(10)), isLetter));
  // To the right end of the sixteen; a lane that takes from outside of them gets 0.
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const aligned = i8x16.swizzle(values, i8x16.sub(lanes, i8x16.splat(<i8>(16 - length))));
  // Twos of digits to bytes, and the highest byte last.
  const bytes = v128.or(i16x8.shl(aligned, 4), i16x8.shr_u(aligned, 8));
  const turned = i8x16.shuffle(bytes, bytes, 14, 12, 10, 8, 6, 4, 2, 0, 14, 12, 10, 8, 6, 4, 2, 0);
  value = <u64>i64x2.extract_lane(turned, 0);
  return at + length + 1;
}

/** Four letters as four bits, r, w, x and s; −1 where they are no permissions. */
function readMode(letters: u32): i32 {
  // What a letter differs by from that of `---p`; its lowest set bit tells which it is.
  const set = letters ^ 0x702d2d2d;
  const r = set & 1;
  const w = (set >> 9) & 1;
  const x = (set >> 16) & 1;
  const s = (set >> 24) & 1;
  const expected = (r * 0x5f) | (w * 0x5a00) | (x * 0x550000) | (s * 0x03000000);
  return set === expected ? (r << 3) | (w << 2) | (x << 1) | s : -1;
}

function readInode(at: usize, row: usize): usize {
  const start = at;
  let inode: u64 = 0;
  for (; load<u8>(at) - 0x30 < 10; at += 1) inode = inode * 10 + (load<u8>(at) - 0x30);
  store<f64>(row, <f64>inode, ROW_INODE);
  return at > start && at - start <= MAX_INODE_DIGITS ? at : 0;
}

/** Blanks, then a path or nothing, up to the line end. A path that ends in a blank is for the reader of lines. */
function readPath(at: usize, row: usize): usize {
  const blank = i8x16.splat(0x20);
  let blanks: u32 = 16;
  for (; blanks === 16; at += blanks) blanks = countFirst(i8x16.bitmask(i8x16.eq(v128.load(at), blank)));
  const path = intern(at, 0x20, 0x0a);
  if (path === NO_TEXT) return 0;
  if (textEnd > at && load<u8>(textEnd - 1) === 0x20) return 0;
  store<u32>(row, path, ROW_PATH);
  return textEnd + 1;
}
