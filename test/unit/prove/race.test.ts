import { describe, expect, it } from 'vitest';
import type { Contestant, Limits } from '#test/prove/harness/claim.ts';
import { race } from '#test/prove/harness/race.ts';
import { median, ratioOf } from '#test/prove/harness/statistics.ts';

/** Takes the given times in turn, without really taking them. */
function scripted(name: string, ...wallMs: number[]): Contestant {
  let at = 0;
  return {
    name,
    run: () => Promise.resolve({ wallMs: wallMs[at++ % wallMs.length] ?? 0, cpuMs: 1, rssBytes: 100 }),
  };
}
const run = (ours: Contestant, peer: Contestant | undefined, limits: Limits) =>
  race({ name: 'row', ours, peer, limits }, 9, 0, () => undefined);

describe('median and ratio', () => {
  it('takes the middle, or the mean of the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow('median of nothing');
  });

  it('is exact for steady times and spreads with them', () => {
    expect(ratioOf([20, 20, 20], [10, 10, 10])).toEqual({ median: 2, low: 2, high: 2 });
    const spread = ratioOf([10, 20, 30, 40, 50], [10, 10, 10, 10, 10]);
    expect(spread.median).toBe(3);
    expect(spread.low).toBeLessThan(3);
    expect(spread.high).toBeGreaterThan(3);
    expect(ratioOf([10, 20, 30, 40, 50], [10, 10, 10, 10, 10])).toEqual(spread);
  });
});

describe('a row', () => {
  it('holds where all limits are kept', async () => {
    const row = await run(scripted('ours', 10), scripted('peer', 30), {
      wallMs: 10,
      rssBytes: 100,
      ratio: 3,
    });
    expect(row).toMatchObject({ verdict: 'holds', misses: [], nullRace: 1, ratio: { median: 3 } });
    expect(row.peer?.rounds).toBe(18);
  });

  it.each<[string, Limits, string]>([
    ['too slow', { wallMs: 9 }, '10.0 ms, at most 9 ms'],
    ['too large', { rssBytes: 99 }, 'at most 0 MiB'],
    ['not enough faster', { ratio: 3.1 }, 'ratio surely 3.00, at least 3.1'],
  ])('fails where it is %s', async (_, limits, miss) => {
    const row = await run(scripted('ours', 10), scripted('peer', 30), limits);
    expect(row.verdict).toBe('fails');
    expect(row.misses).toEqual([expect.stringContaining(miss)]);
  });

  it('counts the low end of the ratio, not its middle', async () => {
    const row = await run(scripted('ours', 20, 30, 40), scripted('peer', 90), { ratio: 3 });
    expect(row.ratio?.median).toBe(3);
    expect(row.misses).toHaveLength(1);
  });

  it('gives no verdict where the peer does not come out even with itself', async () => {
    // In turn the peer runs as peer, then as its own rival: the rival is always slower here.
    const peer = scripted('peer', 30, 33);
    const row = await run(scripted('ours', 1), peer, { ratio: 2 });
    expect(row.nullRace).not.toBe(1);
    expect(row.verdict).toBe('too noisy');
  });

  it('gives no verdict where a limit is missed while others waited for a processor', async () => {
    let waitedUs = 0;
    const pressure = () => (waitedUs += 60e6);
    const row = (limits: Limits) => race({ name: 'row', ours: scripted('ours', 10), limits }, 9, 0, pressure);
    expect((await row({ wallMs: 9 })).verdict).toBe('too noisy');
    expect((await row({ wallMs: 10 })).verdict).toBe('holds');
  });

  it('without limits is printed and not judged', async () => {
    expect((await run(scripted('ours', 10), undefined, {})).verdict).toBe('printed');
  });

  it('never passes what was not measured', async () => {
    const mute: Contestant = { name: 'mute', run: () => Promise.resolve({ wallMs: Number.NaN }) };
    expect((await run(mute, undefined, { wallMs: 1 })).verdict).toBe('fails');
    expect((await run(mute, undefined, { rssBytes: 1 })).verdict).toBe('fails');
  });
});
