/** Counts what the bytes of a dump look like: each byte is looked at once. */
import {
  ENTROPY_CELLS,
  type ByteClass,
  type DumpStats,
  type RepeatedPage,
} from '#shared/domain/dump-stats.ts';
import type { MemoryReader } from '#shared/domain/heap.ts';
import { entropyOf } from './entropy.ts';

const PAGE = 4096;
const MOST_REPEATED = 20;

/** @param isKnown whether the bytes of the page at an offset were read */
export function dumpStats(memory: MemoryReader, isKnown: (offset: number) => boolean): DumpStats {
  const total = Math.ceil(memory.sizeBytes / PAGE);
  const cells = Math.min(ENTROPY_CELLS, total);
  const all = new Float64Array(256);
  const entropies: (number | null)[] = [];
  const seen = new SeenPages(memory);
  const pages = { total, known: 0, zero: 0, uniform: 0, duplicate: 0 };
  for (let cell = 0; cell < cells; cell += 1) {
    const own = new Float64Array(256);
    for (
      let page = Math.floor((total * cell) / cells);
      page < Math.floor((total * (cell + 1)) / cells);
      page += 1
    ) {
      const offset = page * PAGE;
      if (!isKnown(offset)) continue;
      const bytes = memory.read(offset, PAGE);
      pages.known += 1;
      for (const byte of bytes) own[byte] = (own[byte] as number) + 1;
      const first = bytes[0] ?? 0;
      const isUniform = bytes.every((byte) => byte === first);
      if (isUniform && first === 0) pages.zero += 1;
      else {
        if (isUniform) pages.uniform += 1;
        if (!seen.add(offset, bytes)) pages.duplicate += 1;
      }
    }
    const count = sum(own);
    entropies.push(count === 0 ? null : entropyOf(own, count));
    own.forEach((value, byte) => (all[byte] = (all[byte] as number) + value));
  }
  const known = sum(all);
  return {
    ...{ pageBytes: PAGE, pages, entropies, repeated: seen.repeated(MOST_REPEATED) },
    bytes: classesOf(all),
    entropy: known === 0 ? null : entropyOf(all, known),
  };
}

function sum(histogram: Float64Array): number {
  return histogram.reduce((all, value) => all + value, 0);
}

function classesOf(histogram: Float64Array): Record<ByteClass, number> {
  const bytes = { zero: 0, printable: 0, blank: 0, ones: 0, control: 0, high: 0 };
  histogram.forEach((count, byte) => (bytes[classOf(byte)] += count));
  return bytes;
}

function classOf(byte: number): ByteClass {
  if (byte === 0) return 'zero';
  if (byte === 0xff) return 'ones';
  if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) return 'blank';
  if (byte > 0x20 && byte < 0x7f) return 'printable';
  return byte < 0x80 ? 'control' : 'high';
}

/** Pages by their bytes. Equal hashes are compared byte by byte: what is called the same is the same. */
class SeenPages {
  readonly #memory: MemoryReader;
  readonly #byHash = new Map<number, { readonly offset: number; count: number }[]>();

  constructor(memory: MemoryReader) {
    this.#memory = memory;
  }

  /** False where a page with these bytes was there before. */
  add(offset: number, bytes: Uint8Array): boolean {
    const hash = hashOf(bytes);
    const alike = this.#byHash.get(hash) ?? [];
    if (alike.length === 0) this.#byHash.set(hash, alike);
    const page = bytes.slice();
    const same = alike.find((one) => areEqual(this.#memory.read(one.offset, PAGE), page));
    if (same === undefined) alike.push({ offset, count: 1 });
    else same.count += 1;
    return same === undefined;
  }

  repeated(most: number): RepeatedPage[] {
    return [...this.#byHash.values()]
      .flat()
      .filter(({ count }) => count > 1)
      .toSorted((one, other) => other.count - one.count || one.offset - other.offset)
      .slice(0, most);
  }
}

/** FNV-1a (32 bits, http://www.isthe.com/chongo/tech/comp/fnv/). */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
