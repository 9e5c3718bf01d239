/** The second pass: every item that was planned goes into its snapshot. */
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import type { ImportRequest } from '#shared/contract/imports.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import { throwIfAborted } from '../cancel.ts';
import type { ImportLimits } from '../limits.ts';
import type { CancelSignal, Job } from '../types.ts';
import { withProgress } from '../with-progress.ts';
import { counted } from './byte-stream.ts';
import { addTranscriptParts } from './transcript-parts.ts';
import { unreadableItem } from './directory.ts';
import { refusal } from './items.ts';
import type { Refusal } from './items.ts';
import type { Notices } from './notices.ts';
import { placeGroup } from './place-group.ts';
import { processOption } from './plan.ts';
import type { Group, PlannedItem } from './plan.ts';
import { arrivalsOf } from './sources.ts';

export interface StoredPart {
  readonly artifact: Artifact;
  readonly duplicate: boolean;
}

/** What storing works with; `refused` and `notices` are added to. */
export interface Storing {
  readonly file: WritableCase;
  readonly request: Omit<ImportRequest, 'case'>;
  readonly limits: ImportLimits;
  readonly signal: CancelSignal;
  readonly refused: Refusal[];
  readonly notices: Notices;
}

/** @throws job.cancelled, casefile.*; what was stored until then stays */
export async function* storeGroups(storing: Storing, groups: readonly Group[]): Job<StoredPart[]> {
  const groupOf = new Map(groups.flatMap((group) => group.items.map((item) => [item, group] as const)));
  const places = new Map<Group, Snapshot>();
  const parts: StoredPart[] = [];
  for await (const { item, bytes } of openAgain(storing, groups)) {
    throwIfAborted(storing.signal);
    const group = groupOf.get(item);
    if (group === undefined) continue;
    // Only now, so that an import that ends early leaves no snapshot without evidence behind.
    const snapshot = places.get(group) ?? (await placeIn(storing, group));
    places.set(group, snapshot);
    parts.push(...(yield* storeItem(storing, item, bytes, snapshot, group)));
  }
  return parts;
}

async function placeIn({ file, request, notices }: Storing, group: Group): Promise<Snapshot> {
  const { snapshot, warnings } = await placeGroup(file, request.target, group);
  notices.add(...warnings);
  return snapshot;
}

interface OpenItem {
  readonly item: PlannedItem;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Files in the order of the plan; members of archives in the order in which they come. */
async function* openAgain(
  { request, limits, refused }: Storing,
  groups: readonly Group[],
): AsyncGenerator<OpenItem> {
  const packed = new Map<string, PlannedItem>();
  for (const item of groups.flatMap((group) => group.items)) {
    if (item.reopen !== null) yield { item, bytes: item.reopen() };
    else packed.set(`${item.source}/${item.index}`, item);
  }
  const archives = new Set([...packed.values()].map((item) => item.source));
  for (const [source, given] of request.sources.entries()) {
    if (!archives.has(source)) continue;
    let index = 0;
    for await (const arrival of arrivalsOf(given, request.dump !== undefined, limits)) {
      if (arrival.kind !== 'item') continue;
      const place = `${source}/${index}`;
      const item = packed.get(place);
      index += 1;
      if (item?.name !== arrival.name) continue;
      packed.delete(place);
      yield { item, bytes: arrival.bytes };
    }
  }
  // An archive that broke or changed after it was looked at.
  for (const { name } of packed.values()) {
    refused.push(refusal(name, 'input.unreadable', `${name} was gone when it was to be stored.`));
  }
}

async function* storeItem(
  storing: Storing,
  item: PlannedItem,
  bytes: AsyncIterable<Uint8Array>,
  snapshot: Snapshot,
  group: Group,
): Job<StoredPart[]> {
  const { file, signal, notices, limits } = storing;
  const total = item.inspection.sizeBytes ?? undefined;
  let done = 0;
  const progress = () => ({ phase: 'store', done, total, unit: 'bytes' as const, subject: item.name });
  yield progress();
  try {
    const watched = counted(bytes, (length) => (done += length));
    const adding = file.addArtifact(newArtifact(item, snapshot, group), watched, () => signal.aborted);
    const stored = yield* withProgress(adding, progress);
    noteStored(item, stored.artifact, done, limits, notices);
    return [stored, ...cutIfTranscript(storing, stored)];
  } catch (error) {
    if (isAppError(error) && !error.code.startsWith('input.')) throw error;
    storing.refused.push(unreadableItem(item.name, error));
    return [];
  }
}

/** A transcript that was there already has its parts too, unless the import that brought it was killed in between. */
function cutIfTranscript(
  { file, request, limits, notices }: Storing,
  { artifact, duplicate }: StoredPart,
): StoredPart[] {
  if (artifact.kind !== 'transcript') return [];
  if (duplicate && file.artifacts().some(({ sourceId }) => sourceId === artifact.id)) return [];
  const option = processOption(request.process);
  const { parts, hostnames } = addTranscriptParts(file, artifact, option, limits.parseBytes);
  if (hostnames.size > 1) {
    notices.add(
      `${artifact.name} has prompts of ${[...hostnames].join(', ')}; all of it is kept as ${request.target}.`,
    );
  }
  return parts.map((part) => ({ artifact: part, duplicate: false }));
}

function newArtifact(item: PlannedItem, snapshot: Snapshot, group: Group) {
  const { kind, encoding, baseAddress } = item.inspection;
  return {
    snapshotId: snapshot.id,
    kind,
    name: item.name,
    encoding,
    command: item.row?.command ?? null,
    exitCode: item.row?.exitCode ?? null,
    pid: item.pid,
    process: item.process,
    baseAddress,
    capturedAt: item.row?.capturedAt ?? item.modified?.at ?? group.takenAt,
  };
}

function noteStored(
  item: PlannedItem,
  artifact: Artifact,
  bytes: number,
  limits: ImportLimits,
  notices: Notices,
): void {
  const { manifest, expectedBytes } = item.inspection;
  if (artifact.encoding === 'binary' && artifact.kind === 'text') {
    notices.addFile('{n} kept, but not read: no text (raw memory needs --dump PID:0xSTART)', item.name);
  } else if (artifact.kind === 'text' && manifest === undefined) {
    notices.addFile('{n} kept as text that no parser reads', item.name);
  } else if (artifact.kind !== 'dump' && bytes > limits.parseBytes) {
    notices.addFile(`{n} kept whole, but read only up to ${limits.parseBytes} bytes`, item.name);
  }
  if (expectedBytes !== null && expectedBytes !== bytes) {
    notices.addFile('{n} of another length than the name says', item.name);
  }
  if (item.row !== undefined && item.row.exitCode !== null && item.row.exitCode !== 0) {
    notices.addFile('{n} from a command that failed', item.name);
  }
}
