/** No queue: freed, and kept by glibc’s allocator in whole pages. Claimed by match-allocator.ts. */
import type { MechanismDefinition } from './definition.ts';
import type { Ceiling } from './definition.ts';

/** Nothing bounds what glibc keeps; malloc_trim(3) leaves what is less than a page. */
const afterTrim: Ceiling = ({ malloc_trim: trims }, { retainedBytes, trimmableBytes }) =>
  trims === 1 ? Math.max(0, retainedBytes - trimmableBytes) : null;

export const allocatorRetention: MechanismDefinition = {
  id: 'allocator-retention',
  kind: 'allocator',
  signs: { libraries: [/libc(?:-[\d.]+)?\.so/] },
  settings: [
    {
      key: 'malloc_trim',
      default: 0,
      unit: 'switch',
      scope: 'process',
      least: 0,
      most: 1,
      line: `gdb -nx -batch -p "$PID" -ex 'call (int) malloc_trim(0)'`,
    },
  ],
  ceiling: afterTrim,
  remedy: [
    { key: 'malloc_trim', value: '0', line: 'malloc_trim({value});' },
    { key: 'MALLOC_ARENA_MAX', value: '2', line: 'Environment=MALLOC_ARENA_MAX={value}' },
    { key: 'M_TRIM_THRESHOLD', value: '131072', line: 'Environment=MALLOC_TRIM_THRESHOLD_={value}' },
  ],
};
