/** Where things lie in the kernel's memory, and what goes from one window to the next. */

/** Bytes before the window that a UTF-16 string may reach back to; whoever fills the window gives them too. */
export const HISTORY: u32 = 128;
export const WINDOW: u32 = 4096;
export const WINDOW_BYTES: u32 = 1 << 20;
/** Bytes behind the window, which must be those that follow, or zeros at the end of all. */
export const SLACK: u32 = 128;

/** What was found, column by column: f64, u32, u8. */
export const MAX_ROWS: u32 = 16_384;
export const OFFSETS: u32 = WINDOW + WINDOW_BYTES + SLACK;
export const LENGTHS: u32 = OFFSETS + MAX_ROWS * 8;
export const ENCODINGS: u32 = LENGTHS + MAX_ROWS * 4;

/** Encodings as shared/domain/strings.ts numbers them. */
export const ASCII: u8 = 0;
export const UTF8: u8 = 1;
export const UTF16LE: u8 = 2;
export const UTF16BE: u8 = 3;
export const GBK: u8 = 4;

export const LEAST_BYTES: u32 = 6;

/**
 * A scan's own numbers, kept here so that one kernel can serve several scans: whoever scans saves `STATE_BYTES` from here
 * and puts them back. All f64, offsets from the start of everything; −1 is none.
 */
export const STATE: u32 = 1024;
/** Start of the ASCII text that is open. */
export const RUN: u32 = STATE;
/** Of each of the other readings: start (−1: closed), how far it has come, its weight or units. */
export const UTF8_RUN: u32 = STATE + 8;
export const GBK_RUN: u32 = STATE + 32;
export const UTF16_RUN: u32 = STATE + 56;
export const UTF16_IS_BIG: u32 = STATE + 80;
export const STATE_BYTES: u32 = 88;

export const RUN_START: u32 = 0;
export const RUN_AT: u32 = 8;
export const RUN_WEIGHT: u32 = 16;

/** Offset of the window's first byte. */
export let base: f64 = 0;
export let rowCount: u32 = 0;

export function setBase(offset: f64): void {
  base = offset;
}

export function clearRows(): void {
  rowCount = 0;
}

/** There is room: `MAX_ROWS` is looked at once per block, with what a block can give at most. */
export function emit(start: f64, length: f64, encoding: u8): void {
  store<f64>(OFFSETS + rowCount * 8, start);
  store<u32>(LENGTHS + rowCount * 4, <u32>length);
  store<u8>(ENCODINGS + rowCount, encoding);
  rowCount += 1;
}
