/** What the bytes of one dump look like, counted in a thread of its own. */
import { noOtherHeaps } from '#shared/analysis/heap/walk-process.ts';
import type { ArtifactId } from '#shared/domain/evidence.ts';
import type { DumpStats } from '#shared/domain/dump-stats.ts';
import { processOfDump } from './dump-with-others.ts';
import { runDumpWorker } from './run-dump-worker.ts';
import { loadShared, type CaseNow } from './shared-dumps.ts';

/** @throws input.unknown-artifact, input.too-large, job.cancelled */
export async function statsOfDump(
  caseNow: CaseNow,
  dump: ArtifactId,
  signal: AbortSignal | undefined,
): Promise<DumpStats> {
  const { artifact, process } = processOfDump(caseNow(), dump);
  const maps = caseNow()
    .artifactsOf(process.snapshot.id)
    .filter(({ kind }) => kind === 'page-map');
  const shared = await loadShared(caseNow, artifact, maps, signal);
  const answer = await runDumpWorker(
    { task: 'stats', dumps: [shared], other: noOtherHeaps, wanted: 0 },
    signal,
  );
  if (answer === undefined) throw new Error('The dump is none of those that were read.');
  return answer;
}
