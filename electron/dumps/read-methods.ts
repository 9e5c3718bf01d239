/** How pages are read under a guard: in slices while the process is stopped, or by gdb. */
import { MiB } from '#shared/units/bytes.ts';
import type { Pages } from './page-table.ts';
import type { ReadMethod } from './piece-fetcher.ts';
import { SLICE_BYTES } from './preflight.ts';

/** Longest stop that is aimed at. */
const GOAL_MS = 50;
/** Each run is a process of its own on the target while ours is stopped. */
const MOST_RUNS = 16;
const LEAST_BYTES = MiB / 4;

export interface StopLog {
  count: number;
  longestMs: number;
}

/** SIGSTOP, dd to tmpfs, SIGCONT. A slice that took too long makes the next ones smaller. */
export function slicesMethod(stops: StopLog): ReadMethod {
  let sliceBytes = 4 * MiB;
  return {
    batches: (runs, pageBytes) => cut(runs, Math.max(1, Math.floor(sliceBytes / pageBytes)), MOST_RUNS),
    line: lineOf('slice'),
    onStop: (ms, bytes) => {
      note(stops, ms);
      if (ms > GOAL_MS) sliceBytes = Math.max(LEAST_BYTES, sliceBytes / 2);
      else if (ms * 2 < GOAL_MS && bytes * 2 > sliceBytes) sliceBytes = Math.min(SLICE_BYTES, sliceBytes * 2);
    },
  };
}

/** One attach for each slice, or for each region. */
export function gdbMethod(stops: StopLog, isWhole: boolean): ReadMethod {
  return {
    batches: (runs, pageBytes) =>
      isWhole ? [[...runs]].filter((batch) => batch.length > 0) : cut(runs, SLICE_BYTES / pageBytes, 256),
    line: lineOf('trace'),
    onStop: (ms) => note(stops, ms),
  };
}

function note(stops: StopLog, ms: number): void {
  stops.count += 1;
  stops.longestMs = Math.max(stops.longestMs, ms);
}

function lineOf(verb: string): ReadMethod['line'] {
  return (id, runs) => `${verb} ${id} ${runs.map(({ first, count }) => `${first} ${count}`).join(' ')}`;
}

/** Batches of at most so many pages and runs; a run that is longer is cut. */
export function cut(runs: readonly Pages[], mostPages: number, mostRuns: number): Pages[][] {
  const batches: Pages[][] = [];
  let room = 0;
  for (const run of runs) {
    for (let first = run.first, left = run.count; left > 0;) {
      const last = batches.at(-1);
      if (last === undefined || room === 0 || last.length >= mostRuns) {
        batches.push([]);
        room = mostPages;
      }
      const count = Math.min(room, left);
      batches.at(-1)?.push({ first, count });
      first += count;
      left -= count;
      room -= count;
    }
  }
  return batches;
}
