/** Readings that go on from character to character: from where a block showed one to its end, or to that of the window. */
import { gbkWeight, isPrintable, isUnit, unitAt, utf8Length } from './characters';
import {
  GBK,
  GBK_RUN,
  HISTORY,
  LEAST_BYTES,
  RUN_AT,
  RUN_START,
  RUN_WEIGHT,
  UTF16BE,
  UTF16LE,
  UTF16_IS_BIG,
  UTF16_RUN,
  UTF8,
  UTF8_RUN,
  WINDOW,
  base,
  emit,
} from './memory';

/** Bits for text against chance from which a string is kept, and what a zero behind it adds. */
const LEAST_WEIGHT: i32 = 16;
const ZERO_WEIGHT: i32 = 4;
const LEAST_UNITS: u32 = 6;
/** So many units in a row whose bytes are both printable ASCII are ASCII. */
const ASCII_UNITS: i32 = 4;

/** Where a reading stands, as an offset in the window. */
export function standsAt(run: u32): i32 {
  return <i32>(load<f64>(run, RUN_AT) - base);
}

export function open(run: u32, start: f64, at: i32): void {
  store<f64>(run, start, RUN_START);
  store<f64>(run, base + <f64>at, RUN_AT);
  store<f64>(run, 0, RUN_WEIGHT);
}

/** Goes on with text of more bytes than one per character, as far as `to`. */
export function readText(run: u32, to: i32): void {
  const start = load<f64>(run, RUN_START);
  if (start < 0) return;
  let weight = <i32>load<f64>(run, RUN_WEIGHT);
  let p: usize = WINDOW + standsAt(run);
  const end: usize = WINDOW + to;
  const isUtf8 = run === UTF8_RUN;
  while (p < end) {
    if (isPrintable(load<u8>(p))) {
      p += 1;
    } else if (isUtf8) {
      const length = utf8Length(p);
      if (length === 0) break;
      weight += length === 2 ? 4 : 8;
      p += length;
    } else {
      const more = gbkWeight(p);
      if (more === 0) break;
      weight += more;
      p += 2;
    }
  }
  const at = base + <f64>(p - WINDOW);
  store<f64>(run, at, RUN_AT);
  store<f64>(run, <f64>weight, RUN_WEIGHT);
  if (p >= end) return;
  if (load<u8>(p) === 0) weight += ZERO_WEIGHT;
  if (weight >= LEAST_WEIGHT && at - start >= <f64>LEAST_BYTES) emit(start, at - start, isUtf8 ? UTF8 : GBK);
  store<f64>(run, -1, RUN_START);
}

/** A block showed three units of ASCII at `at`: units before them belong to it too, as far as is remembered. */
export function openUnits(at: i32, isBig: bool): void {
  const least = max(standsAt(UTF16_RUN), at - <i32>HISTORY);
  let from = at;
  let ascii: i32 = 0;
  while (from - 2 >= least && ascii < ASCII_UNITS && isUnit(unitAt(WINDOW + from - 2, isBig))) {
    from -= 2;
    ascii = isAsciiPair(WINDOW + from) ? ascii + 1 : 0;
  }
  if (ascii === ASCII_UNITS) from += 2 * ASCII_UNITS;
  open(UTF16_RUN, base + <f64>from, at);
  store<f64>(UTF16_RUN, isBig ? 1 : 0, UTF16_IS_BIG - UTF16_RUN);
}

export function readUnits(to: i32): void {
  const start = load<f64>(UTF16_RUN, RUN_START);
  if (start < 0) return;
  const isBig = load<f64>(UTF16_IS_BIG) !== 0;
  let ascii = <i32>load<f64>(UTF16_RUN, RUN_WEIGHT);
  let p: usize = WINDOW + standsAt(UTF16_RUN);
  const end: usize = WINDOW + to;
  while (p < end && ascii < ASCII_UNITS && isUnit(unitAt(p, isBig))) {
    ascii = isAsciiPair(p) ? ascii + 1 : 0;
    p += 2;
  }
  if (ascii === ASCII_UNITS) p -= 2 * ASCII_UNITS;
  const at = base + <f64>(<i32>(p - WINDOW));
  store<f64>(UTF16_RUN, at, RUN_AT);
  store<f64>(UTF16_RUN, <f64>ascii, RUN_WEIGHT);
  if (p >= end && ascii < ASCII_UNITS) return;
  if (at - start >= <f64>(2 * LEAST_UNITS)) emit(start, at - start, isBig ? UTF16BE : UTF16LE);
  store<f64>(UTF16_RUN, -1, RUN_START);
}

function isAsciiPair(p: usize): bool {
  return isPrintable(load<u8>(p)) && isPrintable(load<u8>(p, 1));
}
