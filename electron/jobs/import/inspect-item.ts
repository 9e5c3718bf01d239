/** The first reading of an item: encoding, kind, process, hash. Nothing is stored yet. */
import { createHash } from 'node:crypto';
import type { ArtifactKind, TextEncoding } from '#shared/domain/evidence.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { MANIFEST_NAME, parseManifest } from '#shared/parsers/capture-manifest.ts';
import type { Manifest } from '#shared/parsers/capture-manifest.ts';
import { readClock } from '#shared/parsers/transcript-clock.ts';
import type { ClockReading } from '#shared/parsers/transcript-clock.ts';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { cutTranscript } from '#shared/parsers/transcript.ts';
import type { TextSource } from '#shared/parsers/text-source.ts';
import type { ImportRequest } from '#shared/contract/imports.ts';
import { throwIfAborted } from '../cancel.ts';
import type { ImportLimits } from '../limits.ts';
import type { CancelSignal } from '../types.ts';
import { decodeUtf8, detectEncoding, toUtf8 } from '../text-encoding.ts';
import { PeekedStream } from './byte-stream.ts';
import type { EvidenceItem } from './items.ts';
import { dumpOfName, isCommandLineName, isPlainName, pidOfName } from './name-hints.ts';

export interface Reading {
  readonly kind: ArtifactKind;
  readonly pid: number | null;
}

export interface Inspection {
  readonly kind: ArtifactKind;
  readonly encoding: TextEncoding;
  /** From the name or the content. */
  readonly pid: number | null;
  readonly baseAddress: string | null;
  /** What it tells of: itself, or the listings of a transcript (those in its head). */
  readonly readings: readonly Reading[];
  /** What the name of a dump promises. */
  readonly expectedBytes: number | null;
  /** Null where nothing but the end of reading tells, and the file can be read again. */
  readonly sizeBytes: number | null;
  readonly empty: boolean;
  readonly sha256: () => Promise<string>;
  readonly manifest: Manifest | undefined;
  /** What a transcript shows of its time, in its head. */
  readonly clock: ClockReading | null;
}

/** Kinds that tell of one process: a pid in the name belongs to them, not to a meminfo beside them. */
const perProcess: ReadonlySet<ArtifactKind> = new Set([
  'pmap',
  'maps',
  'smaps',
  'smaps-rollup',
  'status',
  'cmdline',
  'dump',
]);

export function isPerProcess(kind: ArtifactKind): boolean {
  return perProcess.has(kind);
}

/** @throws job.cancelled; input.too-large for a manifest without end; and what the item's stream throws */
export async function inspectItem(
  item: EvidenceItem,
  dump: ImportRequest['dump'],
  { headBytes, manifestBytes }: Pick<ImportLimits, 'headBytes' | 'manifestBytes'>,
  signal: CancelSignal,
): Promise<Inspection> {
  // A manifest is read whole: what its end says of hundreds of processes counts as much as its head.
  const mayBeManifest = dump === undefined && isManifest(item.name);
  const stream = await PeekedStream.of(item.bytes, mayBeManifest ? manifestBytes + 1 : headBytes);
  const { head, complete } = stream;
  if (mayBeManifest && !complete) {
    await stream.release();
    throw tooLong(item.name, manifestBytes);
  }
  const again = item.reopen;
  const measured = again === null ? await hashOf(stream, signal) : undefined;
  await stream.release();
  let hash: Promise<string> | undefined;
  return {
    ...recognise(item.name, head, complete, dump),
    empty: head.length === 0,
    sizeBytes: measured?.sizeBytes ?? (complete ? head.length : item.sizeBytes),
    sha256: () =>
      (hash ??=
        measured === undefined
          ? hashOf(again?.() ?? stream, signal).then(({ sha256 }) => sha256)
          : Promise.resolve(measured.sha256)),
  };
}

const unknown = {
  kind: 'text',
  pid: null,
  readings: [],
  baseAddress: null,
  expectedBytes: null,
  manifest: undefined,
  clock: null,
} as const;

type Recognised = Omit<Inspection, 'empty' | 'sizeBytes' | 'sha256'>;

function recognise(
  name: string,
  head: Uint8Array,
  complete: boolean,
  dump: ImportRequest['dump'],
): Recognised {
  const hint =
    dump === undefined ? dumpOfName(name) : { pid: dump.pid, baseAddress: dump.start, expectedBytes: null };
  if (hint !== null) return { ...unknown, ...hint, kind: 'dump', encoding: 'binary' };
  const encoding = detectEncoding(head, isCommandLineName(name));
  if (encoding === 'binary') return { ...unknown, encoding };
  const source = headSource(head, complete, encoding);
  const manifest = isManifest(name) ? parseManifest(decodeUtf8(source.bytes)) : undefined;
  if (manifest !== undefined) {
    // Version 1 was kept as text, and a second import of it must find it there.
    return { ...unknown, kind: manifest.version === 1 ? 'text' : 'manifest', encoding, manifest };
  }
  const kind = isPlainName(name) ? 'text' : recogniseKind(source, name);
  if (kind === 'transcript')
    return { ...unknown, kind, encoding, readings: cutTranscript(source), clock: readClock(source) };
  const pid = isPerProcess(kind) ? (pidOfName(name) ?? parseArtifact(kind, source).pid ?? null) : null;
  return { ...unknown, kind, encoding, pid, readings: [{ kind, pid }] };
}

/** The head as text, without the line that it may have cut. */
function headSource(head: Uint8Array, complete: boolean, encoding: TextEncoding): TextSource {
  const bytes = Buffer.concat([...toUtf8([head], encoding)]);
  const end = complete ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
  return { bytes: bytes.subarray(0, end === 0 ? bytes.length : end), decode: decodeUtf8, firstLine: 1 };
}

function tooLong(name: string, most: number): AppError {
  const message = `${name} is longer than ${most} bytes, which no manifest is; what lies beside it is taken without it.`;
  return new AppError('input.too-large', message, { name });
}

function isManifest(name: string): boolean {
  return name === MANIFEST_NAME || name.endsWith(`/${MANIFEST_NAME}`);
}

async function hashOf(
  bytes: AsyncIterable<Uint8Array>,
  signal: CancelSignal,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    throwIfAborted(signal);
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
