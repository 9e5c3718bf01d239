/** hiredis: commands wait in a buffer without a limit while the server does not read. */
import { unbounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const hiredisAsync: MechanismDefinition = {
  id: 'hiredis-async',
  kind: 'queue',
  signs: {
    libraries: [/libhiredis\.so/],
    content: /^\*\d+\r\n\$\d+\r\n/,
    ports: [6379, 6380],
    needsPeer: true,
  },
  settings: [],
  ceiling: unbounded,
  remedy: [
    {
      key: 'in-flight',
      value: '1000',
      line: '/* stop sending while more than {value} replies are outstanding */',
    },
  ],
};
