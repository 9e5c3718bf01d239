/** Damage to dumps, and what a walk of them says that is not true. */
import { chunkStates, type ChunkState, type HeapWalk } from '#shared/domain/heap.ts';
import type { DumpInput } from '#shared/analysis/heap/walk-dump.ts';
import { integer, pick } from '#test/prove/generate/random.ts';

/** A region with each chunk as it was before the damage, in order. */
export interface TrueRegion {
  readonly start: bigint;
  readonly bytes: Buffer;
  readonly truth: {
    readonly offsets: ArrayLike<number>;
    readonly sizes: ArrayLike<number>;
    readonly states: readonly ChunkState[];
  };
}

export interface Damage {
  readonly what: string;
  readonly inputs: readonly DumpInput[];
  /** An arena, or a thread's cache with its neighbours: what alone tells of the chunks in their lists. */
  readonly hitsLists: boolean;
  /** By region, `[from, to)`: at the damage nothing is promised. */
  readonly excused: readonly (readonly [region: number, from: number, to: number])[];
}

export function inputOf(start: bigint, bytes: Buffer, endsWithRegion = true): DumpInput {
  const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return { start, sizeBytes: bytes.length, read, endsWithRegion };
}

function intact(regions: readonly TrueRegion[]): DumpInput[] {
  return regions.map(({ start, bytes }) => inputOf(start, bytes));
}

/** True chunk that holds an offset, or −1. */
function rowAt({ truth: { offsets, sizes } }: TrueRegion, offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const row = low - 1;
  return row >= 0 && offset < (offsets[row] ?? 0) + (sizes[row] ?? 0) ? row : -1;
}

/** Before the first chunk, or in the first three: a walk that stops at the third takes the second back. */
function isOfLists(region: TrueRegion | undefined, from: number): boolean {
  return from < (region?.truth.offsets[2] ?? Infinity) + 16;
}

/**
 * Bytes [from, to) of a region that were changed: the chunks that they touch, the one before, what a false size spans,
 * and the chunk that a changed pointer leads to.
 */
function excuse(
  regions: readonly TrueRegion[],
  at: number,
  from: number,
  to: number,
  changed: Buffer,
): Damage['excused'] {
  const region = regions[at];
  if (region === undefined) return [];
  const { truth } = region;
  const spans: [number, number, number][] = [];
  const endOf = (offset: number) => {
    const row = rowAt(region, offset);
    return row < 0 ? offset : (truth.offsets[row] ?? 0) + (truth.sizes[row] ?? 0);
  };
  const firstRow = rowAt(region, from);
  const before = Math.max(0, firstRow - (from < (truth.offsets[firstRow] ?? 0) + 16 ? 1 : 0));
  if (firstRow >= 0) spans.push([at, truth.offsets[before] ?? 0, endOf(to - 1)]);
  for (let row = Math.max(0, firstRow); row < truth.offsets.length; row++) {
    const header = truth.offsets[row] ?? Infinity;
    if (header >= to) break;
    const size = Number(changed.readBigUInt64LE(header + 8) & ~7n);
    if (size > (truth.sizes[row] ?? 0))
      spans.push([at, header, endOf(Math.min(header + size, changed.length - 1))]);
  }
  for (let word = from - (from % 8); word < to && to - from <= 8; word += 8) {
    const target = changed.readBigUInt64LE(word);
    regions.forEach((other, index) => {
      const offset = Number(target - other.start);
      if (offset >= 0 && offset < other.bytes.length) spans.push([index, offset - 16, offset + 1]);
    });
  }
  return spans;
}

