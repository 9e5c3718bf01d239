/** Pages that are made by hand, and counted by hand. */
import { expect, it } from 'vitest';
import { dumpStats } from '#shared/analysis/dump-stats.ts';
import type { MemoryReader } from '#shared/domain/heap.ts';

const PAGE = 4096;

function memoryOf(bytes: Uint8Array): MemoryReader {
  return {
    ...{ start: 0x1000n, sizeBytes: bytes.length },
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** Zeros; each byte 16 times; the same again; `A`; zeros; not read; `A` again. */
function sevenPages(): Uint8Array {
  const bytes = new Uint8Array(7 * PAGE);
  for (let i = 0; i < PAGE; i += 1) bytes[PAGE + i] = i & 0xff;
  bytes.copyWithin(2 * PAGE, PAGE, 2 * PAGE);
  bytes.fill(0x41, 3 * PAGE, 4 * PAGE);
  bytes.fill(0x55, 5 * PAGE, 6 * PAGE);
  bytes.fill(0x41, 6 * PAGE, 7 * PAGE);
  return bytes;
}

it('counts pages, classes of bytes and bits', () => {
  const stats = dumpStats(memoryOf(sevenPages()), (offset) => Math.floor(offset / PAGE) !== 5);
  expect(stats.pages).toEqual({ total: 7, known: 6, zero: 2, uniform: 2, duplicate: 2 });
  // 0 bits for one byte, 8 for 256 bytes that are equally many.
  expect(stats.entropies).toEqual([0, 8, 8, 0, 0, null, 0]);
  expect(stats.repeated).toEqual([
    { offset: PAGE, count: 2 },
    { offset: 3 * PAGE, count: 2 },
  ]);
  // Each of the two mixed pages has 16 of every byte: 94 printable, 6 blanks, 127 from 0x80 to 0xfe, 27 others.
  expect(stats.bytes).toEqual({
    zero: 2 * PAGE + 2 * 16,
    printable: 2 * PAGE + 2 * 16 * 94,
    blank: 2 * 16 * 6,
    ones: 2 * 16,
    control: 2 * 16 * (128 - 1 - 94 - 6),
    high: 2 * 16 * 127,
  });
});

it('adds up to the bytes, a cut page with them, and says nothing of what was not read', () => {
  const half = new Uint8Array(PAGE).fill(1, PAGE / 2);
  // One bit: as many zeros as ones. The rest of a last page counts as it is.
  expect(dumpStats(memoryOf(half), () => true).entropy).toBe(1);
  const uneven = dumpStats(memoryOf(new Uint8Array(PAGE + 100).fill(7)), () => true);
  expect(uneven.pages).toMatchObject({ total: 2, known: 2, duplicate: 0 });
  expect(Object.values(uneven.bytes).reduce((sum, value) => sum + value, 0)).toBe(PAGE + 100);
  expect(dumpStats(memoryOf(half), () => false)).toMatchObject({ entropy: null, entropies: [null] });
});
