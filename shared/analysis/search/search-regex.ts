/**
 * Regular expressions over memory: bytes are read as ISO 8859-1, one character each, so `\xe9` is a byte; `^` and `$` stand at
 * lines. Hits are the leftmost, and go on behind each other, as `grep -o` prints them; empty ones are left out. One
 * hit has at most 4,096 bytes: where the expression would take more it is tried on so many, which may end
 * it sooner, and what still is longer is cut there. It sees 64 bytes before and behind. So no hit depends on where windows meet.
 */
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { SearchHit } from '#shared/domain/search.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { SearchStep } from './search-memory.ts';

export interface RegexOptions {
  /** Of letters, with those of ISO 8859-1. */
  readonly ignoreCase?: boolean;
  /** One character per byte; a platform's own is several times as fast. */
  readonly toLatin1?: (bytes: Uint8Array) => string;
  readonly windowBytes?: number;
  readonly mostHitBytes?: number;
}

const WINDOW_BYTES = 256 * 1024;
const MOST_HIT_BYTES = 4096;
const CONTEXT_BYTES = 64;

/** @throws input.bad-option */
export function compileRegex(source: string, ignoreCase: boolean, sticky = false): RegExp {
  if (/[^\u0020-\u007e]/.test(source))
    throw badRegex(source, 'it holds characters beyond ASCII: write their bytes, such as \\xe9\\x94\\x99');
  try {
    return new RegExp(source, `${sticky ? 'y' : 'g'}m${ignoreCase ? 'i' : ''}`);
  } catch (error) {
    throw badRegex(source, error instanceof Error ? error.message : 'it cannot be read');
  }
}

/** @throws input.bad-option */
export function* searchRegex(
  reader: MemoryReader,
  source: string,
  options: RegexOptions = {},
): Generator<SearchStep> {
  const {
    ignoreCase = false,
    toLatin1 = plainLatin1,
    windowBytes = WINDOW_BYTES,
    mostHitBytes = MOST_HIT_BYTES,
  } = options;
  const regex = compileRegex(source, ignoreCase);
  const exact = compileRegex(source, ignoreCase, true);
  const behind = mostHitBytes + CONTEXT_BYTES;
  let next = 0;
  for (let base = 0; base < reader.sizeBytes; base += windowBytes) {
    const before = Math.min(base, CONTEXT_BYTES);
    const text = toLatin1(reader.read(base - before, before + windowBytes + behind));
    const hits: SearchHit[] = [];
    const toOffset = base - before;
    const end = before + windowBytes;
    let at = Math.max(before, next - toOffset);
    while (at < end) {
      regex.lastIndex = at;
      const match = regex.exec(text);
      if (match === null || match.index >= end) break;
      const length =
        match[0].length <= mostHitBytes
          ? match[0].length
          : lengthWithin(exact, text, match.index, mostHitBytes);
      if (length > 0) hits.push(hitAt(reader, toOffset + match.index, length));
      at = match.index + Math.max(1, length);
      next = toOffset + at;
    }
    yield { hits, done: Math.min(base + windowBytes, reader.sizeBytes) };
  }
}

/** Of the match at `at` where only so many bytes can be seen; 0 for none. */
function lengthWithin(exact: RegExp, text: string, at: number, mostBytes: number): number {
  const from = Math.max(0, at - CONTEXT_BYTES);
  exact.lastIndex = at - from;
  const match = exact.exec(text.slice(from, at + mostBytes + CONTEXT_BYTES));
  return match === null ? 0 : Math.min(match[0].length, mostBytes);
}

function hitAt({ start }: MemoryReader, offset: number, length: number): SearchHit {
  return { offset, length, address: start + BigInt(offset), encoding: 'bytes' };
}

const SLICE = 8192;

function plainLatin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += SLICE)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + SLICE)));
  return parts.join('');
}

function badRegex(source: string, why: string): AppError {
  return new AppError('input.bad-option', `The expression cannot be used: ${why}.`, { pattern: source });
}
