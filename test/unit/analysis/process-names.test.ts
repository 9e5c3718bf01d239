import { expect, it } from 'vitest';
import { KERNEL_THREADS, programOf } from '#shared/analysis/process-names.ts';

it.each([
  ['/usr/sbin/fwlog', '/usr/sbin/fwlog'],
  ['[kworker/0:1]', KERNEL_THREADS],
  // Two collections' shells.
  ['sh memcase-584c155d8d66311583a4a0d7', 'sh memcase'],
  ['sh memcase-d148f1db6e6052c9015ba1bc', 'sh memcase'],
  ['sh /opt/memcase-tools/run', 'sh /opt/memcase-tools/run'],
])('%s is the program %s', (executable, program) => {
  expect(programOf(executable)).toBe(program);
});
