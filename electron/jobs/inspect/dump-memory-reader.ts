/** A dump of a case as memory: all of its bytes at once, so that lists may lead anywhere. */
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import type { PageRun } from '#shared/domain/page-map.ts';
import { parseAddress } from '#shared/units/address.ts';
import { MiB } from '#shared/units/bytes.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { mapOf } from '../dump/list-dumps.ts';

/** Larger dumps are not read whole: they would not fit beside the others. */
export const MOST_DUMP_BYTES = 1024 * MiB;

export interface LoadedDump extends MemoryReader {
  readonly artifact: Artifact;
  readonly pageMap: Artifact | null;
  readonly runs: readonly PageRun[] | null;
  readonly pageIsThere: (offset: number) => boolean;
}

/** @param maps the page maps of the dump's snapshot */
export function loadDump(file: ReadableCase, artifact: Artifact, maps: readonly Artifact[]): LoadedDump {
  const bytes = Buffer.alloc(artifact.sizeBytes);
  let at = 0;
  for (const chunk of file.chunks(artifact.id)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  const start = parseAddress(artifact.baseAddress ?? '') ?? 0n;
  const found = mapOf(file, artifact, maps);
  const runs = found?.map.runs ?? null;
  return {
    ...{ artifact, pageMap: found?.artifact ?? null, runs, start, sizeBytes: bytes.length },
    read: (offset, length) => bytes.subarray(offset, offset + length),
    pageIsThere: runs === null ? () => true : pagesOf(runs, start),
  };
}

/** States of pages whose bytes in the dump are the process's. */
const there = new Set(['present', 'zero', 'read', 'absent']);

/** Whether the byte of an offset lies on a page whose bytes are in the dump. */
export function pagesOf(runs: readonly PageRun[], start: bigint): (offset: number) => boolean {
  const ends = runs.map(({ end }) => Number(end - start));
  return (offset) => {
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    const state = runs[low]?.state;
    return state !== undefined && there.has(state);
  };
}
