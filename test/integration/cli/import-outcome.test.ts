/** What `memcase import` tells of what it took: exit code, warnings, sizes, the snapshot that blocks went to. */
import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';
import { meminfo, ps, smapsBlock } from '#test/support/cli/evidence.ts';

const at = '2026-11-22T10:00:00Z';
let desk: Desk;
beforeEach(async () => {
  desk = createDesk();
  expect((await desk.run(['new', 'a.memcase'])).code).toBe(0);
});
afterEach(() => desk.remove());

const importInto = (target: string, ...rest: string[]) =>
  desk.run(['import', 'a.memcase', '--target', target, '--at', at, ...rest]);

describe('memcase import', () => {
  it('takes part of a directory, and says so by its exit code', async () => {
    mkdirSync(desk.path('in'));
    desk.write('in/meminfo', meminfo(800_000));
    expect((await importInto('whole', 'in')).code).toBe(0);
    desk.write('in/empty', '');
    const { code, err, out } = await importInto('gw', 'in', '--json');
    expect([code, err]).toEqual([6, 'memcase: warning: 1 file left out (empty): empty.\n']);
    expect(JSON.parse(out)).toMatchObject({ leftOut: [{ name: 'empty', reason: 'empty' }], refused: [] });
    rmSync(desk.path('in/empty'));
    symlinkSync('meminfo', desk.path('in/link'));
    expect((await importInto('gw', 'in')).code).toBe(6);
    rmSync(desk.path('in/link'));
    // The same again: nothing to add, nothing left out.
    expect((await importInto('gw', 'in')).code).toBe(0);
  });

  it('gives the lines of a part of a transcript, not the size of the file', async () => {
    desk.write(
      'session.log',
      `[root@gw ~]# cat /proc/meminfo\n${meminfo(800_000)}[root@gw ~]# ps\n${ps([7, 1, 'x'])}`,
    );
    const { code, out } = await importInto('gw', 'session.log');
    expect(code).toBe(0);
    expect(out).toMatch(/meminfo +session\.log:2-15 +14 lines +14 /);
    expect(out).toMatch(/ps +session\.log:17-18 +2 lines +1 /);
  });

  it('refuses a dump from the middle of a page', async () => {
    desk.write('raw.bin', Buffer.alloc(4096, 7));
    const { code, err } = await importInto('gw', '--dump', '7:0x1010', 'raw.bin');
    expect(code).toBe(2);
    expect(err).toContain(
      '0x1010, which is no multiple of the page size 4096; give the address of the first byte of the file. [input.bad-option]',
    );
  });

  it('puts blocks that come one by one into one snapshot, unless told otherwise', async () => {
    let seconds = Date.parse(at) / 1000;
    for (const [name, content] of [
      ['meminfo', meminfo(800_000)],
      ['ps', ps([77, 50_000, '/usr/sbin/fwlog'])],
      ['smaps.77', smapsBlock('7f0000000000-7f0004000000', 65_536, 40_000)],
    ] as const) {
      desk.write(name, content);
      utimesSync(desk.path(name), seconds, (seconds += 7));
    }
    const take = (...args: string[]) => desk.run(['import', 'a.memcase', '--target', 'gw', ...args]);
    await take('meminfo');
    await take('ps');
    const last = await take('smaps.77');
    expect(last.code).toBe(0);
    expect(last.err).toMatch(
      /^memcase: warning: joined snapshot gw@1 of .*; use --new-snapshot to start another\.\n$/,
    );
    const shapes = async () =>
      (await desk.json<{ snapshots: { kinds: string[] }[] }>('show', 'a.memcase', 'snapshots')).snapshots.map(
        ({ kinds }) => kinds,
      );
    expect(await shapes()).toEqual([['meminfo', 'ps', 'smaps']]);
    await take('ps', '--new-snapshot');
    expect(await shapes()).toHaveLength(2);
  });
});
