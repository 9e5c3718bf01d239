import { describe, expect, it } from 'vitest';
import { cursorAt, moveHexCursor, selectedBytes, type HexKey } from '#renderer/views/dumps/hex-cursor.ts';
import { hexRows, rowAt, rowOf, type PageSpan } from '#renderer/views/dumps/hex-rows.ts';
import { columnAt, hexColumnX, hexLayout } from '#renderer/views/dumps/hex-layout.ts';
import { textsOf } from '#renderer/views/dumps/paint-hex.ts';

const none: ReadonlySet<number> = new Set();
const KiB = 1024;
/** 4 KiB of bytes, 8 KiB that nobody has, 4 KiB of zeros, 32 KiB of zeros, 4,100 bytes. */
const spans: PageSpan[] = [
  { offset: 0, length: 4 * KiB, state: 'present' },
  { offset: 4 * KiB, length: 8 * KiB, state: 'absent' },
  { offset: 12 * KiB, length: 4 * KiB, state: 'zero' },
  { offset: 16 * KiB, length: 4 * KiB, state: 'present' },
  { offset: 20 * KiB, length: 32 * KiB, state: 'zero' },
  { offset: 52 * KiB, length: 4100, state: 'read' },
];
const size = 52 * KiB + 4100;
const rows = hexRows(size, spans, none);

describe('rows of a dump', () => {
  it('are 16 bytes each where nothing is known of pages', () => {
    const plain = hexRows(100, [], none);
    // 100 = 6 × 16 + 4.
    expect(plain.total).toBe(7);
    expect(rowAt(plain, 6)).toEqual({ offset: 96, length: 4, fold: null });
    expect(rowAt(plain, 7)).toBeUndefined();
  });

  it('fold what nobody has, whatever its length, and zeros that are long', () => {
    // 256 rows, a fold, 2 × 256 rows of a short run of zeros and what follows, a fold, 257 rows (4,100 / 16 up).
    expect(rows.total).toBe(256 + 1 + 512 + 1 + 257);
    expect(rowAt(rows, 256)).toEqual({ offset: 4 * KiB, length: 8 * KiB, fold: 'absent' });
    expect(rowAt(rows, 257)).toEqual({ offset: 12 * KiB, length: 16, fold: null });
    expect(rowAt(rows, 769)).toEqual({ offset: 20 * KiB, length: 32 * KiB, fold: 'zero' });
    expect(rowAt(rows, rows.total - 1)).toEqual({ offset: 52 * KiB + 4096, length: 4, fold: null });
  });

  it('show zeros that were unfolded, and never what nobody read', () => {
    const open = hexRows(size, spans, new Set([20 * KiB, 4 * KiB]));
    expect(open.total).toBe(256 + 1 + 512 + 2048 + 257);
    expect(rowAt(open, 256)?.fold).toBe('absent');
  });

  it('lead back from each offset to its row', () => {
    for (const index of [0, 255, 256, 257, 768, 769, 770, rows.total - 1]) {
      const row = rowAt(rows, index);
      expect(rowOf(rows, row?.offset ?? -1)).toBe(index);
      expect(rowOf(rows, (row?.offset ?? 0) + (row?.length ?? 0) - 1)).toBe(index);
    }
  });

  it('reach the last byte of 4 GiB and of more than 2^32 rows', () => {
    const huge = hexRows(2 ** 36 + 5, [], none);
    expect(huge.total).toBe(2 ** 32 + 1);
    expect(rowAt(huge, huge.total - 1)).toEqual({ offset: 2 ** 36, length: 5, fold: null });
  });
});

describe('the cursor', () => {
  const press = (key: string, more: Partial<HexKey> = {}): HexKey => ({
    ...{ key, ctrl: false, shift: false, page: 10 },
    ...more,
  });

  it('goes by bytes and rows and keeps its column over a fold', () => {
    let at = cursorAt(rows, 4 * KiB - 1);
    at = moveHexCursor(rows, at, press('ArrowDown')) ?? at;
    expect(at.offset).toBe(4 * KiB);
    at = moveHexCursor(rows, at, press('ArrowDown')) ?? at;
    expect(at.offset).toBe(12 * KiB + 15);
    at = moveHexCursor(rows, at, press('ArrowUp', { ctrl: true })) ?? at;
    // Sixteen rows up: the fold is one of them.
    expect(at.offset).toBe(4 * KiB - 15 * 16 + 15);
  });

  it('leaves a fold at its edges', () => {
    const fold = cursorAt(rows, 5000);
    expect(fold.offset).toBe(4 * KiB);
    expect(moveHexCursor(rows, fold, press('ArrowRight'))?.offset).toBe(12 * KiB);
    expect(moveHexCursor(rows, fold, press('ArrowLeft'))?.offset).toBe(4 * KiB - 1);
  });

  it('comes to the ends of row and dump', () => {
    const at = cursorAt(rows, 100);
    expect(moveHexCursor(rows, at, press('Home'))?.offset).toBe(96);
    expect(moveHexCursor(rows, at, press('End'))?.offset).toBe(111);
    expect(moveHexCursor(rows, at, press('End', { ctrl: true }))?.offset).toBe(size - 1);
    expect(moveHexCursor(rows, at, press('Home', { ctrl: true }))?.offset).toBe(0);
    expect(moveHexCursor(rows, at, press('PageDown'))?.offset).toBe(260);
  });

  it('selects with Shift, from either side', () => {
    let at = cursorAt(rows, 32);
    at = moveHexCursor(rows, at, press('ArrowDown', { shift: true })) ?? at;
    expect(selectedBytes(at)).toEqual({ start: 32, end: 49 });
    at = moveHexCursor(rows, at, press('Home', { shift: true, ctrl: true })) ?? at;
    expect(selectedBytes(at)).toEqual({ start: 0, end: 33 });
    expect(selectedBytes(moveHexCursor(rows, at, press('ArrowRight')) ?? at)).toEqual({ start: 1, end: 2 });
  });
});

describe('what stands in a row', () => {
  const layout = hexLayout(8, 0x7f0000000000n);

  it('is found again under the mouse, in both panes', () => {
    for (let column = 0; column < 16; column += 1) {
      expect(columnAt(layout, hexColumnX(layout, column) + 7)).toBe(column);
      expect(columnAt(layout, layout.textX + column * 8 + 4)).toBe(column);
    }
  });

  it('writes zeros and dots in inks of their own, at the same places', () => {
    const texts = textsOf(Uint8Array.of(0x41, 0, 0x7f, 0x20, 0xff, 1, 2, 3, 4));
    expect(texts.digits).toBe('41    7f 20 ff 01 02 03  04 ');
    expect(texts.zeros).toBe('   00'.padEnd(28));
    expect(texts.letters).toBe('A'.padEnd(9));
    expect(texts.dots).toBe(' ·· ·····');
  });
});
