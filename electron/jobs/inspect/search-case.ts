/** Looks through all dumps of a case, one after the other, and tells what it finds as it goes. */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { CaseSearchHit, SearchEvent, SearchRequest, SearchResult } from '#shared/contract/search.ts';
import { searchMemory, type SearchStep } from '#shared/analysis/search/search-memory.ts';
import { parseHexPattern, textPatterns } from '#shared/analysis/search/search-patterns.ts';
import { compileRegex, searchRegex } from '#shared/analysis/search/search-regex.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { SearchHit } from '#shared/domain/search.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { toAddressText } from '#shared/units/address.ts';
import { formatEvidenceId } from '#shared/units/format.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { throwIfAborted } from '../cancel.ts';
import type { CancelSignal } from '../types.ts';
import { gbkBytes } from './gbk-bytes.ts';
import { hitExcerpt } from './hit-excerpt.ts';
import { storedMemory } from './stored-memory.ts';

/**
 * A cancel takes effect between two windows of at most 1 MiB.
 * @throws input.bad-option, input.unknown-artifact, job.cancelled
 */
export async function searchCase(
  file: ReadableCase,
  request: SearchRequest,
  emit: (event: SearchEvent) => void,
  signal: CancelSignal,
): Promise<SearchResult> {
  const search = searchOf(request);
  const dumps = dumpsOf(file, request);
  const total = dumps.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let [hits, told, before] = [0, 0, 0];
  for (const dump of dumps) {
    const memory = storedMemory(file, dump);
    const subject = formatEvidenceId(dump.id);
    const place = placeOf(file, dump);
    for (const step of search(memory)) {
      throwIfAborted(signal);
      hits += step.hits.length;
      const shown = step.hits.slice(0, request.limit - told);
      told += shown.length;
      if (shown.length > 0)
        emit({ event: 'hits', hits: shown.map((hit) => ({ ...place, ...describe(memory, hit) })) });
      const done = before + step.done;
      emit({ event: 'progress', progress: { phase: 'search', done, total, unit: 'bytes', subject } });
      await setImmediate();
    }
    before += dump.sizeBytes;
  }
  throwIfAborted(signal);
  return { hits, told, dumps: dumps.length, bytes: total };
}

type Search = (memory: MemoryReader) => Generator<SearchStep>;

/** What can be wrong with a pattern is found before anything is read. */
function searchOf({ kind, pattern, ignoreCase }: SearchRequest): Search {
  if (kind === 'regex') {
    boundBacktracking();
    compileRegex(pattern, ignoreCase);
    return (memory) => searchRegex(memory, pattern, { ignoreCase, toLatin1 });
  }
  const patterns =
    kind === 'hex' ? [parseHexPattern(pattern)] : textPatterns(pattern, ignoreCase, gbkBytes(pattern));
  return (memory) => searchMemory(memory, patterns, { indexOf });
}

/** Where an expression begins to try the same ways again and again, V8 goes on in linear time if it can. */
function boundBacktracking(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}

export function toLatin1(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

export function indexOf(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  return asBuffer(bytes).indexOf(needle, from);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function dumpsOf(file: ReadableCase, { target, dump }: SearchRequest): Artifact[] {
  const all = file
    .snapshots({ target })
    .flatMap(({ id, kinds }) => (kinds.includes('dump') ? file.artifactsOf(id) : []))
    .filter(({ kind }) => kind === 'dump')
    .toSorted((one, other) => one.id - other.id);
  if (dump === undefined) return all;
  const found = all.filter(({ id }) => id === dump);
  if (found.length > 0) return found;
  throw new AppError('input.unknown-artifact', 'That evidence is no dump of memory.', { artifact: dump });
}

function placeOf(
  file: ReadableCase,
  { id, snapshotId, targetName, pid, process }: Artifact,
): Pick<CaseSearchHit, 'artifact' | 'target' | 'snapshot' | 'pid' | 'process'> {
  const snapshot = file.snapshots({ target: targetName }).find((one) => one.id === snapshotId);
  const known = file.snapshotReader(snapshotId).processes();
  const name = known.find((one) => one.pid === pid)?.name ?? process;
  return { artifact: id, target: targetName, snapshot: snapshot?.ordinal ?? 0, pid, process: name };
}

function describe(
  memory: MemoryReader,
  hit: SearchHit,
): Pick<CaseSearchHit, 'address' | 'offset' | 'length' | 'encoding' | 'excerpt'> {
  const { address, ...rest } = hit;
  return { ...rest, address: toAddressText(address), excerpt: hitExcerpt(memory, hit) };
}
