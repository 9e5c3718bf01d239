/** Sums over walked dumps, to the byte. */
import {
  chunkStates,
  type ChunkState,
  type HeapTotals,
  type StateTotal,
  type WalkedDump,
} from '#shared/domain/heap.ts';
import type { PageRun, PageState } from '#shared/domain/page-map.ts';

/** States of pages that take up memory. `read` was read without a look at the page table: taken as there. */
const residentStates: ReadonlySet<PageState> = new Set(['present', 'zero', 'read']);

/** Parts of a dump without memory behind them, by offset; sorted. */
interface Hole {
  readonly from: number;
  readonly to: number;
}

/** @param runs of the dump's page map; null where it has none */
export function totalsOf(dump: WalkedDump, runs: readonly PageRun[] | null): HeapTotals {
  const { chunks, segments, sizeBytes, overheadBytes } = dump;
  const holes = runs === null ? null : holesOf(runs, Number(dump.start));
  const sums = chunkStates.map(() => ({ count: 0, bytes: 0, resident: 0 }));
  let hole = 0;
  for (let row = 0; row < chunks.count; row++) {
    const sum = sums[chunks.states[row] ?? 0];
    const offset = chunks.offsets[row] ?? 0;
    const size = chunks.sizes[row] ?? 0;
    if (sum === undefined) continue;
    sum.count += 1;
    sum.bytes += size;
    if (holes === null) continue;
    while (hole < holes.length && (holes[hole]?.to ?? Infinity) <= offset) hole += 1;
    sum.resident += size - missingIn(holes, hole, offset, offset + size);
  }
  const chunkBytes = sums.reduce((sum, { bytes }) => sum + bytes, 0);
  const heapBytes =
    lengthOf(segments.map(({ offset, end }) => ({ from: offset, to: end }))) + headersOf(dump);
  return {
    residentBytes: holes === null ? null : sizeBytes - missingIn(holes, 0, 0, sizeBytes),
    ...{ sizeBytes, overheadBytes, states: statesOf(sums, holes !== null) },
    unwalkedBytes: heapBytes - chunkBytes - overheadBytes,
    outsideBytes: sizeBytes - heapBytes,
    guessedBytes: guessed(dump),
  };
}

function holesOf(runs: readonly PageRun[], start: number): Hole[] {
  return runs
    .filter(({ state }) => !residentStates.has(state))
    .map((run) => ({ from: Number(run.start) - start, to: Number(run.end) - start }));
}

/** Bytes of `[from, to)` in holes, of which those before `first` end before. */
function missingIn(holes: readonly Hole[], first: number, from: number, to: number): number {
  let missing = 0;
  for (let at = first; at < holes.length; at++) {
    const hole = holes[at];
    if (hole === undefined || hole.from >= to) break;
    missing += Math.max(0, Math.min(to, hole.to) - Math.max(from, hole.from));
  }
  return missing;
}

/** Segments of one heap may overlap where a guess follows: the union's length. */
function lengthOf(ranges: readonly Hole[]): number {
  let length = 0;
  let reached = -Infinity;
  for (const { from, to } of ranges.toSorted((one, other) => one.from - other.from)) {
    length += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return length;
}

/** heap_info and arena lie before the first chunk of a heap, fence-posts within. */
function headersOf({ segments, overheadBytes }: WalkedDump): number {
  return overheadBytes - segments.reduce((sum, { fenceBytes }) => sum + fenceBytes, 0);
}

function guessed({ segments, chunks }: WalkedDump): number {
  let bytes = 0;
  for (const { isGuess, firstChunk, endChunk } of segments) {
    if (!isGuess) continue;
    for (let row = firstChunk; row < endChunk; row++) bytes += chunks.sizes[row] ?? 0;
  }
  return bytes;
}

function statesOf(
  sums: readonly { count: number; bytes: number; resident: number }[],
  isKnown: boolean,
): Record<ChunkState, StateTotal> {
  const entries = chunkStates.map((name, code): [ChunkState, StateTotal] => {
    const { count, bytes, resident } = sums[code] ?? { count: 0, bytes: 0, resident: 0 };
    return [name, { count, bytes, residentBytes: isKnown ? resident : null }];
  });
  return Object.fromEntries(entries) as Record<ChunkState, StateTotal>;
}

/** Of several dumps together. */
export function sumTotals(all: readonly HeapTotals[]): HeapTotals {
  const sum = (pick: (totals: HeapTotals) => number) =>
    all.reduce((bytes, totals) => bytes + pick(totals), 0);
  const states = chunkStates.map((name): [ChunkState, StateTotal] => [
    name,
    {
      count: sum(({ states: { [name]: state } }) => state.count),
      bytes: sum(({ states: { [name]: state } }) => state.bytes),
      residentBytes: all.some(({ states: { [name]: state } }) => state.residentBytes === null)
        ? null
        : sum(({ states: { [name]: state } }) => state.residentBytes ?? 0),
    },
  ]);
  return {
    sizeBytes: sum(({ sizeBytes }) => sizeBytes),
    residentBytes: all.some(({ residentBytes }) => residentBytes === null)
      ? null
      : sum(({ residentBytes }) => residentBytes ?? 0),
    states: Object.fromEntries(states) as Record<ChunkState, StateTotal>,
    overheadBytes: sum(({ overheadBytes }) => overheadBytes),
    unwalkedBytes: sum(({ unwalkedBytes }) => unwalkedBytes),
    outsideBytes: sum(({ outsideBytes }) => outsideBytes),
    guessedBytes: sum(({ guessedBytes }) => guessedBytes),
  };
}
