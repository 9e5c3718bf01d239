import { describe, expect, it } from 'vitest';
import { dumpStrip } from '#shared/analysis/heap/dump-strip.ts';
import { cellContents, cellLives } from '#shared/domain/dump-strip.ts';
import { chunkStates, type ChunkTable } from '#shared/domain/heap.ts';

const CELL = 4096;
const none: ChunkTable = {
  ...{ count: 0, offsets: new Float64Array(), sizes: new Float64Array(), states: new Uint8Array() },
};

function memoryOf(bytes: Uint8Array) {
  return {
    ...{ start: 0n, sizeBytes: bytes.length },
    read: (offset: number, length: number) => bytes.subarray(offset, offset + length),
  };
}

/** 2,048 cells of a page each: the kinds in turn. */
function pages(): Uint8Array {
  const bytes = new Uint8Array(2048 * CELL);
  // xorshift32: evenly spread, and the same each time.
  let state = 2_463_534_242;
  for (let cell = 0; cell < 2048; cell += 1) {
    const page = bytes.subarray(cell * CELL, (cell + 1) * CELL);
    if (cell % 5 === 1) page.fill(0x61);
    if (cell % 5 === 2) for (let at = 0; at < CELL; at += 16) page.set([0x10, 0, 0, 0xf6, 0x12, 0x7f], at);
    if (cell % 5 !== 3) continue;
    for (let at = 0; at < CELL; at += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      page[at] = state & 255;
    }
  }
  return bytes;
}

describe('the strip of a dump', () => {
  it('tells looks apart, and zeros from what nobody read', () => {
    const strip = dumpStrip(memoryOf(pages()), (offset) => Math.floor(offset / CELL) % 5 !== 4, none);
    const named = [...strip.contents].map((content) => cellContents[content]);
    expect(named.slice(0, 5)).toEqual(['zeros', 'text', 'pointers', 'packed', 'nothing']);
    expect(named.filter((name) => name === 'nothing')).toHaveLength(409);
    expect(new Set(strip.lives)).toEqual(new Set([0]));
  });

  it('says of each cell what most of its chunks’ bytes are', () => {
    // Live over two and a half cells, then a ghost for the rest of the third and one more.
    const chunks: ChunkTable = {
      count: 2,
      offsets: Float64Array.of(0, 2.4 * CELL),
      sizes: Float64Array.of(2.4 * CELL, 1.6 * CELL),
      states: Uint8Array.of(chunkStates.indexOf('used'), chunkStates.indexOf('free')),
    };
    const { lives } = dumpStrip(memoryOf(new Uint8Array(2048 * CELL)), () => true, chunks);
    expect([...lives.subarray(0, 5)].map((life) => cellLives[life])).toEqual([
      'live',
      'live',
      'ghost',
      'ghost',
      'none',
    ]);
  });

  it('has fewer cells where there are few bytes', () => {
    expect(dumpStrip(memoryOf(new Uint8Array(100)), () => true, none).contents).toHaveLength(7);
  });
});
