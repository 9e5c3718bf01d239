/** No queue: freed in pieces smaller than a page between blocks that live. Claimed by match-allocator.ts. */
import { unbounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const arenaFragmentation: MechanismDefinition = {
  id: 'arena-fragmentation',
  kind: 'allocator',
  signs: { libraries: [/libc(?:-[\d.]+)?\.so/] },
  settings: [],
  ceiling: unbounded,
  remedy: [
    { key: 'MALLOC_ARENA_MAX', value: '2', line: 'Environment=MALLOC_ARENA_MAX={value}' },
    { key: 'LD_PRELOAD', value: 'libjemalloc.so.2', line: 'Environment=LD_PRELOAD={value}' },
  ],
};
