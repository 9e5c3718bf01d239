/**
 * Which encoding a piece of evidence is in, and its text as UTF-8. The bytes that are stored stay as they
 * came; only parsers and people get the converted text.
 */
import type { TextEncoding } from '#shared/domain/evidence.ts';

/** More control characters than this share of the bytes, and it is no text. */
const MAX_CONTROL_SHARE = 0.01;
/** Broken UTF-8 that is still taken for text: a log with a few torn characters. */
const MAX_INVALID_SHARE = 0.3;
/** Share of non-ASCII pairs that lie in the zone of GB2312, where nearly all Chinese text lies. */
const MIN_GB_SHARE = 0.6;

/**
 * Tells the encoding from the first bytes of a file; they may end inside a character.
 * NUL counts as text only with `allowNul` (/proc/PID/cmdline separates arguments by it).
 */
export function detectEncoding(head: Uint8Array, allowNul = false): TextEncoding {
  const marked = encodingOfMark(head);
  if (marked !== undefined) return marked;
  // `sleep NUL 60 NUL` has a NUL at every other place or so, and is no UTF-16.
  const wide = allowNul ? undefined : wideEncoding(head);
  if (wide !== undefined) return wide;
  if (controlShare(head, allowNul) > MAX_CONTROL_SHARE) return 'binary';
  const invalid = countInvalid(head, 'utf-8');
  if (invalid === 0) return 'utf-8';
  if (countInvalid(head, 'gb18030') === 0 && gbShare(head) >= MIN_GB_SHARE) return 'gb18030';
  return invalid / head.length > MAX_INVALID_SHARE ? 'binary' : 'utf-8';
}

/** Decodes chunks of any encoding but `binary` to UTF-8 without a byte order mark. */
export function* toUtf8(chunks: Iterable<Uint8Array>, encoding: TextEncoding): Generator<Uint8Array> {
  if (encoding === 'utf-8' || encoding === 'binary') {
    yield* withoutMark(chunks);
    return;
  }
  const decoder = new TextDecoder(encoding);
  for (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** What parsers are given as `decode`: lenient, keeps offsets of the text as they are. */
export function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

function* withoutMark(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let first = true;
  for (const chunk of chunks) {
    const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    first = false;
    yield marked ? chunk.subarray(3) : chunk;
  }
}

function encodingOfMark(head: Uint8Array): TextEncoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without a mark: what tools print is mostly ASCII, so every other byte is NUL. */
function wideEncoding(head: Uint8Array): TextEncoding | undefined {
  const pairs = Math.floor(head.length / 2);
  if (pairs < 4) return undefined;
  const zeros = [0, 0];
  for (let index = 0; index < pairs * 2; index += 1) {
    if (head[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros.map((count) => count / pairs);
  const encoding = odd > 0.3 && even < 0.02 ? 'utf-16le' : even > 0.3 && odd < 0.02 ? 'utf-16be' : undefined;
  if (encoding === undefined) return undefined;
  const text = Buffer.from(new TextDecoder(encoding).decode(head.subarray(0, pairs * 2)));
  return controlShare(text, false) > MAX_CONTROL_SHARE ? undefined : encoding;
}

function controlShare(bytes: Uint8Array, allowNul: boolean): number {
  let control = 0;
  for (const byte of bytes) if (isControl(byte) && !(allowNul && byte === 0)) control += 1;
  return bytes.length === 0 ? 0 : control / bytes.length;
}

/** Control characters that no text has: not bell to carriage return, not escape (a recorded terminal). */
function isControl(byte: number): boolean {
  return byte === 0x7f || (byte < 0x20 && !(byte >= 0x07 && byte <= 0x0d) && byte !== 0x1b);
}

/** Replacement characters that decoding makes; a character cut off at the end counts as none. */
function countInvalid(bytes: Uint8Array, encoding: 'utf-8' | 'gb18030'): number {
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  return text.split('\ufffd').length - 1;
}

function gbShare(bytes: Uint8Array): number {
  let pairs = 0;
  let plausible = 0;
  for (let index = 0; index + 1 < bytes.length; index += 1) {
    const lead = bytes[index] ?? 0;
    if (lead < 0x80) continue;
    index += 1;
    pairs += 1;
    if (lead >= 0xa1 && lead <= 0xf7 && (bytes[index] ?? 0) >= 0xa1) plausible += 1;
  }
  return pairs === 0 ? 0 : plausible / pairs;
}
