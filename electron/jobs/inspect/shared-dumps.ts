/** Dumps of a case as memory that threads share: all of their bytes at once, so that lists may lead anywhere. */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '#shared/errors/app-error.ts';
import type { Artifact, ArtifactId } from '#shared/domain/evidence.ts';
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { PageRun, PageState } from '#shared/domain/page-map.ts';
import { parseAddress } from '#shared/units/address.ts';
import { MiB } from '#shared/units/bytes.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { mapOf } from '../dump/list-dumps.ts';

/** Larger dumps are not read whole: they would not fit beside the others. */
export const MOST_DUMP_BYTES = 1024 * MiB;
/** Read between two turns of others. */
const TURN_BYTES = 4 * MiB;

export interface SharedDump {
  readonly artifact: ArtifactId;
  readonly pageMap: ArtifactId | null;
  readonly start: bigint;
  readonly bytes: SharedArrayBuffer;
  readonly runs: readonly PageRun[] | null;
}

export interface OpenedDump extends Omit<SharedDump, 'bytes'>, MemoryReader {
  /** Of the page with the byte at an offset. */
  readonly pageIsThere: (offset: number) => boolean;
}

/** The case as it is open now: for reading, then perhaps for writing, which makes it another file handle. */
export type CaseNow = () => ReadableCase;

/**
 * @param maps the page maps of the dump's snapshot
 * @throws job.cancelled
 */
export async function loadShared(
  caseNow: CaseNow,
  artifact: Artifact,
  maps: readonly Artifact[],
  signal: AbortSignal | undefined,
): Promise<SharedDump> {
  const bytes = new SharedArrayBuffer(artifact.sizeBytes);
  const view = new Uint8Array(bytes);
  const found = mapOf(caseNow(), artifact, maps);
  for (let at = 0; at < artifact.sizeBytes; at += TURN_BYTES) {
    view.set(caseNow().readBytes(artifact.id, at, Math.min(TURN_BYTES, artifact.sizeBytes - at)), at);
    await setImmediate();
    if (signal?.aborted === true) throw cancelled();
  }
  const start = parseAddress(artifact.baseAddress ?? '') ?? 0n;
  return {
    ...{ artifact: artifact.id, pageMap: found?.artifact.id ?? null },
    ...{ start, bytes, runs: found?.map.runs ?? null },
  };
}

export function openShared({ bytes, ...dump }: SharedDump): OpenedDump {
  const { start, runs } = dump;
  return {
    ...{ ...dump, sizeBytes: bytes.byteLength },
    read: (offset, length) =>
      new Uint8Array(bytes, offset, Math.max(0, Math.min(length, bytes.byteLength - offset))),
    pageIsThere: runs === null ? () => true : pagesOf(runs, start),
  };
}

/** States of pages whose bytes in the dump are the process's. */
const there: ReadonlySet<PageState> = new Set(['present', 'zero', 'read', 'absent']);
/** Of those, the ones that were read. */
const read: ReadonlySet<PageState> = new Set(['present', 'zero', 'read']);

/** Whether the byte of an offset was read; all are where no page map tells. */
export function knownPages({ runs, start }: OpenedDump): (offset: number) => boolean {
  return runs === null ? () => true : pagesOf(runs, start, read);
}

/** Whether the byte of an offset lies on a page whose bytes are in the dump. */
export function pagesOf(
  runs: readonly PageRun[],
  start: bigint,
  wanted: ReadonlySet<PageState> = there,
): (offset: number) => boolean {
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
    return state !== undefined && wanted.has(state);
  };
}

export function cancelled(): AppError {
  return new AppError('job.cancelled', 'Cancelled; nothing was changed.');
}
