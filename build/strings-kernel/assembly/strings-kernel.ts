/**
 * AssemblyScript: finds strings in a window of memory, 64 bytes at a time. Which ones, shared/analysis/strings/plain-strings.ts
 * says in plain words; both must find the same. A block becomes masks of 64 bits, one bit per byte: runs of ASCII are
 * read from the mask alone, and the rare places where another encoding may begin are read byte by byte from there.
 */
import { gbkWeight, utf8Length } from './characters';
import {
  ASCII,
  GBK_RUN,
  LEAST_BYTES,
  MAX_ROWS,
  RUN,
  RUN_START,
  UTF16_RUN,
  UTF8_RUN,
  WINDOW,
  base,
  emit,
  rowCount,
} from './memory';
import { open, openUnits, readText, readUnits, standsAt } from './runs';

export {
  ENCODINGS,
  HISTORY,
  LENGTHS,
  MAX_ROWS,
  OFFSETS,
  SLACK,
  STATE,
  STATE_BYTES,
  WINDOW,
  WINDOW_BYTES,
  clearRows,
  rowCount,
  setBase,
} from './memory';

/** More than a block can give: ten of ASCII, and of each other reading fewer. */
const ROWS_OF_A_BLOCK: u32 = 64;

/**
 * Reads blocks from the offset `from` in the window to `to` (both multiples of 64) and gives how far it came: less than `to`
 * where the rows are full. A string that is open at `to` goes on in the next window.
 */
export function scanAscii(from: u32, to: u32): u32 {
  let at = from;
  let run = load<f64>(RUN);
  for (; at < to && rowCount + ROWS_OF_A_BLOCK <= MAX_ROWS; at += 64) {
    run = readAscii(printableMask(WINDOW + at), run, at);
  }
  store<f64>(RUN, run);
  return at;
}

/** As `scanAscii`, in all encodings at once. */
export function scanAll(from: u32, to: u32): u32 {
  let at = from;
  let run = load<f64>(RUN);
  if (from === 0) {
    readText(UTF8_RUN, to);
    readText(GBK_RUN, to);
    readUnits(to);
  }
  let text = printableMask(WINDOW + at);
  let zeros = zeroMask(WINDOW + at);
  for (; at < to && rowCount + ROWS_OF_A_BLOCK <= MAX_ROWS; at += 64) {
    const nextText = printableMask(WINDOW + at + 64);
    const nextZeros = zeroMask(WINDOW + at + 64);
    const utf8 = utf8Mask(WINDOW + at);
    const gbk = gbkMask(WINDOW + at);
    if (utf8 !== 0) findText(UTF8_RUN, utf8, text, run, at, to);
    // A second pair must follow; of the last two bytes the mask does not tell.
    const pairs = gbk & ((gbk >> 2) | ((<u64>3) << 62));
    if (pairs !== 0) findText(GBK_RUN, pairs, text, run, at, to);
    findUnits(text, zeros, nextText, nextZeros, at, to);
    run = readAscii(text, run, at);
    text = nextText;
    zeros = nextZeros;
  }
  store<f64>(RUN, run);
  return at;
}

/** Ends, opens and finds runs of a block. @returns start of the run that is open at its end, or −1 */
function readAscii(mask: u64, open: f64, at: u32): f64 {
  let text = mask;
  let run = open;
  if (run >= 0) {
    if (text === u64.MAX_VALUE) return run;
    const more = <u32>ctz<u64>(~text);
    const length = base + <f64>(at + more) - run;
    if (length >= <f64>LEAST_BYTES) emit(run, length, ASCII);
    run = -1;
    text = (text >> more) << more;
  }
  if (text === 0) return run;
  const last = <u32>clz<u64>(~text);
  if (last === 64) return base + <f64>at;
  if (last > 0) {
    run = base + <f64>(at + 64 - last);
    text = (text << last) >> last;
  }
  const pairs = text & (text >> 1);
  let starts = pairs & (pairs >> 2) & (pairs >> 4);
  while (starts !== 0) {
    const start = <u32>ctz<u64>(starts);
    const length = <u32>ctz<u64>(~(text >> start));
    emit(base + <f64>(at + start), <f64>length, ASCII);
    const end = start + length;
    starts = (starts >> end) << end;
  }
  return run;
}

