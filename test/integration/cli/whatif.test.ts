/** `whatif` of the bundled case: the ceiling from the messages of the dumps, and what it refuses. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WhatIf } from '#shared/domain/mechanism.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';

const folder = new URL('../../../build/sample/', import.meta.url);
const sample = fileURLToPath(new URL('two-appliances.memcase', folder));
const key = JSON.parse(readFileSync(new URL('gw-a.answer-key.json', folder), 'utf8')) as {
  taken: string;
  daemons: { daemon: string; queue_messages: number; queue_payload_bytes: number; queue_key_bytes: number }[];
}[];
const fwlog = key.find(({ taken }) => taken === 'after')?.daemons.find(({ daemon }) => daemon === 'fwlog');
const producer = ['whatif', sample, '--mechanism', 'librdkafka-producer'];

describe('memcase whatif', () => {
  let desk: Desk;
  beforeAll(() => {
    desk = createDesk();
  });
  afterAll(() => desk.remove());

  it('computes the ceiling again, from messages as long as those that were found', async () => {
    const answer = await desk.json<WhatIf>(...producer, '--set', 'queue.buffering.max.messages=20000');
    const row = answer.rows.find(({ process }) => process === 'fwlog');
    // struct of 168 or 176 bytes, payload, key and 8, up to the next 16: at most 15 more a message
    const perMessage = (fwlog?.queue_payload_bytes ?? NaN) + (fwlog?.queue_key_bytes ?? NaN);
    const mean = perMessage / (fwlog?.queue_messages ?? NaN);
    expect(row?.thenCeilingBytes).toBeGreaterThan(20_000 * (mean + 176));
    expect(row?.thenCeilingBytes).toBeLessThan(20_000 * (mean + 184 + 16));
    expect(answer.thenCeilingBytes).toBe(
      answer.rows.reduce((sum, one) => sum + (one.thenCeilingBytes ?? NaN), 0),
    );
    expect(answer.lines).toEqual(['queue.buffering.max.messages=20000']);
    expect(answer.rows.every(({ target }) => target === 'gw-a')).toBe(true);
  });

  it('takes several settings, and tells people the sum and the lines', async () => {
    const set = ['--set', 'queue.buffering.max.messages=20000', '--set', 'queue.buffering.max.kbytes=1024'];
    const { out, code } = await desk.run([...producer, ...set]);
    expect(code).toBe(0);
    expect(out).toMatch(/^librdkafka producer queue: .* observed, ceiling .*; then it would be /);
    expect(out).toContain('all of them');
    expect(out).toMatch(/queue\.buffering\.max\.messages=20000\nqueue\.buffering\.max\.kbytes=1024\n$/);
  });

  it.each([
    ['a key that it does not have', ['--mechanism', 'librdkafka-producer', '--set', 'queue.size=3'], 2],
    [
      'a value that is no number',
      ['--mechanism', 'librdkafka-producer', '--set', 'queue.buffering.max.messages=x'],
      2,
    ],
    ['a mechanism that there is not', ['--mechanism', 'kafka', '--set', 'a=1'], 2],
    ['nothing set', ['--mechanism', 'librdkafka-producer'], 2],
    ['a mechanism that the case does not hold', ['--mechanism', 'zeromq-pipe', '--set', 'ZMQ_SNDHWM=10'], 3],
  ])('refuses %s', async (_, args, expected) => {
    const { err, code } = await desk.run(['whatif', sample, ...args]);
    expect(code).toBe(expected);
    expect(err.split('\n').filter((line) => line !== '')).toHaveLength(1);
  });
});