/** One bit, mostly where it hurts: sizes, list pointers, heap_info and arenas. */
export function bitFlip(random: () => number, regions: readonly TrueRegion[]): Damage {
  const at = integer(random, 0, regions.length - 1);
  const { truth, bytes } = regions[at] ?? { truth: undefined, bytes: Buffer.alloc(8) };
  const count = truth?.offsets.length ?? 0;
  const header = truth?.offsets[integer(random, 0, Math.max(0, count - 1))] ?? 0;
  const place = pick(random, ['size', 'size', 'link', 'key', 'start', 'anywhere'] as const);
  const word = { size: header + 8, link: header + 16, key: header + 24, start: 8 * integer(random, 0, 290) };
  const chosen =
    place === 'anywhere' || count === 0 ? 8 * integer(random, 0, bytes.length / 8 - 1) : word[place];
  const offset = Math.min(chosen, bytes.length - 8);
  const bit = pick(random, [integer(random, 0, 63), integer(random, 0, 27), integer(random, 0, 2)]);
  const changed = Buffer.from(bytes);
  const byte = offset + (bit >> 3);
  changed[byte] = (changed[byte] ?? 0) ^ (1 << (bit & 7));
  const inputs = intact(regions);
  inputs[at] = inputOf(regions[at]?.start ?? 0n, changed);
  const excused = excuse(regions, at, offset, offset + 8, changed);
  return {
    what: `bit ${bit} of ${place} at ${at}:0x${offset.toString(16)}`,
    inputs,
    excused,
    hitsLists: isOfLists(regions[at], offset),
  };
}

/** The dump of one region ends early. */
export function cut(regions: readonly TrueRegion[], at: number, size: number): Damage {
  const inputs = intact(regions);
  const { start, bytes } = regions[at] ?? { start: 0n, bytes: Buffer.alloc(0) };
  inputs[at] = inputOf(start, bytes.subarray(0, size), false);
  return {
    what: `${at} cut at 0x${size.toString(16)}`,
    inputs,
    excused: [[at, size, Infinity]],
    hitsLists: isOfLists(regions[at], size - 16),
  };
}

/** Pages full of zeros, noise or text. */
export function spoilPages(random: () => number, regions: readonly TrueRegion[]): Damage {
  const at = integer(random, 0, regions.length - 1);
  const { start, bytes } = regions[at] ?? { start: 0n, bytes: Buffer.alloc(4096) };
  const from = 4096 * integer(random, 0, bytes.length / 4096 - 1);
  const to = Math.min(bytes.length, from + 4096 * integer(random, 1, 4));
  const changed = Buffer.from(bytes);
  const kind = pick(random, ['zeros', 'noise', 'text'] as const);
  for (let offset = from; offset < to; offset++)
    changed[offset] = kind === 'zeros' ? 0 : kind === 'text' ? 0x61 : integer(random, 0, 255);
  const inputs = intact(regions);
  inputs[at] = inputOf(start, changed);
  return {
    what: `${kind} at ${at}:0x${from.toString(16)}`,
    inputs,
    excused: excuse(regions, at, from, to, changed),
    hitsLists: isOfLists(regions[at], from),
  };
}

const freed: ReadonlySet<ChunkState> = new Set(['free', 'fast', 'thread-cached', 'top']);

/**
 * What a walk says outside of guesses, and is not so. `unknown` is no lie.
 * @param isStrict freed chunks are known even without their lists: by mangled pointers and a random key (2.34)
 */
export function liesOf(
  walk: HeapWalk,
  regions: readonly TrueRegion[],
  { excused, hitsLists }: Damage,
  isStrict: boolean,
): string[] {
  const lies: string[] = [];
  walk.dumps.forEach(({ segments, chunks }, at) => {
    const region = regions[at];
    if (region === undefined) return;
    const spans = excused.filter(([index]) => index === at);
    for (const { isGuess, firstChunk, endChunk } of segments) {
      for (let row = firstChunk; row < endChunk && !isGuess; row++) {
        const offset = chunks.offsets[row] ?? NaN;
        const says = chunkStates[chunks.states[row] ?? -1] ?? 'unknown';
        const truly = rowAt(region, offset);
        const was = region.truth.states[truly] ?? 'unknown';
        const isPlace =
          region.truth.offsets[truly] === offset && region.truth.sizes[truly] === chunks.sizes[row];
        const isLie = !isPlace || (says === 'used' && was !== 'used') || (freed.has(says) && !freed.has(was));
        if (!isLie || says === 'unknown') continue;
        if (hitsLists && !isStrict && isPlace && says === 'used') continue;
        if (spans.some(([, from, to]) => offset < to && offset + (chunks.sizes[row] ?? 0) > from)) continue;
        lies.push(`${at}:0x${offset.toString(16)} is ${was}, not ${says}${isPlace ? '' : ', and no chunk'}`);
      }
    }
  });
  return lies;
}
