/** journald on /run: counts as shared memory, not in a process. A tenth of the file system unless set (unchecked). */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const journaldVolatile: MechanismDefinition = {
  id: 'journald-volatile',
  kind: 'kernel',
  unchecked: true,
  signs: null,
  settings: [
    {
      key: 'RuntimeMaxUse',
      default: null,
      unit: 'bytes',
      scope: 'host',
      least: 0,
      line: 'RuntimeMaxUse={value}',
    },
  ],
  ceiling: bounded({ whole: [['RuntimeMaxUse', 1]] }),
  remedy: [{ key: 'RuntimeMaxUse', value: '67108864', line: 'RuntimeMaxUse={value}' }],
};
