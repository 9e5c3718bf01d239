/** The second pass: every item that was planned goes into its snapshot. */
import type { Artifact, SnapshotId } from '#shared/domain/evidence.ts';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { ImportRequest } from '#shared/contract/imports.ts';
import type { NewArtifact, WritableCase } from '#electron/casefile/types.ts';
import { throwIfAborted } from '../cancel.ts';
import type { ImportLimits } from '../limits.ts';
import type { CancelSignal, Job } from '../types.ts';
import { withProgress } from '../with-progress.ts';
import { counted } from './byte-stream.ts';
import { addTranscriptParts } from './transcript-parts.ts';
import { unreadableItem } from './directory.ts';
import { NameCounter, refusal } from './items.ts';
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

/** What storing works with; `parts`, `refused` and `notices` are added to. */
export interface Storing {
  readonly file: WritableCase;
  readonly request: Omit<ImportRequest, 'case'>;
  readonly limits: ImportLimits;
  readonly signal: CancelSignal;
  readonly parts: StoredPart[];
  readonly refused: Refusal[];
  readonly notices: Notices;
}

/** @throws job.cancelled, casefile.*; what was stored until then stays */
export async function* storeGroups(storing: Storing, groups: readonly Group[]): Job<void> {
  const groupOf = new Map(groups.flatMap((group) => group.items.map((item) => [item, group] as const)));
  const places = new Map<Group, SnapshotId>();
  for await (const { item, bytes } of openAgain(storing, groups)) {
    throwIfAborted(storing.signal);
    const group = groupOf.get(item);
    if (group === undefined) continue;
    const snapshotId = places.get(group) ?? (await placeIn(storing, group));
    const [stored, ...cut] = yield* storeItem(storing, item, bytes, newArtifact(item, snapshotId, group));
    if (stored === undefined) continue;
    places.set(group, stored.artifact.snapshotId);
    storing.parts.push(stored, ...cut);
  }
}

async function placeIn(
  { file, request, notices }: Storing,
  group: Group,
): Promise<NewArtifact['snapshotId']> {
  const place = await placeGroup(file, request.target, group, request.newSnapshot);
  notices.add(...place.warnings);
  return place.snapshotId;
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
    else packed.set(placeOf(item.source, item.name, item.nth), item);
  }
  const archives = new Set([...packed.values()].map((item) => item.source));
  const refusals: (Refusal & { readonly source: number })[] = [];
  for (const [source, given] of request.sources.entries()) {
    if (!archives.has(source)) continue;
    const names = new NameCounter();
    for await (const arrival of arrivalsOf(given, request.dump !== undefined, limits)) {
      if (arrival.kind === 'refusal') refusals.push({ ...arrival, source });
      if (arrival.kind !== 'item') continue;
      const place = placeOf(source, arrival.name, names.next(arrival.name));
      const item = packed.get(place);
      if (item === undefined) continue;
      packed.delete(place);
      yield { item, bytes: arrival.bytes };
    }
  }
  for (const item of packed.values()) refused.push(whyGone(item, refusals));
}

function placeOf(source: number, name: string, nth: number): string {
  return `${source}/${nth}/${name}`;
}

/** An archive that broke or changed after it was looked at: its own reason, else that of what it lay in. */
function whyGone(
  { name, source }: PlannedItem,
  refusals: readonly (Refusal & { readonly source: number })[],
): Refusal {
  const ofSource = refusals.filter((candidate) => candidate.source === source);
  const own = ofSource.find((candidate) => candidate.name === name);
  if (own !== undefined) return refusal(name, own.code, own.message);
  // What broke off last ended the reading.
  const outer = ofSource.at(-1);
  return outer === undefined
    ? refusal(name, 'input.unreadable', `${name} was gone when it was to be stored.`)
    : refusal(name, outer.code, `${name} could not be stored: ${outer.message}`);
}

async function* storeItem(
  storing: Storing,
  item: PlannedItem,
  bytes: AsyncIterable<Uint8Array>,
  artifact: NewArtifact,
): Job<StoredPart[]> {
  const { file, signal, notices, limits } = storing;
  const total = item.inspection.sizeBytes ?? undefined;
  let done = 0;
  const progress = () => ({ phase: 'store', done, total, unit: 'bytes' as const, subject: item.name });
  yield progress();
  try {
    const watched = counted(fromSource(item.name, bytes), (length) => (done += length));
    const adding = file.addArtifact(artifact, watched, () => signal.aborted);
    const stored = yield* withProgress(adding, progress);
    noteStored(item, stored.artifact, done, limits, notices);
    return [stored, ...cutIfTranscript(storing, stored)];
  } catch (error) {
    if (isAppError(error) && !error.code.startsWith('input.')) throw error;
    storing.refused.push(unreadableItem(item.name, error));
    return [];
  }
}

/** A file that vanishes or breaks while it is read is no fault of the case. */
async function* fromSource(name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    if (isAppError(error)) throw error;
    const { code, message } = unreadableItem(name, error);
    throw new AppError(code, message, { name }, error);
  }
}

/** A transcript that was there already has its parts too, unless the import that brought it was killed in between. */
function cutIfTranscript(
  { file, request, limits, notices }: Storing,
  { artifact, duplicate }: StoredPart,
): StoredPart[] {
  if (artifact.kind !== 'transcript') return [];
  if (duplicate && file.artifactsOf(artifact.snapshotId).some(({ sourceId }) => sourceId === artifact.id))
    return [];
  const option = processOption(request.process);
  const { parts, hostnames } = addTranscriptParts(file, artifact, option, limits.parseBytes);
  if (hostnames.size > 1) {
    notices.add(
      `${artifact.name} has prompts of ${[...hostnames].join(', ')}; all of it is kept as ${request.target}.`,
    );
  }
  return parts.map((part) => ({ artifact: part, duplicate: false }));
}

function newArtifact(item: PlannedItem, snapshotId: NewArtifact['snapshotId'], group: Group): NewArtifact {
  const { kind, encoding, baseAddress, clock } = item.inspection;
  return {
    snapshotId,
    kind,
    name: item.name,
    encoding,
    command: item.row?.command ?? null,
    exitCode: item.row?.exitCode ?? null,
    pid: item.pid,
    process: item.process,
    baseAddress,
    capturedAt: item.row?.capturedAt ?? clock?.at ?? item.modified?.at ?? group.takenAt,
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
  const listed = { expected: item.row !== undefined };
  if (artifact.encoding === 'binary' && artifact.kind === 'text') {
    notices.leaveOut('not-text', item.name, listed);
  } else if (artifact.kind === 'text' && manifest === undefined) {
    notices.leaveOut('unrecognised', item.name, listed);
  } else if (artifact.kind !== 'dump' && bytes > limits.parseBytes) {
    notices.leaveOut('too-long', item.name, { detail: ` (up to ${limits.parseBytes} bytes)` });
  }
  if (manifest !== undefined && manifest.badLines.length > 0) {
    notices.leaveOut('bad-manifest-line', item.name, { detail: ` (${lineList(manifest.badLines)})` });
  }
  if (expectedBytes !== null && expectedBytes !== bytes) {
    notices.addFile('{n} of another length than the name says', item.name);
  }
  if (item.row !== undefined && item.row.exitCode !== null && item.row.exitCode !== 0) {
    notices.addFile('{n} from a command that failed', item.name);
  }
}

const SHOWN_LINES = 5;

function lineList(lines: readonly number[]): string {
  const shown = lines.slice(0, SHOWN_LINES).join(', ');
  const more = lines.length > SHOWN_LINES ? ` and ${lines.length - SHOWN_LINES} more` : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown}${more}`;
}
