/** Texts that come again and again (paths, devices, flags) get numbers, so that each is decoded once. */
import { MAX_ROWS, SLACK, TEXTS, WINDOW_BYTES } from './memory';

/** Number of no text. */
export const NO_TEXT: u32 = 0;

/** Slots of the hash table, each with the number of a text (u16) or 0. More than twice as many as texts are kept. */
const SLOT_BITS: u32 = 14;
const SLOTS: u32 = 1 << SLOT_BITS;
const SLOTS_AT: u32 = TEXTS;

/** By number: where the text lies and its length, both u32. */
export const TEXT_PLACES: u32 = SLOTS_AT + SLOTS * 2;
const MAX_TEXTS: u32 = 6144;
const BYTES_AT: u32 = TEXT_PLACES + (MAX_TEXTS + 1) * 8;

/** Device, path and flags of each row; no byte of the window is part of two texts. */
const TEXTS_OF_A_WINDOW: u32 = 3 * (MAX_ROWS + 1);
const BYTES_OF_A_WINDOW: usize = WINDOW_BYTES + SLACK;

/** Behind the text that was looked up last. */
export let textEnd: usize = 0;
/** How often all texts were forgotten: numbers of before mean nothing then. */
export let timesForgotten: u32 = 0;
let textCount: u32 = 0;
let bytesEnd: usize = BYTES_AT;

/** Forgets the texts where there may be too little room for those of one more window. */
export function makeRoom(): void {
  const bytesLeft = ((<usize>memory.size()) << 16) - bytesEnd;
  if (textCount + TEXTS_OF_A_WINDOW > MAX_TEXTS || bytesLeft < BYTES_OF_A_WINDOW) forgetTexts();
}

export function forgetTexts(): void {
  memory.fill(SLOTS_AT, 0, SLOTS * 2);
  textCount = 0;
  bytesEnd = BYTES_AT;
  timesForgotten += 1;
}

/** Of sixteen bits: how many are set in a row from the lowest on. */
export function countFirst(bits: u32): u32 {
  return ctz<u32>(~bits);
}

/** Number of the text from `at` to the byte `stop`; `NO_TEXT` where there is another byte below `least`, or beyond ASCII. */
export function intern(at: usize, least: u8, stop: u8): u32 {
  const span = i8x16.splat(<i8>(0x7f - least));
  let end = at;
  let hash: u64 = 0;
  let chunk: v128;
  let plain: u32;
  for (;;) {
    chunk = v128.load(end);
    plain = countFirst(i8x16.bitmask(i8x16.lt_u(i8x16.sub(chunk, i8x16.splat(<i8>least)), span)));
    if (plain < 16) break;
    hash = mix(hash, chunk);
    end += 16;
  }
  hash = mix(hash, v128.and(chunk, firstBytes(plain)));
  end += plain;
  if (load<u8>(end) !== stop) return NO_TEXT;
  textEnd = end;
  return find(at, <u32>(end - at), <u32>(hash >> (64 - SLOT_BITS)));
}

function mix(hash: u64, chunk: v128): u64 {
  const first = (hash ^ <u64>i64x2.extract_lane(chunk, 0)) * 0x9e3779b97f4a7c15;
  return (rotr<u64>(first, 29) ^ <u64>i64x2.extract_lane(chunk, 1)) * 0xbf58476d1ce4e5b9;
}

function find(at: usize, length: u32, first: u32): u32 {
  let slot = first;
  let number = numberIn(slot);
  while (number !== NO_TEXT) {
    const place = TEXT_PLACES + number * 8;
    if (load<u32>(place, 4) === length && isSame(at, load<u32>(place), length)) return number;
    slot = (slot + 1) & (SLOTS - 1);
    number = numberIn(slot);
  }
  return add(at, length, slot);
}

function numberIn(slot: u32): u32 {
  return load<u16>(SLOTS_AT + slot * 2);
}

function isSame(at: usize, other: usize, length: u32): bool {
  for (; length > 16; length -= 16, at += 16, other += 16) {
    if (v128.any_true(v128.xor(v128.load(at), v128.load(other)))) return false;
  }
  const difference = v128.xor(v128.load(at), v128.load(other));
  return !v128.any_true(v128.and(difference, firstBytes(length)));
}

/** There is room for it: see `makeRoom`. */
function add(at: usize, length: u32, slot: u32): u32 {
  textCount += 1;
  store<u16>(SLOTS_AT + slot * 2, textCount);
  store<u32>(TEXT_PLACES + textCount * 8, bytesEnd);
  store<u32>(TEXT_PLACES + textCount * 8, length, 4);
  memory.copy(bytesEnd, at, length);
  bytesEnd += length;
  return textCount;
}

/** Ones in the first `count` of sixteen bytes. */
function firstBytes(count: u32): v128 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.lt_u(lanes, i8x16.splat(<i8>count));
}
