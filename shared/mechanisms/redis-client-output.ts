/** Redis: answers that a slow client does not read grow the server. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const redisClientOutput: MechanismDefinition = {
  id: 'redis-client-output',
  kind: 'queue',
  signs: { processes: [/^(?:redis-server|valkey-server)$/], content: /^[*$+:]-?\d+\r\n/, needsPeer: true },
  settings: [
    {
      key: 'client-output-buffer-limit.normal',
      default: null,
      unit: 'bytes',
      scope: 'connection',
      least: 0,
      unlimitedAt: 0,
      line: 'client-output-buffer-limit normal {value} 0 0',
    },
    {
      key: 'maxmemory-clients',
      default: null,
      unit: 'bytes',
      scope: 'process',
      least: 0,
      unlimitedAt: 0,
      line: 'maxmemory-clients {value}',
    },
  ],
  ceiling: bounded({
    whole: [
      ['client-output-buffer-limit.normal', 1],
      ['maxmemory-clients', 1],
    ],
  }),
  remedy: [
    { key: 'maxmemory-clients', value: '67108864', line: 'maxmemory-clients {value}' },
    {
      key: 'client-output-buffer-limit.normal',
      value: '16777216',
      line: 'client-output-buffer-limit normal {value} 0 0',
    },
  ],
};
