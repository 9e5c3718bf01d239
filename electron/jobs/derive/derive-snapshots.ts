/** Derived tables from artifacts: parse everything of a snapshot, put it together, store it whole. */
import type { ReparseResult } from '#shared/contract/cases.ts';
import type { ArtifactContent, AssembledSnapshot } from '#shared/domain/assembled.ts';
import type { Artifact, ArtifactId, Snapshot, SnapshotId } from '#shared/domain/evidence.ts';
import { assembleSnapshot } from '#shared/analysis/assemble-snapshot.ts';
import type { ReadableCase, WritableCase } from '#electron/casefile/types.ts';
import { throwIfAborted } from '../cancel.ts';
import { importLimits } from '../limits.ts';
import type { ImportLimits } from '../limits.ts';
import type { CancelSignal, Job } from '../types.ts';
import { breathe } from '../with-progress.ts';
import { TextReader } from './artifact-text.ts';
import { countRecords, parseStored } from './parse-stored.ts';

export interface Derived {
  /** Number of records that each artifact gave. */
  readonly records: ReadonlyMap<ArtifactId, number>;
  readonly changed: readonly SnapshotId[];
}

type ParseLimit = Pick<ImportLimits, 'parseBytes'>;

/**
 * Parses and stores the tables of these snapshots. A snapshot is replaced in one transaction: cancelling
 * leaves the others as they were, to be found by `staleSnapshots`.
 * @throws job.cancelled, casefile.*
 */
export async function* deriveSnapshots(
  file: WritableCase,
  ids: readonly SnapshotId[],
  signal: CancelSignal,
  limits: ParseLimit = importLimits,
): Job<Derived> {
  const records = new Map<ArtifactId, number>();
  const changed: SnapshotId[] = [];
  for (const snapshot of file.snapshots().filter(({ id }) => ids.includes(id))) {
    const { assembled, counts } = yield* assembleStored(file, snapshot, signal, limits);
    for (const [id, count] of counts) records.set(id, count);
    if (file.replaceDerived(snapshot.id, assembled)) changed.push(snapshot.id);
  }
  return { records, changed };
}

/** Derives everything again, for example after an update of the parsers. */
export async function* reparseCase(file: WritableCase, signal: CancelSignal): Job<ReparseResult> {
  const snapshots = file.snapshots();
  const derived = yield* deriveSnapshots(
    file,
    snapshots.map(({ id }) => id),
    signal,
  );
  file.record('reparse', { snapshots: snapshots.length, changed: derived.changed.length });
  return {
    snapshots: snapshots.length,
    artifacts: derived.records.size,
    changedSnapshots: [...derived.changed],
  };
}

interface AssembledStored {
  readonly assembled: AssembledSnapshot;
  readonly counts: ReadonlyMap<ArtifactId, number>;
}

/** What the tables of a snapshot should be. Reads only; one artifact's text is in memory at a time. */
export async function* assembleStored(
  file: ReadableCase,
  { id }: Snapshot,
  signal: CancelSignal,
  limits: ParseLimit = importLimits,
): Job<AssembledStored> {
  const artifacts = file.artifactsOf(id);
  const texts = new TextReader(file, limits.parseBytes);
  const contents: ArtifactContent[] = [];
  for (const artifact of bySource(artifacts)) {
    throwIfAborted(signal);
    yield {
      phase: 'parse',
      done: contents.length,
      total: artifacts.length,
      unit: 'items',
      subject: artifact.name,
    };
    await breathe();
    contents.push(parseStored(texts, artifact));
  }
  const counts = new Map(contents.map((content) => [content.id, countRecords(content.parsed)]));
  return { assembled: assembleSnapshot(id, contents), counts };
}

/** Parts of a transcript one after the other, so that its text is read once. */
function bySource(artifacts: readonly Artifact[]): Artifact[] {
  return artifacts.toSorted((x, y) => (x.sourceId ?? x.id) - (y.sourceId ?? y.id) || x.id - y.id);
}
