/** rsyslog to Kafka: the queue of the action and librdkafka’s, one behind the other. */
import type { MechanismDefinition } from './definition.ts';
import type { Ceiling } from './definition.ts';

/** Both may be full at once. */
const bothQueues: Ceiling = (limits, { items, chunkBytes }) => {
  const action = limits['action.queue.size'] ?? null;
  const client = limits['queue.buffering.max.messages'] ?? null;
  if (action === null || client === null || items === 0) return null;
  return Math.round(((action + client) * chunkBytes) / items);
};

export const rsyslogOmkafka: MechanismDefinition = {
  id: 'rsyslog-omkafka',
  kind: 'queue',
  signs: {
    libraries: [/omkafka\.so/],
    content: /^(?:<\d{1,3}>|\{)/,
    ports: [9092, 9093, 9094],
    log: [/omkafka/],
  },
  settings: [
    {
      key: 'action.queue.size',
      default: 1000,
      unit: 'items',
      scope: 'output',
      least: 1,
      line: 'action(type="omkafka" queue.size="{value}")',
    },
    {
      key: 'queue.buffering.max.messages',
      default: 100_000,
      unit: 'items',
      scope: 'client',
      least: 0,
      unlimitedAt: 0,
      line: 'action(type="omkafka" confParam=["queue.buffering.max.messages={value}"])',
    },
  ],
  ceiling: bothQueues,
  remedy: [
    { key: 'queue.buffering.max.messages', share: 0.2 },
    { key: 'action.queue.size', share: 1 },
  ],
};
