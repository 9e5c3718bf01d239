/** What the page map of a dump says, by offset: which of its bytes the process had, and which nobody read. */
import type { DumpPages } from '#shared/contract/dumps.ts';
import type { ArtifactId } from '#shared/domain/evidence.ts';
import type { PageRun } from '#shared/domain/page-map.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { parseAddress, type Address } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { mapOf, processOf } from './list-dumps.ts';

/** @throws input.unknown-artifact where `dump` is no dump of the case */
export function pagesOfDump(file: ReadableCase, dump: ArtifactId): DumpPages {
  const artifact = file.artifact(dump);
  if (artifact.kind !== 'dump') {
    throw new AppError('input.unknown-artifact', 'That evidence is no dump of memory.', { artifact: dump });
  }
  const maps = file.artifactsOf(artifact.snapshotId).filter(({ kind }) => kind === 'page-map');
  const found = mapOf(file, artifact, maps);
  const start = parseAddress(artifact.baseAddress ?? '') ?? 0n;
  return {
    artifact,
    process: processOf(file, artifact),
    pageMap: found?.artifact.id ?? null,
    runs: found === undefined ? [] : offsetsOf(found.map.runs, start, artifact.sizeBytes),
  };
}

/** Runs without a gap from 0 to the end; what the map leaves out was not fetched. */
function offsetsOf(runs: readonly PageRun[], base: Address, sizeBytes: Bytes): DumpPages['runs'] {
  const out: DumpPages['runs'] = [];
  let at = 0;
  const add = (end: number, state: PageRun['state']) => {
    if (end > at) out.push({ offset: at, length: end - at, state });
    at = Math.max(at, end);
  };
  for (const { start, end, state } of runs) {
    add(Math.min(sizeBytes, Number(start - base)), 'not-fetched');
    add(Math.min(sizeBytes, Number(end - base)), state);
  }
  add(sizeBytes, 'not-fetched');
  return out;
}
