/** NATS’ Go client: what is published while it reconnects. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const natsGo: MechanismDefinition = {
  id: 'nats-go',
  kind: 'queue',
  signs: { content: /^H?PUB \S+ (?:\S+ )?\d+/, ports: [4222], managed: true },
  settings: [
    {
      key: 'ReconnectBufSize',
      default: 8_388_608,
      unit: 'bytes',
      scope: 'connection',
      least: 1,
      unlimitedAt: 0,
      line: 'nats.ReconnectBufSize({value})',
    },
  ],
  ceiling: bounded({ whole: [['ReconnectBufSize', 1]] }),
  remedy: [{ key: 'ReconnectBufSize', share: 0.5 }],
};
