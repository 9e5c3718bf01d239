/** `heap` of the bundled case, beside what the daemons counted themselves, and where there is nothing to show. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCount } from '#shared/units/format.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';

const folder = new URL('../../../build/sample/', import.meta.url);
const sample = fileURLToPath(new URL('two-appliances.memcase', folder));
const key = JSON.parse(readFileSync(new URL('gw-a.answer-key.json', folder), 'utf8')) as {
  taken: string;
  daemons: { daemon: string; pid: number; queue_messages: number }[];
}[];
const fwlog = key.find(({ taken }) => taken === 'after')?.daemons.find(({ daemon }) => daemon === 'fwlog');

describe('memcase heap', () => {
  let desk: Desk;
  beforeAll(() => {
    desk = createDesk();
  });
  afterAll(() => desk.remove());

  it('tells of a process what lives in it, what was freed, and what it is', async () => {
    const { out, code } = await desk.run(['heap', sample, '--target', 'gw-a', '--process', 'fwlog']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^fwlog \\(${fwlog?.pid}\\) on gw-a@13: 7 dumps, `));
    expect(out).toContain('glibc 2.35–2.42, from the data');
    expect(out).toContain(`${formatCount(fwlog?.queue_messages ?? NaN)} live messages`);
    expect(out).toContain('0 ghosts in freed memory');
    expect(out).toContain('the broker was never reached');
    expect(out).toMatch(/arena, to its end/);
    expect(out).not.toContain('logsd');
  });

  it('takes a dump by its number, and refuses what is none', async () => {
    const { processes } = await desk.json<{ processes: { pid: number; dumps: { artifact: number }[] }[] }>(
      'heap',
      sample,
      '--process',
      'auditd',
      '--target',
      'gw-a',
    );
    const artifact = processes[0]?.dumps[0]?.artifact ?? 0;
    const one = await desk.json<{ processes: { pid: number }[] }>('heap', sample, `E-${artifact}`);
    expect(one.processes.map(({ pid }) => pid)).toEqual([processes[0]?.pid]);
    expect(await desk.run(['heap', sample, 'E-001'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('no dump of memory') as string,
    });
    expect(await desk.run(['heap', sample, '--process', 'nobody'])).toMatchObject({ code: 3 });
  });

  it('says that there are no dumps where there are none', async () => {
    await desk.run(['new', 'empty.memcase']);
    const { out, code } = await desk.run(['heap', 'empty.memcase']);
    expect([out, code]).toEqual(['There are no dumps of memory in this case.\n', 0]);
  });
});
