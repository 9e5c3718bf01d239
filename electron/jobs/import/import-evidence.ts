/** Import: sources are read once to see what they are, and a second time into the case. */
import type { ImportRequest, ImportResult } from '#shared/contract/imports.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { neverAborted, throwIfAborted } from '../cancel.ts';
import { deriveSnapshots } from '../derive/derive-snapshots.ts';
import type { Derived } from '../derive/derive-snapshots.ts';
import { importLimits } from '../limits.ts';
import type { ImportLimits } from '../limits.ts';
import type { Refusal } from './items.ts';
import type { CancelSignal, Job } from '../types.ts';
import { Notices } from './notices.ts';
import { capturesOf, groupItems } from './plan.ts';
import type { SeenItem } from './plan.ts';
import { storeGroups } from './store.ts';
import type { StoredPart } from './store.ts';
import { surveySources } from './survey.ts';

/** The smallest of Linux, of which all others are multiples. */
const PAGE_BYTES = 4096n;

export type EvidenceRequest = Omit<ImportRequest, 'case'>;

/**
 * Stores evidence and derives its tables. Sources that cannot be taken are listed in `refused`; the others
 * go on. Importing the same again adds nothing.
 * @throws input.bad-option, job.cancelled, casefile.*; artifacts that were finished before stay
 */
export async function* importEvidence(
  file: WritableCase,
  request: EvidenceRequest,
  signal: CancelSignal,
  platform: Pick<Platform, 'now' | 'log'>,
  limits = importLimits,
): Job<ImportResult> {
  const parts: StoredPart[] = [];
  try {
    return yield* importInto(file, request, signal, platform, limits, parts);
  } catch (error) {
    throw isAppError(error) && error.code === 'job.cancelled' ? cancelled(parts) : error;
  }
}

/** What is stored is added to `parts`, so that it is known however this ends. */
async function* importInto(
  file: WritableCase,
  request: EvidenceRequest,
  signal: CancelSignal,
  platform: Pick<Platform, 'now' | 'log'>,
  limits: ImportLimits,
  parts: StoredPart[],
): Job<ImportResult> {
  const target = checkTarget(request.target);
  const notices = new Notices();
  checkDump(request);
  const survey = yield* surveySources(request, notices, signal, limits);
  checkCaptures(survey.seen, request, notices);
  noteClocks(survey.seen, request, notices);
  const groups = groupItems(survey.seen, request, platform.now());
  const refused = [...survey.refused];
  const storing = { file, request: { ...request, target }, limits, signal, parts, refused, notices };
  let isDerived = false;
  try {
    yield* storeGroups(storing, groups);
    throwIfAborted(signal);
    const touched = new Set([...parts.map(({ artifact }) => artifact.snapshotId), ...file.staleSnapshots()]);
    const derived = yield* deriveSnapshots(file, [...touched], signal, limits);
    isDerived = true;
    noteStrangeDumps(file, parts, notices);
    return finish(file, target, parts, derived, refused, notices);
  } finally {
    if (!isDerived) await deriveWhatIsThere(file, limits, platform);
    if (!isDerived || refused.length > survey.refused.length) await releaseSpace(file, platform);
  }
}

function cancelled(parts: readonly StoredPart[]): AppError {
  const stored = parts.filter(({ artifact }) => artifact.lines === null).length;
  const kept =
    stored === 0
      ? 'Nothing was stored; the case is as it was.'
      : `What was stored whole is kept (${stored === 1 ? '1 file' : `${stored} files`}), nothing of the file that was under way. The same import again goes on from there.`;
  return new AppError('job.cancelled', `The import was cancelled. ${kept}`, { stored });
}

/** @throws input.bad-option for a dump that cannot be one of pages */
function checkDump({ dump }: EvidenceRequest): void {
  if (dump === undefined || BigInt(dump.start) % PAGE_BYTES === 0n) return;
  throw new AppError(
    'input.bad-option',
    `--dump starts at ${dump.start}, which is no multiple of the page size ${PAGE_BYTES}; give the address of the first byte of the file.`,
    { option: '--dump', value: dump.start },
  );
}

