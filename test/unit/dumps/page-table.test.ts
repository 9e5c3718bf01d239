/** Entries as Documentation/admin-guide/mm/pagemap.rst lays them out: bit 63 present, bit 62 swapped. */
import { expect, test } from 'vitest';
import { blocksOf, markZeroPages, pagesIn, runsOf, stateCode, statesOf } from '#electron/dumps/page-table.ts';
import { formatPieceRecord, parsePieceRecord } from '#electron/dumps/piece-record.ts';
import { cut } from '#electron/dumps/read-methods.ts';

function entries(...values: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => bytes.writeBigUInt64LE(value, index * 8));
  return bytes;
}

test('present, swapped and absent pages; soft-dirty and file bits say nothing of them', () => {
  const states = statesOf(entries(1n << 63n, 0n, 1n << 62n, (1n << 63n) | (1n << 61n) | 5n, 1n << 55n));
  const { present, absent, swapped } = stateCode;
  expect([...states]).toEqual([present, absent, swapped, present, absent]);
  expect(pagesIn(states, present)).toEqual([
    { first: 0, count: 1 },
    { first: 3, count: 1 },
  ]);
  expect(pagesIn(states, stateCode.unreadable)).toEqual([]);
  expect(runsOf(states.subarray(1, 3), 0x1000n, 4096)).toEqual([
    { start: 0x1000n, end: 0x2000n, state: 'absent' },
    { start: 0x2000n, end: 0x3000n, state: 'swapped' },
  ]);
});

test('a page of zeros that was read is zero; one byte makes it present', () => {
  const bytes = Buffer.alloc(3 * 4096);
  bytes[4096 * 2 - 1] = 1;
  const states = Uint8Array.from([stateCode.present, stateCode.present, stateCode.absent]);
  markZeroPages(states, bytes, 4096);
  expect([...states]).toEqual([stateCode.zero, stateCode.present, stateCode.absent]);
});

test.each([
  [512n, 512, { blockBytes: 4096, skip: 1n, count: 1 }],
  [1n, 512, { blockBytes: 8, skip: 1n, count: 512 }],
  [2n, 3, { blockBytes: 8, skip: 2n, count: 3 }],
  [34_359_738_367n, 1, { blockBytes: 8, skip: 34_359_738_367n, count: 1 }],
  [1024n, 64, { blockBytes: 512, skip: 16n, count: 1 }],
])('%s pages on, %s long: blocks that both ends fall on', (first, pages, blocks) => {
  expect(blocksOf(first, pages)).toEqual(blocks);
});

test('what is kept of a piece is read again, and nothing else is', () => {
  const states = Uint8Array.from([1, 1, 3, 0, 5]);
  const text = formatPieceRecord({ from: 5.4, to: 7, states });
  expect(text).toBe('5 7 present*2 absent*1 not-fetched*1 unreadable*1');
  expect(parsePieceRecord(text, 5)).toEqual({ from: 5, to: 7, states });
  expect(parsePieceRecord(text, 4)).toBeUndefined();
  expect(parsePieceRecord(text, 6)).toBeUndefined();
  expect(parsePieceRecord('5 7 gone*5', 5)).toBeUndefined();
  expect(parsePieceRecord('5 x present*5', 5)).toBeUndefined();
});

test('slices have at most so many pages and runs, and lose none', () => {
  const runs = [
    { first: 0, count: 5 },
    { first: 9, count: 1 },
    { first: 20, count: 4 },
  ];
  expect(cut(runs, 4, 2)).toEqual([
    [{ first: 0, count: 4 }],
    [
      { first: 4, count: 1 },
      { first: 9, count: 1 },
    ],
    [{ first: 20, count: 4 }],
  ]);
});
