/** `strings` of a dump of the bundled case, beside GNU strings on the same bytes and what the daemon counted. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonShape } from '#shared/contract/json.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';

const folder = new URL('../../../build/sample/', import.meta.url);
const program = fileURLToPath(new URL('../../../electron/cli.ts', import.meta.url));
const sample = fileURLToPath(new URL('two-appliances.memcase', folder));
const key = JSON.parse(readFileSync(new URL('gw-a.answer-key.json', folder), 'utf8')) as {
  taken: string;
  daemons: { daemon: string; queue_messages: number }[];
}[];
const auditd = key.find(({ taken }) => taken === 'after')?.daemons.find(({ daemon }) => daemon === 'auditd');

describe('memcase strings', () => {
  let desk: Desk;
  let dumps: string[];
  beforeAll(async () => {
    desk = createDesk();
    const { processes } = await desk.json<{ processes: { dumps: { artifact: number }[] }[] }>(
      ...['heap', sample, '--process', 'auditd', '--target', 'gw-a'],
    );
    dumps = (processes[0]?.dumps ?? []).map(({ artifact }) => `E-${artifact}`);
  });
  afterAll(() => desk.remove());

  const strings = (...args: string[]): Promise<JsonShape<'strings'>> =>
    desk.json<JsonShape<'strings'>>('strings', sample, ...args);

  it('finds the same ASCII as GNU strings, byte by byte', async () => {
    const [dump = ''] = dumps;
    const {
      strings: told,
      matching,
      totals,
    } = await strings(dump, '--encoding', 'ascii', '--limit', '100000');
    const bytes = join(desk.folder, 'dump.bin');
    const raw = [program, 'show', sample, 'artifact', dump, '--raw'];
    writeFileSync(bytes, execFileSync(process.execPath, raw, { maxBuffer: 2 ** 28 }));
    const gnu = execFileSync('strings', ['-a', '-n6', '-tx', bytes], {
      encoding: 'latin1',
      maxBuffer: 2 ** 28,
    })
      .trimEnd()
      .split('\n');
    expect(gnu.length).toBeGreaterThan(100);
    expect(told.map(({ offset, text }) => `${offset.toString(16)} ${text}`)).toEqual(
      gnu.map((line) => line.trimStart().replace(/^(\S+ .{256}).*$/s, '$1')),
    );
    const { live, ghost, undetermined } = totals.ascii;
    expect([matching, live.count + ghost.count + undetermined.count]).toEqual([gnu.length, gnu.length]);
  });

  it('joins the records of a queue to one template, all of them live', async () => {
    let live = 0;
    for (const dump of dumps) {
      const { templates } = await strings(dump);
      const records = templates.find(({ pattern }) => pattern.startsWith('{audit_time, session_id, '));
      live += records?.sides.live.count ?? 0;
    }
    expect(live).toBe(auditd?.queue_messages);
  });

  it('leaves out what is not asked for, and says how much there is', async () => {
    const [, , dump = ''] = dumps;
    const { strings: ghosts, matching, totals } = await strings(dump, '--ghosts', '--limit', '3');
    expect(ghosts).toHaveLength(3);
    expect(ghosts.map(({ state }) => state)).not.toContain('used');
    const each = Object.values(totals).reduce((sum, { ghost }) => sum + ghost.count, 0);
    expect(matching).toBe(each);
    const { out, code } = await desk.run([
      'strings',
      sample,
      dump,
      '--list',
      '--live',
      '--min',
      '300',
      '--limit',
      '2',
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^(0x[0-9a-f]+ ascii {4}used {10}.*\n){2}… [\d,]+ more: --limit\n$/);
  });

  it('refuses what is no dump, and both sides at once', async () => {
    expect(await desk.run(['strings', sample, 'E-001'])).toMatchObject({ code: 3 });
    expect(await desk.run(['strings', sample, dumps[0] ?? '', '--live', '--ghosts'])).toMatchObject({
      code: 2,
    });
  });
});
