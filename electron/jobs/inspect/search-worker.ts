/** A thread that looks through dumps, each from front to back, and tells what it finds as it goes. */
import { parentPort, workerData } from 'node:worker_threads';
import { chunkAt } from '#shared/analysis/heap/chunk-at.ts';
import { walkProcess } from '#shared/analysis/heap/walk-process.ts';
import type { CaseSearchHit, SearchRequest } from '#shared/contract/search.ts';
import type { Artifact, ArtifactId } from '#shared/domain/evidence.ts';
import { chunkStates, type ChunkTable, type MemoryReader } from '#shared/domain/heap.ts';
import type { SearchHit } from '#shared/domain/search.ts';
import { toAddressText } from '#shared/units/address.ts';
import { askAndWait, type AskingEnd } from './ask-and-wait.ts';
import { compileSearch } from './compile-search.ts';
import type { ProcessDumps } from './dump-worker.ts';
import { hitExcerpt } from './hit-excerpt.ts';
import { openShared } from './shared-dumps.ts';
import { storedMemory } from './stored-memory.ts';

export interface SearchTask {
  readonly request: Pick<SearchRequest, 'kind' | 'pattern' | 'ignoreCase' | 'limit'>;
  readonly dumps: readonly Pick<Artifact, 'id' | 'sizeBytes' | 'baseAddress'>[];
  readonly asking: AskingEnd;
}

/** Bytes of a dump, or all dumps that help to tell what is alive in one. */
export type SearchQuestion =
  | { readonly ask: 'bytes'; readonly dump: ArtifactId; readonly offset: number; readonly length: number }
  | { readonly ask: 'process'; readonly dump: ArtifactId };
/** Null where its process is too large to be read whole. */
export type ProcessAnswer = (ProcessDumps & { readonly wanted: number }) | null;

/** After each window. */
export interface SearchTold {
  readonly dump: ArtifactId;
  /** Bytes of the dump that were looked through. */
  readonly done: number;
  readonly hits: number;
  readonly shown: readonly FoundHit[];
}
export type FoundHit = Pick<
  CaseSearchHit,
  'address' | 'offset' | 'length' | 'encoding' | 'excerpt' | 'state'
>;

function look({ request, dumps, asking }: SearchTask, tell: (told: SearchTold) => void): void {
  const search = compileSearch(request);
  const ask = (question: SearchQuestion): unknown => askAndWait(asking, question);
  const source = {
    readBytes: (dump: ArtifactId, offset: number, length: number) =>
      ask({ ask: 'bytes', dump, offset, length }) as Uint8Array,
  };
  let told = 0;
  for (const dump of dumps) {
    const memory = storedMemory(source, dump);
    let chunks: ChunkTable | null | undefined;
    for (const { hits, done } of search(memory)) {
      const shown = hits.slice(0, request.limit - told);
      told += shown.length;
      // Only where something was found is it asked what is alive there.
      if (shown.length > 0 && chunks === undefined)
        chunks = chunksOf(ask({ ask: 'process', dump: dump.id }) as ProcessAnswer);
      const described = shown.map((hit) => describe(memory, hit, chunks ?? null));
      tell({ dump: dump.id, done, hits: hits.length, shown: described });
    }
  }
}

function chunksOf(process: ProcessAnswer): ChunkTable | null {
  if (process === null) return null;
  const walked = walkProcess(process.dumps.map(openShared), process.other).dumps[process.wanted];
  return walked === undefined || walked.chunks.count === 0 ? null : walked.chunks;
}

function describe(memory: MemoryReader, hit: SearchHit, chunks: ChunkTable | null): FoundHit {
  const { address, ...rest } = hit;
  const state = chunks === null ? undefined : chunkStates[chunks.states[chunkAt(chunks, hit.offset)] ?? -1];
  return {
    ...rest,
    address: toAddressText(address),
    excerpt: hitExcerpt(memory, hit),
    ...(state === undefined ? {} : { state }),
  };
}

const task = workerData as SearchTask;
look(task, (told) => parentPort?.postMessage(told));
task.asking.port.close();
