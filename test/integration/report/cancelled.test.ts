/** Ctrl-C in the middle of a report: an exit code of its own, a line that says so, and no file, whole or half. */
import { readdirSync, readlinkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDesk, type Desk } from '#test/support/cli/memcase.ts';

const sample = fileURLToPath(new URL('../../../build/sample/two-appliances.memcase', import.meta.url));

let desk: Desk;
beforeAll(() => {
  desk = createDesk();
});
afterAll(() => desk.remove());

/** Whether a process has a file open; the work begins then. */
function hasOpen(pid: number, path: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((name) => {
    try {
      return readlinkSync(join(folder, name)) === path;
    } catch {
      return false;
    }
  });
}

it.runIf(process.platform === 'linux')('leaves nothing behind, and what was there as it was', async () => {
  const before = desk.write('postmortem.pdf', '%PDF-1.7 an earlier one');
  const visible = () => readdirSync(desk.folder).filter((name) => !/^\.(?:state|cache)$/.test(name));
  const files = visible();
  const { child, ended } = desk.start(['report', sample, '-o', before]);
  child.stdin?.end();
  while (child.exitCode === null && !hasOpen(child.pid!, sample)) await wait(10);
  child.kill('SIGINT');
  const { code, out } = await ended;
  expect([code, out]).toEqual([130, '']);
  expect(visible()).toEqual(files);
  expect(readFileSync(before, 'latin1')).toBe('%PDF-1.7 an earlier one');
});
