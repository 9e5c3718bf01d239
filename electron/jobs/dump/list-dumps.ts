/** The dumps of a case with what their page maps say, and those that have not arrived in full. */
import type { DumpList } from '#shared/contract/dumps.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import type { PageMap } from '#shared/domain/page-map.ts';
import { MiB } from '#shared/units/bytes.ts';
import { bytesByState, parsePageMap, tornWindowMs } from '#shared/parsers/page-map.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { decodeUtf8 } from '../text-encoding.ts';
import { parseStagedDetail } from './staged-region.ts';

/** A map of a region with a million runs; longer ones are not read. */
const MOST_MAP_BYTES = 64 * MiB;

export function listDumps(file: ReadableCase): DumpList {
  const artifacts = file.artifacts();
  const maps = artifacts.filter(({ kind }) => kind === 'page-map');
  const dumps = artifacts
    .filter(({ kind }) => kind === 'dump')
    .map((artifact) => {
      const found = mapOf(file, artifact, maps);
      return {
        artifact,
        process: processOf(file, artifact),
        pageMap: found?.artifact.id ?? null,
        isComplete: found?.map.isComplete ?? null,
        bytesByState: found === undefined ? null : bytesByState(found.map.runs),
        tornMs: found === undefined ? null : tornWindowMs(found.map),
      };
    });
  return { dumps, staged: stagedOf(file) };
}

/** Its name, as far as the dump or the process list of its snapshot tells it. */
export function processOf(file: ReadableCase, { process, snapshotId, pid }: Artifact): string | null {
  if (process !== null || pid === null) return process;
  return (
    file
      .snapshotReader(snapshotId)
      .processes()
      .find((one) => one.pid === pid)?.name ?? null
  );
}

/** The map that names the dump's hash, of the same snapshot, process and address. */
export function mapOf(
  file: ReadableCase,
  dump: Artifact,
  maps: readonly Artifact[],
): { artifact: Artifact; map: PageMap } | undefined {
  for (const artifact of maps) {
    const { snapshotId, pid, baseAddress, sizeBytes } = artifact;
    if (snapshotId !== dump.snapshotId || pid !== dump.pid || baseAddress !== dump.baseAddress) continue;
    if (sizeBytes > MOST_MAP_BYTES) continue;
    const map = parsePageMap(decodeUtf8(file.readBytes(artifact.id, 0, sizeBytes)));
    if (map?.dumpSha256 === dump.sha256) return { artifact, map };
  }
  return undefined;
}

function stagedOf(file: ReadableCase): DumpList['staged'] {
  return file.stagedDumps().flatMap(({ id, sizeBytes, pieceBytes, detail }) => {
    const known = parseStagedDetail(detail);
    if (known === undefined) return [];
    const arrivedBytes = file
      .stagedPieces(id)
      .reduce((sum, { ordinal }) => sum + Math.min(pieceBytes, sizeBytes - ordinal * pieceBytes), 0);
    const { target, pid, process, region } = known;
    return [{ target, pid, process, start: region.start, end: region.end, arrivedBytes, sizeBytes }];
  });
}
