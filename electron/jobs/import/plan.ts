/** The first pass over the sources: what there is, to which capture it belongs, of what time it is. */
import type { EpochMs } from '#shared/units/time.ts';
import type { ArtifactKind, TimeSource } from '#shared/domain/evidence.ts';
import type { ImportRequest } from '#shared/contract/imports.ts';
import type { ProcessOption } from './transcript-parts.ts';
import type { Manifest, ManifestRow } from '#shared/parsers/capture-manifest.ts';
import type { EvidenceItem } from './items.ts';
import type { Inspection } from './inspect-item.ts';
import { isPerProcess } from './inspect-item.ts';

/** An item as the first pass left it. */
export interface SeenItem {
  /** Position of the source in the request, and of the item among the items of its source. */
  readonly source: number;
  readonly index: number;
  readonly name: string;
  /** How many members of this name came before it in its source: an archive may hold a name twice. */
  readonly nth: number;
  readonly modified: EvidenceItem['modified'];
  readonly reopen: EvidenceItem['reopen'];
  readonly inspection: Inspection;
}

export interface PlannedItem extends SeenItem {
  readonly row: ManifestRow | undefined;
  readonly pid: number | null;
  readonly process: string | null;
}

/** Items of one moment: they become, or join, one snapshot. */
export interface Group {
  readonly takenAt: EpochMs;
  readonly timeSource: TimeSource;
  readonly items: readonly PlannedItem[];
}

export interface Capture {
  readonly source: number;
  /** Directory of the manifest with a slash at its end, or empty. */
  readonly prefix: string;
  readonly manifest: Manifest;
}

/**
 * Groups what was seen. A capture with a manifest is one group; everything else of an import is one more,
 * and a second reading of the same thing (a further meminfo) starts another.
 */
export function groupItems(
  seen: readonly SeenItem[],
  request: Pick<ImportRequest, 'at' | 'process'>,
  now: EpochMs,
): Group[] {
  const captures = capturesOf(seen);
  const process = processOption(request.process);
  const byCapture = new Map<Capture | undefined, PlannedItem[]>();
  for (const item of seen) {
    const capture = captureOf(item, captures);
    const row = manifestRowOf(item, captures);
    const items = byCapture.get(capture) ?? [];
    byCapture.set(capture, items);
    items.push({ ...item, row, ...whose(item, row, process) });
  }
  return [...byCapture].flatMap(([capture, items]) =>
    capture === undefined
      ? splitReadings(items).map((part) => ({ ...looseTime(part, request.at, now), items: part }))
      : [{ ...captureTime(capture, items, request.at, now), items: items.toSorted(byCaptureTime) }],
  );
}

/** Manifests, the deepest directories first. */
export function capturesOf(seen: readonly SeenItem[]): Capture[] {
  return seen
    .flatMap(({ source, name, inspection: { manifest } }) =>
      manifest === undefined ? [] : [{ source, prefix: name.slice(0, name.lastIndexOf('/') + 1), manifest }],
    )
    .toSorted((x, y) => y.prefix.length - x.prefix.length);
}

/** What the manifest beside it says of a file. */
export function manifestRowOf(
  item: Pick<SeenItem, 'source' | 'name'>,
  captures: readonly Capture[],
): ManifestRow | undefined {
  const capture = captureOf(item, captures);
  return capture?.manifest.rows.get(item.name.slice(capture.prefix.length));
}

function captureOf(
  item: Pick<SeenItem, 'source' | 'name'>,
  captures: readonly Capture[],
): Capture | undefined {
  return captures.find(({ source, prefix }) => source === item.source && item.name.startsWith(prefix));
}

export function processOption(option: string | undefined): ProcessOption {
  if (option === undefined) return { pid: null, process: null };
  return /^\d{1,7}$/.test(option) ? { pid: Number(option), process: null } : { pid: null, process: option };
}

/** The manifest goes before the name and the content, and they go before what the user said for all. */
function whose(item: SeenItem, row: ManifestRow | undefined, option: ProcessOption): ProcessOption {
  if (!isPerProcess(item.inspection.kind)) return { pid: null, process: null };
  const pid = row?.pid ?? item.inspection.pid;
  return pid === null ? option : { pid, process: null };
}

function byCaptureTime(x: PlannedItem, y: PlannedItem): number {
  return (x.row?.capturedAt ?? Infinity) - (y.row?.capturedAt ?? Infinity) || x.index - y.index;
}

