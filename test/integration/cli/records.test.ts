/** `records` of the bundled case, beside what the daemon counted, and with the sources that it was built from. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonShape } from '#shared/contract/json.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';

const folder = new URL('../../../build/sample/', import.meta.url);
const sample = fileURLToPath(new URL('two-appliances.memcase', folder));
const daemons = fileURLToPath(new URL('daemons', folder));
const key = JSON.parse(readFileSync(new URL('gw-a.answer-key.json', folder), 'utf8')) as {
  taken: string;
  daemons: { daemon: string; queue_messages: number; queue_payload_bytes: number }[];
}[];
const auditd = key.find(({ taken }) => taken === 'after')?.daemons.find(({ daemon }) => daemon === 'auditd');

describe('memcase records', () => {
  let desk: Desk;
  let dumps: number[];
  beforeAll(async () => {
    desk = createDesk();
    const { processes } = await desk.json<{ processes: { dumps: { artifact: number }[] }[] }>(
      ...['heap', sample, '--process', 'auditd', '--target', 'gw-a'],
    );
    dumps = (processes[0]?.dumps ?? []).map(({ artifact }) => artifact);
  });
  afterAll(() => desk.remove());

  it('finds all messages of a queue over the dumps of a process, and who writes them', async () => {
    let count = 0;
    let payload = 0;
    for (const dump of dumps) {
      const records = await desk.json<JsonShape<'records'>>(
        'records',
        sample,
        `E-${dump}`,
        '--source',
        daemons,
      );
      const shape = records.shapes.find(
        ({ keys }) => keys.includes('audit_time') && keys.includes('actor.role'),
      );
      const total = shape?.sides.live?.total;
      count += total?.count ?? 0;
      payload += total?.payloadBytes ?? 0;
      if (total === undefined) continue;
      expect(shape?.places[0]?.file).toBe('auditd.c');
      const line = readFileSync(`${daemons}/auditd.c`, 'utf8').split('\n')[(shape?.places[0]?.line ?? 0) - 1];
      expect(line).toMatch(/put_string\(o, "audit_time"/);
    }
    expect([count, payload]).toEqual([auditd?.queue_messages, auditd?.queue_payload_bytes]);
  });

  it('says it to people', async () => {
    const { out, code } = await desk.run(['records', sample, `E-${dumps[2]}`, '--source', daemons]);
    expect(code).toBe(0);
    expect(out).toMatch(/^E-\d+: .* of process \d+ on gw-a@\d+\n/);
    expect(out).toContain('{audit_time, session_id, actor, dst_ip');
    expect(out).toMatch(/auditd\.c:\d+: writes 15 of 15 keys/);
    expect(out).toMatch(/Searched with (ripgrep|git|grep)\./);
  });

  it('refuses what is no dump and no directory', async () => {
    expect(await desk.run(['records', sample, 'E-001'])).toMatchObject({ code: 3 });
    expect(await desk.run(['records', sample, `E-${dumps[0]}`, '--source', '/nonexistent'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('no directory') as string,
    });
  });
});