/** A session shows its time, but not for certain: the user may know better. */
function noteClocks(seen: readonly SeenItem[], { at }: EvidenceRequest, notices: Notices): void {
  for (const { name, inspection } of at === undefined ? seen : []) {
    const doubt = inspection.clock?.doubt ?? null;
    if (doubt === null) continue;
    notices.add(`The time that ${name} shows is not used: ${doubt}. If you know it, give --at.`);
  }
}

/** A dump of a process of which nothing is known (yet) is kept, but the pid may be a slip. */
function noteStrangeDumps(file: WritableCase, parts: readonly StoredPart[], notices: Notices): void {
  for (const { artifact } of parts) {
    const { kind, pid, snapshotId, name } = artifact;
    if (kind !== 'dump') continue;
    if (
      file
        .snapshotReader(snapshotId)
        .processes()
        .some((process) => process.pid === pid)
    )
      continue;
    notices.add(
      `${name} is kept as memory of process ${pid}, of which its snapshot holds no other evidence yet.`,
    );
  }
}

function finish(
  file: WritableCase,
  target: string,
  stored: readonly StoredPart[],
  derived: Derived,
  refused: readonly Refusal[],
  notices: Notices,
): ImportResult {
  if (stored.some((part) => !part.duplicate)) {
    const added = stored.filter((part) => !part.duplicate).map(({ artifact }) => artifact.id);
    file.record('import', { target, artifacts: added, refused: refused.length });
  }
  return {
    target,
    snapshots: snapshotsOf(file, target, stored),
    parts: stored.map((part) => toPart(file, part, derived)),
    refused: refused.map(({ name, code, message }) => ({ name, code, message })),
    leftOut: notices.leftOut(),
    warnings: notices.toList(),
  };
}

/**
 * An import that ended early: what it stored gets its tables, so that the case is whole. Nobody waits for
 * progress here; a second Ctrl-C leaves it to the next import.
 */
async function deriveWhatIsThere(
  file: WritableCase,
  limits: ImportLimits,
  { log }: Pick<Platform, 'log'>,
): Promise<void> {
  try {
    const job = deriveSnapshots(file, file.staleSnapshots(), neverAborted, limits);
    while ((await job.next()).done !== true);
  } catch (error) {
    // The reason why the import ended (a full disk) is what the caller must hear of.
    log('warn', 'tables were not derived after an import that ended early', { error: String(error) });
  }
}

/** What broke off leaves room in the file; that it stays there harms nobody. */
async function releaseSpace(file: WritableCase, { log }: Pick<Platform, 'log'>): Promise<void> {
  try {
    await file.releaseSpace();
  } catch (error) {
    log('warn', 'the room of an import that ended early was not given back', { error: String(error) });
  }
}

/** @throws input.bad-option */
function checkTarget(name: string): string {
  const target = name.trim();
  if (target === '' || toPrintable(target) !== target) {
    throw new AppError('input.bad-option', 'A target needs a name without control characters.', {
      option: '--target',
    });
  }
  return target;
}

/** @throws input.bad-option where one time is given for captures that have several */
function checkCaptures(seen: readonly SeenItem[], request: EvidenceRequest, notices: Notices): void {
  const captures = capturesOf(seen);
  if (request.at !== undefined && captures.length > 1) {
    throw new AppError(
      'input.bad-option',
      `These are ${captures.length} captures with times of their own; leave --at out.`,
      { option: '--at' },
    );
  }
  const others = new Set(captures.flatMap(({ manifest }) => manifest.target ?? []));
  others.delete(request.target.trim());
  for (const other of others)
    notices.add(`The capture calls its target ${other}; it is kept as ${request.target}.`);
}

function snapshotsOf(
  file: WritableCase,
  target: string,
  stored: readonly StoredPart[],
): ImportResult['snapshots'] {
  const ids = new Set(stored.map(({ artifact }) => artifact.snapshotId));
  if (ids.size === 0) return [];
  return file.snapshots({ target }).filter(({ id }) => ids.has(id)) as ImportResult['snapshots'];
}

function toPart(file: WritableCase, part: StoredPart, derived: Derived): ImportResult['parts'][number] {
  const artifact = file.artifact(part.artifact.id);
  return {
    artifact,
    kind: artifact.kind,
    records: derived.records.get(artifact.id) ?? 0,
    problems: artifact.problemCount,
    duplicate: part.duplicate,
  };
}
