/** Lines of a stored text by number, without reading it from its start each time. */
import type { TextEncoding } from '#shared/domain/evidence.ts';

/** Reads `[offset, offset + length)`, shorter at the end. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

export interface LineIndex {
  /** For each chunk of the text: its offset and the number of line feeds before it. */
  readonly chunks: readonly { readonly offset: number; readonly feedsBefore: number }[];
  readonly sizeBytes: number;
  /** Lines, the last one counted where it has no line feed. */
  readonly lines: number;
  readonly encoding: TextEncoding;
}

const LINE_FEED = 0x0a;
/** What is looked at in one piece: longer than nearly every line, shorter than a blink. */
const WINDOW_BYTES = 64 * 1024;

/** One pass over the text; O(size) once, then kept. */
export function indexLines(source: Iterable<Uint8Array>, encoding: TextEncoding): LineIndex {
  const chunks: { offset: number; feedsBefore: number }[] = [];
  const width = unitBytes(encoding);
  let offset = 0;
  let feeds = 0;
  let endsWithFeed = true;
  for (const chunk of source) {
    chunks.push({ offset, feedsBefore: feeds });
    for (let at = nextFeed(chunk, 0, encoding); at >= 0; at = nextFeed(chunk, at + width, encoding))
      feeds += 1;
    offset += chunk.length;
    if (chunk.length > 0) endsWithFeed = endsInFeed(chunk, encoding);
  }
  return { chunks, sizeBytes: offset, lines: feeds + (endsWithFeed ? 0 : 1), encoding };
}

/**
 * The bytes of the lines `first` to `last` (1-based, inclusive) without their line ends, each cut at
 * `maxLineBytes`. Lines that do not exist are left out.
 */
export function readLines(
  index: LineIndex,
  read: ReadAt,
  range: { first: number; last: number; maxLineBytes: number },
): Uint8Array[] {
  const lines: Uint8Array[] = [];
  const last = Math.min(range.last, index.lines);
  let number = range.first;
  while (number <= last) {
    const window = read(startOfLine(index, read, number), WINDOW_BYTES);
    const whole = cutWindow(window, index.encoding, last - number + 1);
    if (whole.length === 0) whole.push(window);
    for (const line of whole) lines.push(line.slice(0, range.maxLineBytes));
    number += whole.length;
  }
  return lines;
}

/** Lines that end within the window; the rest of it begins the next window. */
function cutWindow(window: Uint8Array, encoding: TextEncoding, wanted: number): Uint8Array[] {
  const lines: Uint8Array[] = [];
  const width = unitBytes(encoding);
  let start = 0;
  while (lines.length < wanted) {
    const feed = nextFeed(window, start, encoding);
    if (feed < 0) break;
    lines.push(window.subarray(start, feed));
    start = feed + width;
  }
  return lines;
}

/** Offset of the first byte of a line that exists. */
function startOfLine(index: LineIndex, read: ReadAt, line: number): number {
  const feedsBefore = line - 1;
  if (feedsBefore === 0) return 0;
  const place = chunkOfFeed(index, feedsBefore);
  const chunk = index.chunks[place];
  if (chunk === undefined) return index.sizeBytes;
  const end = index.chunks[place + 1]?.offset ?? index.sizeBytes;
  const bytes = read(chunk.offset, end - chunk.offset);
  const width = unitBytes(index.encoding);
  let feed = -width;
  for (let count = chunk.feedsBefore; count < feedsBefore; count += 1) {
    feed = nextFeed(bytes, feed + width, index.encoding);
  }
  return chunk.offset + feed + width;
}

/** Index of the last chunk that has fewer than `feeds` line feeds before it: the one that holds that feed. */
function chunkOfFeed(index: LineIndex, feeds: number): number {
  let low = 0;
  let high = index.chunks.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((index.chunks[middle]?.feedsBefore ?? Infinity) < feeds) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offset of the next line feed at or after `from`, or -1. Chunks begin at whole code units. */
function nextFeed(bytes: Uint8Array, from: number, encoding: TextEncoding): number {
  if (unitBytes(encoding) === 1) return bytes.indexOf(LINE_FEED, from);
  const other = encoding === 'utf-16le' ? 1 : -1;
  for (let at = bytes.indexOf(LINE_FEED, from); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    const aligned = at % 2 === (encoding === 'utf-16le' ? 0 : 1);
    if (aligned && bytes[at + other] === 0) return encoding === 'utf-16le' ? at : at - 1;
  }
  return -1;
}

function endsInFeed(bytes: Uint8Array, encoding: TextEncoding): boolean {
  const start = bytes.length - unitBytes(encoding);
  return start >= 0 && nextFeed(bytes.subarray(start), 0, encoding) === 0;
}

function unitBytes(encoding: TextEncoding): number {
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
}
