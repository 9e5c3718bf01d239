import { describe, expect, it } from 'vitest';
import {
  MAX_SCROLL_PX,
  positionAfterScroll,
  positionAt,
  positionShowing,
  rowTop,
  rowWindow,
  scrollHeight,
  type GridGeometry,
} from '#renderer/components/grid/row-window.ts';

const small: GridGeometry = { total: 1000, rowHeight: 24, viewport: 480 };
const giant: GridGeometry = { total: 5_000_000, rowHeight: 24, viewport: 480 };
const start = { scrollTop: 0, virtualTop: 0 };

describe('a table that fits an element', () => {
  it('is as high as its rows', () => expect(scrollHeight(small)).toBe(24_000));

  it('draws what is seen and the overscan', () => {
    // 480 px are rows 10 to 29 at 240 px; three more on either side.
    expect(rowWindow(small, 240, 3)).toEqual({ first: 7, end: 33 });
  });

  it('does not draw past its ends', () => {
    expect(rowWindow(small, 0, 50)).toEqual({ first: 0, end: 70 });
    expect(rowWindow(small, 24_000 - 480, 50)).toEqual({ first: 930, end: 1000 });
  });

  it('takes the bar as it is', () => {
    expect(positionAfterScroll(small, start, 1234)).toEqual({ scrollTop: 1234, virtualTop: 1234 });
  });

  it('moves as little as shows a row whole', () => {
    const now = { scrollTop: 240, virtualTop: 240 };
    expect(positionShowing(small, now, 10)).toEqual(now);
    expect(positionShowing(small, now, 29)).toEqual(now);
    expect(positionShowing(small, now, 30).virtualTop).toBe(264);
    expect(positionShowing(small, now, 9).virtualTop).toBe(216);
  });
});

describe('a table beyond the highest element', () => {
  it('is as high as is allowed', () => expect(scrollHeight(giant)).toBe(MAX_SCROLL_PX));

  it('reaches its last row by the bar and by a key', () => {
    const bottom = MAX_SCROLL_PX - giant.viewport;
    const byBar = positionAfterScroll(giant, start, bottom);
    expect(rowWindow(giant, byBar.virtualTop, 0).end).toBe(5_000_000);
    const byKey = positionShowing(giant, start, 4_999_999);
    expect(rowWindow(giant, byKey.virtualTop, 0).end).toBe(5_000_000);
    expect(Math.abs(byKey.scrollTop - bottom)).toBeLessThan(1);
  });

  it('turns the wheel one to one', () => {
    const now = positionAt(giant, 60_000_000);
    const next = positionAfterScroll(giant, now, now.scrollTop + 100);
    expect(next.virtualTop).toBeCloseTo(60_000_100, 3);
  });

  it('drags in proportion', () => {
    const half = positionAfterScroll(giant, start, (MAX_SCROLL_PX - giant.viewport) / 2);
    expect(half.virtualTop).toBeCloseTo((120_000_000 - 480) / 2, 3);
  });

  it('draws rows where they are seen, not where they would be', () => {
    const now = positionAt(giant, 60_000_000);
    expect(rowTop(giant, now, 2_500_000)).toBeCloseTo(now.scrollTop, 6);
    expect(rowTop(giant, now, 2_500_001) - rowTop(giant, now, 2_500_000)).toBeCloseTo(24, 6);
  });
});
