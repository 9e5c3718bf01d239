/** Where things lie in the kernel's memory. The page with address 0 stays free: no pointer that is used is 0. */

/** Loads of sixteen bytes may reach so far behind what they are for. */
export const SLACK: u32 = 64;

/** The text; at most as long as a line may be, so that no line that is too long is ever taken. */
export const WINDOW_BYTES: u32 = 65_536;
export const WINDOW: u32 = 1024;

/** The learnt body and its mask; how large a body may be is told again in shared/parsers/smaps-layout.ts. */
const MAX_BODY_BYTES: u32 = 4096;
export const TEMPLATE: u32 = WINDOW + WINDOW_BYTES + SLACK;
export const MASK: u32 = TEMPLATE + MAX_BODY_BYTES + SLACK;

/** By number: its offset in the body, and that of its counter in `ROW_COUNTERS`; both u32. An even count, and at most as many as smaps-layout.ts says. */
export const NUMBER_PLACE_BYTES: u32 = 8;
const MAX_NUMBERS: u32 = 64;
export const NUMBERS: u32 = MASK + MAX_BODY_BYTES + SLACK;

/**
 * What is read: start, end, offset (u64), inode (f64), bits of the permissions, device, path, flags (u32; the last three are
 * numbers of texts), nine counters (i32, in kB) by `smapsFields`, a tenth that takes what is checked but not kept, remarks, and
 * where the block starts in the window (u32).
 */
export const ROW_END: u32 = 8;
export const ROW_OFFSET: u32 = 16;
export const ROW_INODE: u32 = 24;
export const ROW_MODE: u32 = 32;
export const ROW_DEVICE: u32 = 36;
export const ROW_PATH: u32 = 40;
export const ROW_FLAGS: u32 = 44;
export const ROW_COUNTERS: u32 = 48;
export const ROW_REMARKS: u32 = ROW_COUNTERS + 10 * 4;
export const ROW_BLOCK: u32 = ROW_REMARKS + 4;
export const ROW_BYTES: u32 = ROW_BLOCK + 4;
export const MAX_ROWS: u32 = 256;
export const ROWS: u32 = NUMBERS + MAX_NUMBERS * NUMBER_PLACE_BYTES + SLACK;

/** One more row than is given: the header behind the last block is read before that block is taken. */
export const TEXTS: u32 = ROWS + (MAX_ROWS + 1) * ROW_BYTES + SLACK;
