/**
 * Every place where one of some patterns of bytes stands in a dump. Places that overlap are all given: `aa` stands in
 * `aaaa` three times (`grep -o` would go on behind each). UTF-16 that can be read in both byte orders is given once,
 * as the one at an even offset.
 */
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { SearchHit, SearchPattern } from '#shared/domain/search.ts';

export interface SearchOptions {
  /** First place of `needle` from an offset on, or −1; a platform's own is several times as fast (`Buffer.indexOf`). */
  readonly indexOf?: (bytes: Uint8Array, needle: Uint8Array, from: number) => number;
  /** Results do not depend on it. */
  readonly windowBytes?: number;
}

/** What a window brought. Whoever has enough, or is cancelled, stops asking. */
export interface SearchStep {
  /** In order of offset. */
  readonly hits: readonly SearchHit[];
  /** Bytes of the dump that are done with. */
  readonly done: number;
}

const WINDOW_BYTES = 1024 * 1024;
/** The other byte order is looked at one byte further on either side. */
const SIDE = 1;

export function* searchMemory(
  reader: MemoryReader,
  patterns: readonly SearchPattern[],
  { indexOf = plainIndexOf, windowBytes = WINDOW_BYTES }: SearchOptions = {},
): Generator<SearchStep> {
  const finders = patterns.map((pattern) => finderOf(pattern, indexOf));
  const longest = Math.max(...patterns.map(({ bytes }) => bytes.length));
  const [little, big] = ['utf-16le', 'utf-16be'].map((name) =>
    patterns.find(({ encoding }) => encoding === name),
  );
  for (let base = 0; base < reader.sizeBytes; base += windowBytes) {
    const before = Math.min(base, SIDE);
    const window = reader.read(base - before, before + windowBytes + longest - 1 + SIDE);
    const hits: SearchHit[] = [];
    patterns.forEach((pattern, i) => {
      const other = pattern === little ? big : pattern === big ? little : undefined;
      const step = pattern === little ? -1 : 1;
      for (const at of finders[i]?.(window, before, before + windowBytes) ?? []) {
        const offset = base - before + at;
        if (other !== undefined && offset % 2 !== 0 && stands(window, at + step, other)) continue;
        hits.push(hitAt(reader, offset, pattern));
      }
    });
    if (patterns.length > 1) hits.sort((one, next) => one.offset - next.offset);
    yield { hits, done: Math.min(base + windowBytes, reader.sizeBytes) };
  }
}

function hitAt({ start }: MemoryReader, offset: number, { bytes, encoding }: SearchPattern): SearchHit {
  return { offset, length: bytes.length, address: start + BigInt(offset), encoding };
}

type Finder = (window: Uint8Array, from: number, to: number) => number[];

/** Places in `[from, to)`; looks for the longest part without a wildcard, and at the rest where that stands. */
function finderOf(pattern: SearchPattern, indexOf: NonNullable<SearchOptions['indexOf']>): Finder {
  const { from: skip, to: end } = longestWholePart(pattern);
  const needle = pattern.bytes.slice(skip, end);
  if (needle.length === 0) return (window, from, to) => findMasked(window, pattern, from, to);
  const isAll = needle.length === pattern.bytes.length;
  return (window, from, to) => {
    const places: number[] = [];
    for (let at = indexOf(window, needle, from + skip); at >= 0; at = indexOf(window, needle, at + 1)) {
      if (at - skip >= to) break;
      if (isAll || stands(window, at - skip, pattern)) places.push(at - skip);
    }
    return places;
  };
}

function longestWholePart({ bytes, mask }: SearchPattern): { from: number; to: number } {
  let best = { from: 0, to: mask === null ? bytes.length : 0 };
  let from = 0;
  mask?.forEach((bits, at) => {
    if (bits !== 0xff) from = at + 1;
    else if (at + 1 - from > best.to - best.from) best = { from, to: at + 1 };
  });
  return best;
}

function findMasked(window: Uint8Array, pattern: SearchPattern, from: number, to: number): number[] {
  const places: number[] = [];
  const first = (pattern.bytes[0] ?? 0) & (pattern.mask?.[0] ?? 0);
  const mask = pattern.mask?.[0] ?? 0;
  const end = Math.min(to, window.length - pattern.bytes.length + 1);
  for (let at = from; at < end; at += 1)
    if (((window[at] ?? 0) & mask) === first && stands(window, at, pattern)) places.push(at);
  return places;
}

function stands(window: Uint8Array, at: number, { bytes, mask }: SearchPattern): boolean {
  if (at < 0 || at + bytes.length > window.length) return false;
  for (let i = 0; i < bytes.length; i += 1)
    if ((((window[at + i] ?? 0) ^ (bytes[i] ?? 0)) & (mask?.[i] ?? 0xff)) !== 0) return false;
  return true;
}

function plainIndexOf(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  const pattern = { bytes: needle, mask: null, encoding: 'bytes' } as const;
  let at = bytes.indexOf(needle[0] ?? 0, from);
  while (at >= 0 && !stands(bytes, at, pattern)) at = bytes.indexOf(needle[0] ?? 0, at + 1);
  return at;
}
