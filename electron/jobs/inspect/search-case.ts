/** Looks through all dumps of a case, one after the other, and tells what it finds as it goes. */
import { setImmediate } from 'node:timers/promises';
import type { CaseSearchHit, SearchEvent, SearchRequest, SearchResult } from '#shared/contract/search.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { formatEvidenceId } from '#shared/units/format.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { answering } from './ask-and-wait.ts';
import { compileSearch } from './compile-search.ts';
import { processOfDump, sharedWith } from './dump-with-others.ts';
import { runThread } from './run-thread.ts';
import type { ProcessAnswer, SearchQuestion, SearchTask, SearchTold } from './search-worker.ts';
import { MOST_DUMP_BYTES } from './shared-dumps.ts';

/**
 * The looking is done in a thread: a cancel takes effect at once, whatever the expression.
 * @throws input.bad-option, input.unknown-artifact, job.cancelled
 */
export async function searchCase(
  file: ReadableCase,
  request: SearchRequest,
  emit: (event: SearchEvent) => void,
  signal: AbortSignal,
): Promise<SearchResult> {
  compileSearch(request);
  const dumps = dumpsOf(file, request);
  const places = new Map(dumps.map((dump) => [dump.id, placeOf(file, dump)]));
  const starts = new Map<number, number>();
  let total = 0;
  for (const { id, sizeBytes } of dumps) {
    starts.set(id, total);
    total += sizeBytes;
  }
  let [hits, told] = [0, 0];
  const hear = ({ dump, done, hits: found, shown }: SearchTold): void => {
    const place = places.get(dump);
    hits += found;
    told += shown.length;
    if (place !== undefined && shown.length > 0)
      emit({ event: 'hits', hits: shown.map((hit) => ({ ...place, ...hit })) });
    const subject = formatEvidenceId(dump);
    const sofar = (starts.get(dump) ?? 0) + done;
    emit({ event: 'progress', progress: { phase: 'search', done: sofar, total, unit: 'bytes', subject } });
  };
  const failing = new AbortController();
  let failure: unknown;
  const { asking, close } = answering(
    (question) => answer(file, question as SearchQuestion, signal),
    (error) => {
      failure = error;
      failing.abort();
    },
  );
  const { kind, pattern, ignoreCase, limit } = request;
  const workerData: SearchTask = {
    request: { kind, pattern, ignoreCase, limit },
    dumps: dumps.map(({ id, sizeBytes, baseAddress }) => ({ id, sizeBytes, baseAddress })),
    asking,
  };
  try {
    const ending = AbortSignal.any([signal, failing.signal]);
    await runThread('search-worker', { workerData, transferList: [asking.port] }, ending, (message) =>
      hear(message as SearchTold),
    );
  } catch (error) {
    throw failing.signal.aborted ? failure : error;
  } finally {
    close();
  }
  return { hits, told, dumps: dumps.length, bytes: total };
}

async function answer(file: ReadableCase, question: SearchQuestion, signal: AbortSignal): Promise<unknown> {
  // Between two turns of others.
  await setImmediate();
  if (question.ask === 'bytes') return file.readBytes(question.dump, question.offset, question.length);
  if (file.artifact(question.dump).sizeBytes > MOST_DUMP_BYTES) return null;
  const { artifact, process } = processOfDump(file, question.dump);
  return (await sharedWith(() => file, process, artifact, signal)) satisfies ProcessAnswer;
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
