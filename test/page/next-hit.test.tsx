import { describe, expect, it } from 'vitest';
import { nextHit } from '#renderer/views/dumps/next-hit.ts';

const hits = [4, 90, 91, 700].map((offset) => ({ offset, length: 3 }));

describe('the next hit', () => {
  it.each([
    [0, 1, 0],
    [4, 1, 1],
    [90, 1, 2],
    [700, 1, 0],
    [800, -1, 3],
    [90, -1, 0],
    [4, -1, 3],
  ] as const)('from %d by %d is number %d', (from, step, index) =>
    expect(nextHit(hits, from, step)).toBe(index),
  );
  it('is none where nothing was found', () => expect(nextHit([], 5, 1)).toBe(-1));
});
