import { expect, it } from 'vitest';
import { StringOwners } from '#shared/analysis/strings/own-strings.ts';
import { chunkStates } from '#shared/domain/heap.ts';

const batch = {
  count: 5,
  offsets: Float64Array.of(16, 40, 70, 20, 200),
  lengths: Uint32Array.of(6, 7, 8, 9, 10),
  // The fourth is UTF-8: it may lie before the ones of ASCII.
  encodings: Uint8Array.of(0, 0, 0, 1, 0),
};

it('gives each string the chunk of its first byte, and counts the living and the ghosts', () => {
  const states = ['used', 'free', 'unknown'] as const;
  const owners = new StringOwners({
    count: 3,
    offsets: Float64Array.of(0, 32, 64),
    sizes: Float64Array.of(32, 32, 32),
    states: Uint8Array.from(states, (state) => chunkStates.indexOf(state)),
  });
  expect([...owners.own(batch).chunks]).toEqual([0, 1, 2, 0, -1]);
  const totals = owners.totals();
  expect(totals.ascii).toEqual({
    live: { count: 1, bytes: 6 },
    ghost: { count: 1, bytes: 7 },
    undetermined: { count: 2, bytes: 18 },
  });
  expect(totals['utf-8'].live).toEqual({ count: 1, bytes: 9 });
});

it('determines nothing without a walk', () => {
  const owners = new StringOwners(null);
  expect([...owners.own(batch).chunks]).toEqual([-1, -1, -1, -1, -1]);
  expect(owners.totals().ascii.undetermined).toEqual({ count: 4, bytes: 31 });
});
