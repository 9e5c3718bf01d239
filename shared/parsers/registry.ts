/** The two questions that import asks of evidence: what is this, and what does it say? */
import type { ArtifactKind } from '#shared/domain/evidence.ts';
import type { ParsedArtifact } from '#shared/domain/parsed.ts';
import { parsedArtifact } from './artifact-format.ts';
import { isCommandLine } from './cmdline.ts';
import { formats } from './formats.ts';
import { type TextSource, endOfLine } from './text-source.ts';
import { type TranscriptPart, cutWithMarks } from './transcript.ts';

/** Enough to know a listing by; a session that opens with a longer one shows its prompts at the end. */
const HEAD_BYTES = 256 * 1024;
const TAIL_BYTES = 64 * 1024;

/** Reads an artifact as `kind`. Never throws; kinds without a parser (dump, text, transcript) give nothing. */
export function parseArtifact(kind: ArtifactKind, source: TextSource): ParsedArtifact {
  const format = formats.find((candidate) => candidate.kind === kind);
  return format === undefined ? parsedArtifact(kind, {}) : format.parse(source);
}

/**
 * What evidence is, by its shape; `name` only settles what shape leaves open. `transcript` where there are
 * prompts, several listings, or a listing among prose; `text` where nothing is known. Never `dump`.
 */
export function recogniseKind(source: TextSource, name: string): ArtifactKind {
  if (isCommandLine(source.bytes, name)) return 'cmdline';
  const head = cutWithMarks(headOf(source));
  const tail = cutWithMarks(tailOf(source));
  const parts = [...head.parts, ...tail.parts];
  if (parts.length === 0) return 'text';
  if (head.marks + tail.marks > 0) return 'transcript';
  const kind = commonKind(parts);
  if (kind === undefined) return 'transcript';
  const repeats = formats.find((format) => format.kind === kind)?.repeats === true;
  if (!repeats && (head.parts.length > 1 || tail.parts.length > 1)) return 'transcript';
  const rows = parts.reduce((lines, part) => lines + part.lastLine - part.firstLine + 1, 0);
  if (head.proseLines + tail.proseLines > Math.max(2, rows / 10)) return 'transcript';
  return settledByName(kind, name);
}

function headOf(source: TextSource): TextSource {
  const end =
    source.bytes.length <= HEAD_BYTES ? source.bytes.length : endOfLine(source.bytes, HEAD_BYTES) + 1;
  return { ...source, bytes: source.bytes.subarray(0, end) };
}

/** Empty where the head is all. Starts behind a line end. */
function tailOf(source: TextSource): TextSource {
  const { bytes } = source;
  const start =
    bytes.length <= HEAD_BYTES + TAIL_BYTES ? bytes.length : endOfLine(bytes, bytes.length - TAIL_BYTES) + 1;
  return { ...source, bytes: bytes.subarray(start) };
}

/** One kind for all parts, where `maps` may have grown into `smaps` in some of them. */
function commonKind(parts: readonly TranscriptPart[]): ArtifactKind | undefined {
  const kinds = [...new Set(parts.map((part) => part.kind))];
  if (kinds.length === 1) return kinds[0];
  const grown = formats.find((format) => format.growsFrom !== undefined && kinds.includes(format.kind));
  return grown !== undefined && kinds.every((kind) => kind === grown.kind || kind === grown.growsFrom)
    ? grown.kind
    : undefined;
}

/** Shapes that do not tell two kinds apart: a lone mapping line, fields without their mapping line. */
function settledByName(kind: ArtifactKind, name: string): ArtifactKind {
  const base = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  if (kind === 'maps' && base.startsWith('smaps')) return 'smaps';
  if (kind === 'smaps' && base.startsWith('smaps_rollup')) return 'smaps-rollup';
  return kind;
}
