import { describe, expect, it } from 'vitest';
import {
  clampTop,
  fineness,
  lastTop,
  thumbOf,
  topAfterDrag,
  topShowing,
} from '#renderer/views/dumps/scroll-model.ts';

/** 4 GiB in rows of 16 bytes, 20 pixels each: 5,368,709,120 pixels, which no element can have. */
const giant = { content: (2 ** 32 / 16) * 20, viewport: 600 };

describe('the scroll bar of 4 GiB', () => {
  it('comes to the very last pixel when the thumb is at the bottom', () => {
    const room = 600 - thumbOf(giant, 0).height;
    expect(topAfterDrag(giant, 0, room, 1)).toBe(5_368_709_120 - 600);
    expect(topAfterDrag(giant, 0, room + 500, 1)).toBe(lastTop(giant));
    expect(thumbOf(giant, lastTop(giant)).top).toBe(room);
  });

  it('comes back to the first', () => expect(topAfterDrag(giant, lastTop(giant), -600, 1)).toBe(0));

  it('is fine enough to go by a page of a dump', () => {
    // One pixel of the mouse, a thousand times finer: 5.4e9 / 572 / 1000 pixels.
    const step = topAfterDrag(giant, 0, 1, 1000);
    expect(step).toBe(Math.round((5_368_709_120 - 600) / 572 / 1000));
    expect([fineness(false, 0), fineness(true, 0), fineness(false, 100), fineness(true, 400)]).toEqual([
      1, 100, 10, 1000,
    ]);
  });

  it('shows a row by moving as little as it can', () => {
    expect(topShowing(giant, 1000, 60, 20)).toBe(1000);
    expect(topShowing(giant, 1000, 49, 20)).toBe(980);
    expect(topShowing(giant, 1000, 80, 20)).toBe(1020);
    expect(topShowing(giant, 0, 2 ** 28 - 1, 20)).toBe(lastTop(giant));
    expect(clampTop({ content: 100, viewport: 600 }, 40)).toBe(0);
  });
});
