/** Where the chunks of one dump lie, and the whole of it in a strip; worked out in a thread of its own. */
import { chunkAt } from '#shared/analysis/heap/chunk-at.ts';
import type { DumpChunks } from '#shared/contract/inside.ts';
import type { ArtifactId } from '#shared/domain/evidence.ts';
import { chunkStates } from '#shared/domain/heap.ts';
import { processOfDump, sharedWith } from './dump-with-others.ts';
import type { LayoutAnswer } from './dump-worker.ts';
import { runDumpWorker } from './run-dump-worker.ts';
import type { CaseNow } from './shared-dumps.ts';

/** @throws input.unknown-artifact, input.too-large, job.cancelled */
export async function layoutOfDump(
  caseNow: CaseNow,
  dump: ArtifactId,
  signal?: AbortSignal,
): Promise<LayoutAnswer> {
  const { artifact, process } = processOfDump(caseNow(), dump);
  const shared = await sharedWith(caseNow, process, artifact, signal);
  const answer = await runDumpWorker({ task: 'layout', ...shared }, signal);
  if (answer === undefined) throw new Error('The dump is none of those that were read.');
  return answer;
}

/** The chunks that touch `[offset, offset + length)`, in the order of address. */
export function chunksWithin({ refusal, chunks }: LayoutAnswer, offset: number, length: number): DumpChunks {
  const found: DumpChunks['chunks'] = [];
  for (let row = firstTouching(chunks, offset); row < chunks.count; row += 1) {
    const start = chunks.offsets[row] ?? 0;
    if (start >= offset + length) break;
    const state = chunkStates[chunks.states[row] ?? -1];
    if (state !== undefined) found.push({ offset: start, size: chunks.sizes[row] ?? 0, state });
  }
  return { refusal, chunks: found };
}

function firstTouching(chunks: LayoutAnswer['chunks'], offset: number): number {
  const holding = chunkAt(chunks, offset);
  if (holding >= 0) return holding;
  let low = 0;
  let high = chunks.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunks.offsets[middle] ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