type GroupTime = Pick<Group, 'takenAt' | 'timeSource'>;

function captureTime(
  { manifest }: Capture,
  items: readonly PlannedItem[],
  given: EpochMs | undefined,
  now: EpochMs,
): GroupTime {
  if (given !== undefined) return { takenAt: given, timeSource: 'given' };
  const first = Math.min(...[...manifest.rows.values()].map((row) => row.capturedAt));
  const takenAt = manifest.takenAt ?? (Number.isFinite(first) ? first : null);
  return takenAt === null ? looseTime(items, given, now) : { takenAt, timeSource: 'manifest' };
}

/** The newest that transcripts show, else of the members of archives, else of the files, else now. */
function looseTime(items: readonly PlannedItem[], given: EpochMs | undefined, now: EpochMs): GroupTime {
  if (given !== undefined) return { takenAt: given, timeSource: 'given' };
  for (const source of ['transcript', 'archive', 'file'] as const) {
    const times = items.flatMap(({ modified, inspection }) => {
      const at =
        source === 'transcript' ? inspection.clock?.at : modified?.source === source ? modified.at : null;
      return at ?? [];
    });
    if (times.length > 0) return { takenAt: times.reduce((x, y) => Math.max(x, y)), timeSource: source };
  }
  return { takenAt: now, timeSource: 'import' };
}

function splitReadings(items: readonly PlannedItem[]): PlannedItem[][] {
  const parts: { items: PlannedItem[]; keys: Set<string> }[] = [];
  for (const item of items) {
    const keys = readingKeys(item, momentary);
    const part = parts.find((other) => keys.every((key) => !other.keys.has(key))) ?? {
      items: [],
      keys: new Set(),
    };
    if (part.items.length === 0) parts.push(part);
    part.items.push(item);
    for (const key of keys) part.keys.add(key);
  }
  return parts.map((part) => part.items);
}

/** Kinds that a moment has only one of: one meminfo, one smaps of a process. */
const momentary: ReadonlySet<ArtifactKind> = new Set([
  'meminfo',
  'vmstat',
  'pmap',
  'maps',
  'smaps',
  'smaps-rollup',
  'status',
]);
/** With those that one import may hold in several forms (`ps aux` and `ps -eo`), but two imports not. */
export const comparable: ReadonlySet<ArtifactKind> = new Set([...momentary, 'ps', 'sockets']);

/** Two artifacts with a key in common and different bytes cannot be of one snapshot. */
function readingKeys(item: PlannedItem, kinds: ReadonlySet<ArtifactKind>): string[] {
  return readingsOf(item)
    .map((reading) => readingKey(reading, kinds))
    .filter((key) => key !== null);
}

/** What tells of what: an artifact is one too. */
export interface Reading {
  readonly kind: ArtifactKind;
  readonly pid: number | null;
  readonly process: string | null;
  /** Of dumps; null for all others. */
  readonly baseAddress: string | null;
}

export function readingsOf({ inspection, pid: given, process }: PlannedItem): Reading[] {
  const { kind: whole, readings, baseAddress } = inspection;
  if (whole === 'dump') return [{ kind: whole, pid: given, process, baseAddress }];
  return readings.map(({ kind, pid }) =>
    // What the manifest or the user says of a single listing goes before its own name and content.
    ({ kind, pid: given ?? pid, process: pid === null ? process : null, baseAddress: null }),
  );
}

/** Text is never read, and a transcript tells by its listings: neither can tell the same as another. */
const silent: ReadonlySet<ArtifactKind> = new Set(['text', 'transcript']);

/**
 * Whether two readings may be of the same thing. Stricter than equal keys: a listing of a process that
 * nobody named may be that of any, so it tells the same as every other of its kind.
 */
export function tellTheSame(x: Reading, y: Reading): boolean {
  if (x.kind !== y.kind || silent.has(x.kind)) return false;
  if (!isPerProcess(x.kind)) return true;
  const [one, other] = [x, y].map(({ pid, process }) => pid ?? process);
  return one === null || other === null || (one === other && x.baseAddress === y.baseAddress);
}

/** Null where nothing can contradict it: other kinds, listings of processes that nobody named. */
export function readingKey(
  { kind, pid, process }: Omit<Reading, 'baseAddress'>,
  kinds: ReadonlySet<ArtifactKind>,
): string | null {
  if (!kinds.has(kind)) return null;
  if (!isPerProcess(kind)) return kind;
  return pid === null && process === null ? null : `${kind} of ${pid ?? process}`;
}
