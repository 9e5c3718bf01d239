/** Makes the strip of a dump: every byte is looked at once. */
import {
  cellContents,
  cellLives,
  STRIP_CELLS,
  type CellContent,
  type DumpStrip,
} from '#shared/domain/dump-strip.ts';
import type { ChunkTable, MemoryReader } from '#shared/domain/heap.ts';
import { entropyOf } from '../entropy.ts';
import { livenessAt } from './chunk-at.ts';

const PAGE = 4096;
/** Fewer bytes cannot look evenly spread. */
const LEAST_FOR_ENTROPY = 2048;
/** Bits per byte; text has about 5, code about 6. */
const PACKED_BITS = 7.5;

/** @param isKnown whether the bytes of the page at an offset were read */
export function dumpStrip(
  memory: MemoryReader,
  isKnown: (offset: number) => boolean,
  chunks: ChunkTable,
): DumpStrip {
  const count = Math.min(STRIP_CELLS, Math.ceil(memory.sizeBytes / 16));
  const contents = new Uint8Array(count);
  for (let cell = 0; cell < count; cell += 1) {
    const content = contentOf(memory, isKnown, edge(memory, count, cell), edge(memory, count, cell + 1));
    contents[cell] = cellContents.indexOf(content);
  }
  return { contents, lives: livesOf(memory, count, chunks) };
}

function edge({ sizeBytes }: MemoryReader, count: number, cell: number): number {
  return Math.floor((sizeBytes * cell) / count);
}

function contentOf(
  memory: MemoryReader,
  isKnown: (offset: number) => boolean,
  from: number,
  to: number,
): CellContent {
  const histogram = new Float64Array(256);
  let [known, words, pointers] = [0, 0, 0];
  for (let at = from; at < to;) {
    const end = Math.min(to, (Math.floor(at / PAGE) + 1) * PAGE);
    if (isKnown(at)) {
      const bytes = memory.read(at, end - at);
      known += bytes.length;
      for (const byte of bytes) histogram[byte] = (histogram[byte] ?? 0) + 1;
      for (let word = (8 - (at % 8)) % 8; word + 8 <= bytes.length; word += 8) {
        words += 1;
        if (isPointer(bytes, word)) pointers += 1;
      }
    }
    at = end;
  }
  if (known === 0) return 'nothing';
  if ((histogram[0] ?? 0) === known) return 'zeros';
  const printable = histogram.slice(0x20, 0x7f).reduce((sum, value) => sum + value, 0);
  if (printable * 2 >= known) return 'text';
  if (pointers * 4 >= words && words > 0) return 'pointers';
  return known >= LEAST_FOR_ENTROPY && entropyOf(histogram, known) >= PACKED_BITS ? 'packed' : 'other';
}

/** Little-endian, in the two ranges where Linux puts programs and mappings on x86-64 and arm64. */
function isPointer(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 7] !== 0 || bytes[at + 6] !== 0) return false;
  const top = bytes[at + 5] ?? 0;
  return top === 0x7f || top === 0x7e || top === 0x55 || top === 0x56 || top === 0xff || top === 0xaa;
}

/** The state with most bytes in the cell; chunks may span many cells. */
function livesOf({ sizeBytes }: MemoryReader, count: number, chunks: ChunkTable): Uint8Array {
  const bytes = new Float64Array(count * cellLives.length);
  for (let row = 0; row < chunks.count; row += 1) {
    const life = cellLives.indexOf(livenessAt(chunks, row));
    const start = chunks.offsets[row] ?? 0;
    const end = Math.min(sizeBytes, start + (chunks.sizes[row] ?? 0));
    for (let at = start; at < end;) {
      const cell = Math.min(count - 1, Math.floor((at * count) / sizeBytes));
      const next = Math.min(end, Math.max(at + 1, Math.ceil((sizeBytes * (cell + 1)) / count)));
      const place = cell * cellLives.length + life;
      bytes[place] = (bytes[place] ?? 0) + next - at;
      at = next;
    }
  }
  return Uint8Array.from({ length: count }, (_, cell) => {
    const own = bytes.subarray(cell * cellLives.length, (cell + 1) * cellLives.length);
    return own.indexOf(Math.max(...own));
  });
}
