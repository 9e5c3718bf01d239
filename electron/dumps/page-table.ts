/**
 * /proc/PID/pagemap: 8 bytes per page, little-endian on every machine that we meet (fs/proc/task_mmu.c,
 * Documentation/admin-guide/mm/pagemap.rst). Without CAP_SYS_ADMIN the frame numbers are zero; these bits stay.
 */
import { pageStates } from '#shared/domain/page-map.ts';
import type { PageRun, PageState } from '#shared/domain/page-map.ts';
import type { Address } from '#shared/units/address.ts';

export const ENTRY_BYTES = 8;

/** Bit 63, in the last byte of an entry. */
const PRESENT = 0x80;
/** Bit 62. */
const SWAPPED = 0x40;

/** One byte per page: the position of its state in `pageStates`. */
export type PageStates = Uint8Array;

export const stateCode = Object.fromEntries(pageStates.map((state, code) => [state, code])) as Record<
  PageState,
  number
>;

/** `present` here means: to be read. */
export function statesOf(entries: Uint8Array): PageStates {
  const states = new Uint8Array(entries.length / ENTRY_BYTES);
  for (let page = 0; page < states.length; page += 1) {
    const high = entries[page * ENTRY_BYTES + 7] ?? 0;
    states[page] =
      (high & PRESENT) !== 0
        ? stateCode.present
        : (high & SWAPPED) !== 0
          ? stateCode.swapped
          : stateCode.absent;
  }
  return states;
}

/** Pages in a row, counted from the start of `states`. */
export interface Pages {
  readonly first: number;
  readonly count: number;
}

/** Rows of pages of one state. */
export function pagesIn(states: PageStates, code: number): Pages[] {
  const found: Pages[] = [];
  for (let page = states.indexOf(code); page >= 0; page = states.indexOf(code, page)) {
    const first = page;
    while (page < states.length && states[page] === code) page += 1;
    found.push({ first, count: page - first });
    if (page >= states.length) break;
  }
  return found;
}

/** States as runs of addresses. */
export function runsOf(states: PageStates, start: Address, pageBytes: number): PageRun[] {
  const runs: PageRun[] = [];
  const at = (page: number) => start + BigInt(page) * BigInt(pageBytes);
  for (let page = 0; page < states.length;) {
    const code = states[page] ?? 0;
    const first = page;
    while (page < states.length && states[page] === code) page += 1;
    runs.push({ start: at(first), end: at(page), state: pageStates[code] ?? 'not-fetched' });
  }
  return runs;
}

/** Pages that were read and hold nothing but zeros become `zero`. */
export function markZeroPages(states: PageStates, bytes: Buffer, pageBytes: number): void {
  const zeros = Buffer.alloc(pageBytes);
  for (let page = 0; page < states.length; page += 1) {
    if (states[page] !== stateCode.present) continue;
    const start = page * pageBytes;
    if (bytes[start] === 0 && bytes.compare(zeros, 0, pageBytes, start, start + pageBytes) === 0) {
      states[page] = stateCode.zero;
    }
  }
}

/** A range of pages as blocks for dd: the largest block of at most 4 KiB that both ends are a multiple of. */
export function blocksOf(
  firstPage: bigint,
  pages: number,
): { blockBytes: number; skip: bigint; count: number } {
  let blockBytes = 4096;
  const offset = firstPage * BigInt(ENTRY_BYTES);
  const length = pages * ENTRY_BYTES;
  while (offset % BigInt(blockBytes) !== 0n || length % blockBytes !== 0) blockBytes /= 2;
  return { blockBytes, skip: offset / BigInt(blockBytes), count: length / blockBytes };
}