/** Looks at each place of a mask where a character of more than one byte may begin. */
function findText(reading: u32, mask: u64, text: u64, run: f64, at: u32, to: u32): void {
  let places = mask;
  for (; places !== 0; places &= places - 1) {
    const i = <u32>ctz<u64>(places);
    const place = <i32>(at + i);
    if (load<f64>(reading, RUN_START) >= 0) return;
    if (place < standsAt(reading)) continue;
    const p: usize = WINDOW + place;
    const isText = reading === UTF8_RUN ? utf8Length(p) !== 0 : gbkWeight(p) === 3 && gbkWeight(p + 2) === 3;
    if (!isText) continue;
    open(reading, textStart(text, run, at, i), place);
    readText(reading, to);
  }
}

/** Start of the ASCII text that ends where byte `i` of the block begins. */
function textStart(text: u64, run: f64, at: u32, i: u32): f64 {
  const before: u32 = i === 0 ? 0 : <u32>clz<u64>(~(text << (64 - i)));
  if (before < i) return base + <f64>(at + i - before);
  return run >= 0 ? run : base + <f64>at;
}

function findUnits(text: u64, zeros: u64, nextText: u64, nextZeros: u64, at: u32, to: u32): void {
  const little = text & ((zeros >> 1) | (nextZeros << 63));
  const big = zeros & ((text >> 1) | (nextText << 63));
  if ((little | big) === 0) return;
  const littles = inThrees(little, nextText & (nextZeros >> 1));
  const bigs = inThrees(big, nextZeros & (nextText >> 1));
  let places = littles | bigs;
  for (; places !== 0; places &= places - 1) {
    const i = <u32>ctz<u64>(places);
    const place = <i32>(at + i);
    if (load<f64>(UTF16_RUN, RUN_START) >= 0) return;
    if (place < standsAt(UTF16_RUN)) continue;
    const isBig = ((bigs >> i) & 1) !== 0;
    // Zeros on both sides: it can be read both ways, and the one at an even offset is it.
    if (isBig && (i & 1) !== 0 && isLittle(place + 1)) continue;
    openUnits(place, isBig);
    readUnits(to);
  }
}

function inThrees(units: u64, next: u64): u64 {
  return units & ((units >> 2) | (next << 62)) & ((units >> 4) | (next << 60));
}

/** After a big-endian three at `place − 1`, its last zero is all that a little-endian one still needs. */
function isLittle(place: i32): bool {
  return load<u8>(WINDOW + place + 5) === 0;
}

function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u64>(<u32>i8x16.bitmask(a)) | ((<u64>(<u32>i8x16.bitmask(b))) << 16);
  const high = <u64>(<u32>i8x16.bitmask(c)) | ((<u64>(<u32>i8x16.bitmask(d))) << 16);
  return low | (high << 32);
}

function printableMask(p: usize): u64 {
  return bits(
    printable(v128.load(p)),
    printable(v128.load(p, 16)),
    printable(v128.load(p, 32)),
    printable(v128.load(p, 48)),
  );
}

function printable(bytes: v128): v128 {
  const graphic = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x20)), i8x16.splat(0x5f));
  return v128.or(graphic, i8x16.eq(bytes, i8x16.splat(9)));
}

function zeroMask(p: usize): u64 {
  const zero = i8x16.splat(0);
  return bits(
    i8x16.eq(v128.load(p), zero),
    i8x16.eq(v128.load(p, 16), zero),
    i8x16.eq(v128.load(p, 32), zero),
    i8x16.eq(v128.load(p, 48), zero),
  );
}

/** Where a byte from C3 to F0 is followed by one from 80 to BF. */
function utf8Mask(p: usize): u64 {
  return bits(utf8Places(p), utf8Places(p + 16), utf8Places(p + 32), utf8Places(p + 48));
}

function utf8Places(p: usize): v128 {
  const lead = i8x16.lt_u(i8x16.sub(v128.load(p), i8x16.splat(<i8>0xc3)), i8x16.splat(0x2e));
  return v128.and(lead, i8x16.lt_s(v128.load(p, 1), i8x16.splat(-64)));
}

/** Where a byte from B0 to D7 is followed by one from A1 to FE: the common characters of GB 2312. */
function gbkMask(p: usize): u64 {
  return bits(gbkPlaces(p), gbkPlaces(p + 16), gbkPlaces(p + 32), gbkPlaces(p + 48));
}

function gbkPlaces(p: usize): v128 {
  const lead = i8x16.lt_u(i8x16.sub(v128.load(p), i8x16.splat(<i8>0xb0)), i8x16.splat(0x28));
  const trail = i8x16.lt_u(i8x16.sub(v128.load(p, 1), i8x16.splat(<i8>0xa1)), i8x16.splat(0x5e));
  return v128.and(lead, trail);
}
