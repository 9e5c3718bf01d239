/** What malloc_trim(3) would give back of a walked dump, as glibc does it (malloc.c, mtrim and systrim). */
import { chunkStates, type WalkedDump } from '#shared/domain/heap.ts';
import type { PageRun, PageState } from '#shared/domain/page-map.ts';
import type { Bytes } from '#shared/units/bytes.ts';

const PAGE = 4096;
/** Of a freed chunk, its header and the pointers of large bins stay (struct malloc_chunk). */
const KEPT = 48;
/** Of the main heap's end. */
const KEPT_OF_TOP = 33;
const FREE = chunkStates.indexOf('free');
const TOP = chunkStates.indexOf('top');

/** States of pages that take up memory, as in `heap-totals.ts`. */
const residentStates: ReadonlySet<PageState> = new Set(['present', 'zero', 'read']);

/**
 * Whole pages in freed chunks and at the end of the main heap; a thread's heap keeps its end.
 * @param runs of the dump's page map; null where it has none, so that all pages count as there
 */
export function trimmableBytes(
  { chunks, segments, start }: WalkedDump,
  runs: readonly PageRun[] | null,
): Bytes {
  const shift = Number(start % BigInt(PAGE));
  const there = runs === null ? null : residentRanges(runs, Number(start));
  let bytes = 0;
  for (const { kind, firstChunk, endChunk } of segments) {
    for (let row = firstChunk; row < endChunk; row++) {
      const state = chunks.states[row];
      if (state !== FREE && !(state === TOP && kind === 'main')) continue;
      const offset = chunks.offsets[row] ?? 0;
      const kept = state === TOP ? KEPT_OF_TOP : KEPT;
      const from = Math.ceil((shift + offset + kept) / PAGE) * PAGE - shift;
      const to = Math.floor((shift + offset + (chunks.sizes[row] ?? 0)) / PAGE) * PAGE - shift;
      if (to > from) bytes += there === null ? to - from : overlap(there, from, to);
    }
  }
  return bytes;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function residentRanges(runs: readonly PageRun[], start: number): Range[] {
  return runs
    .filter(({ state }) => residentStates.has(state))
    .map((run) => ({ from: Number(run.start) - start, to: Number(run.end) - start }));
}

/** Bytes of `[from, to)` in ranges that are sorted and do not overlap. */
function overlap(ranges: readonly Range[], from: number, to: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.to ?? Infinity) <= from) low = middle + 1;
    else high = middle;
  }
  let bytes = 0;
  for (let at = low; at < ranges.length; at++) {
    const range = ranges[at];
    if (range === undefined || range.from >= to) break;
    bytes += Math.min(to, range.to) - Math.max(from, range.from);
  }
  return bytes;
}
