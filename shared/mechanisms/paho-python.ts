/** Paho MQTT for Python: messages with QoS above 0 wait without a limit. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const pahoPython: MechanismDefinition = {
  id: 'paho-python',
  kind: 'queue',
  signs: { processes: [/^python[\d.]*$/], ports: [1883, 8883], managed: true },
  settings: [
    {
      key: 'max_queued_messages',
      default: null,
      unit: 'items',
      scope: 'client',
      least: 0,
      unlimitedAt: 0,
      line: 'client.max_queued_messages_set({value})',
    },
  ],
  ceiling: bounded({ items: ['max_queued_messages'] }),
  remedy: [{ key: 'max_queued_messages', value: '10000', line: 'client.max_queued_messages_set({value})' }],
};
