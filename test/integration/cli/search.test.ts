/** `search` through the bundled case, counted beside by another way of looking. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonShape } from '#shared/contract/json.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';

const sample = fileURLToPath(new URL('../../../build/sample/two-appliances.memcase', import.meta.url));

describe('memcase search', () => {
  let desk: Desk;
  beforeAll(() => {
    desk = createDesk();
  });
  afterAll(() => desk.remove());

  const search = (...args: string[]): Promise<JsonShape<'search'>> =>
    desk.json<JsonShape<'search'>>('search', sample, ...args);

  it('finds what stands in the bytes of the dumps, each with its address', async () => {
    const { hits, told, found, dumps } = await search('"queue_messages"', '--limit', '100000');
    const { artifacts } = await desk.json<{ artifacts: { id: number; baseAddress: string }[] }>(
      ...(['show', sample, 'dumps'] as const),
    );
    expect(dumps).toBe(artifacts.length);
    const { found: some, hits: all } = await search('"session_id":"fw-04-000000000001"', '--limit', '5');
    expect(all).toBeGreaterThan(0);
    expect(told).toBe(hits);
    expect(found).toHaveLength(hits);
    for (const hit of some) {
      const base = artifacts.find(({ id }) => id === hit.artifact)?.baseAddress ?? '';
      expect(BigInt(hit.address)).toBe(BigInt(base) + BigInt(hit.offset));
      expect(hit).toMatchObject({ process: 'fwlog', encoding: 'ascii' });
      expect(hit.excerpt).toContain('"session_id":"fw-04-000000000001"');
    }
  });

  it('says of each hit what became of the chunk that holds it, as the strings of the dump say', async () => {
    const { found } = await search('session_id', '--limit', '100000', '--target', 'gw-a');
    const one = found[0]?.artifact ?? 0;
    const own = found.filter(({ artifact }) => artifact === one);
    const { strings } = await desk.json<JsonShape<'strings'>>(
      ...(['strings', sample, `E-${one}`, '--limit', '100000'] as const),
    );
    const stateOf = (offset: number) =>
      strings.find((string) => string.offset <= offset && offset < string.offset + string.length)?.state;
    for (const hit of own.slice(0, 2000)) expect(hit.state ?? null).toBe(stateOf(hit.offset));
    const states = new Set(found.map(({ state }) => state));
    expect(states).toContain('used');
    expect(states).toContain('free');
  });

  it('counts the same as text, bytes and expression, and all beyond the limit', async () => {
    const text = await search('session_id', '--limit', '1');
    const hex = await search('73 65 73 73 69 6f 6e 5f ?? 64', '--hex', '--limit', '1');
    const regex = await search('session_[i]d', '--regex', '--limit', '1');
    expect([text.told, hex.told, regex.told]).toEqual([1, 1, 1]);
    // Nothing else than `i` stands there in this case, and ASCII is the only encoding of it.
    expect(hex.hits).toBe(text.hits);
    expect(regex.hits).toBe(text.hits);
    expect(text.hits).toBeGreaterThan(100_000);
    expect((await search('SESSION_ID', '--ignore-case', '--limit', '1')).hits).toBe(text.hits);
    expect((await search('SESSION_ID', '--limit', '1')).hits).toBe(0);
  });

  it('prints a table for people, with what is left out', async () => {
    const { out, code } = await desk.run([
      'search',
      sample,
      'session_id',
      '--limit',
      '2',
      '--target',
      'gw-a',
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^evidence +process +address +state +encoding +text$/m);
    expect(out.match(/^E-\d+ /gm)).toHaveLength(2);
    expect(out).toContain('of them are not shown: --limit');
  });

  it.each([
    [['4g', '--hex'], 'bytes such as'],
    [['(', '--regex'], 'cannot be used'],
    [['7f36', '--address'], 'is no address'],
    [['a', '--regex', '--hex'], 'not two of them'],
  ])('refuses %j', async (args, said) => {
    const { code, err } = await desk.run(['search', sample, ...args]);
    expect(code).not.toBe(0);
    expect(err).toContain(said);
  });
});
