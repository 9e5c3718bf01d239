import { expect, it } from 'vitest';
import { dumpOfName, isCommandLineName, pidOfName } from '#electron/jobs/import/name-hints.ts';

it.each([
  ['proc/1234/smaps', 1234],
  ['sosreport-gw-2026/proc/77/status', 77],
  ['1234/smaps', 1234],
  ['smaps.1234', 1234],
  ['pmap-1234.txt', 1234],
  ['pmap_-x_1234', 1234],
  ['cmd/pmap-x.180', 180],
  ['proc/1234/task/1300/status', 1234],
  ['proc/meminfo', null],
  ['messages.1', null],
  ['dmesg-2', null],
  ['2026/11/capture/meminfo', null],
  ['001/smaps', null],
  ['smaps', null],
])('%s is of process %s', (name, pid) => {
  expect(pidOfName(name)).toBe(pid);
});

it('reads the range of a dump from its name', () => {
  expect(dumpOfName('014/dump/180/0x7fa684000000-0x7fa684d98000.bin')).toEqual({
    pid: 180,
    baseAddress: '0x7fa684000000',
    expectedBytes: 0xd98000,
  });
  expect(dumpOfName('180/0x2000-0x1000.bin')).toBeNull();
  expect(dumpOfName('0x1000-0x2000.bin')).toBeNull();
  expect(dumpOfName('180/0x1000-0x2000.bin.stderr')).toBeNull();
});

it('knows command lines by name', () => {
  expect(isCommandLineName('proc/1/cmdline')).toBe(true);
  expect(isCommandLineName('cmdline.77')).toBe(true);
  expect(isCommandLineName('proc/1/cmdlines')).toBe(false);
});
