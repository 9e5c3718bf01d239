/** librdkafka’s producer queue: one per client, payload alone counts (rdkafka_msg.c, curr_msgs_add; tags 0.8 to 2.15). Claimed by match-producer.ts. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const librdkafkaProducer: MechanismDefinition = {
  id: 'librdkafka-producer',
  kind: 'queue',
  signs: {
    libraries: [/librdkafka(?:\+\+)?\.so/],
    ports: [9092, 9093, 9094],
    log: [/\b(?:Connect to .* failed|Connection refused)\b/i],
  },
  settings: [
    {
      key: 'queue.buffering.max.messages',
      default: 100_000,
      unit: 'items',
      scope: 'client',
      least: 0,
      most: 2_147_483_647,
      unlimitedAt: 0,
    },
    {
      key: 'queue.buffering.max.kbytes',
      default: 1_048_576,
      unit: 'KiB',
      scope: 'client',
      least: 1,
      most: 2_147_483_647,
      earlier: [{ versions: ['0.9.5', '0.11.0'], default: 4_000_000 }],
    },
  ],
  ceiling: bounded({
    items: ['queue.buffering.max.messages'],
    payload: [['queue.buffering.max.kbytes', 1024]],
  }),
  remedy: [
    { key: 'queue.buffering.max.messages', share: 0.2 },
    { key: 'queue.buffering.max.kbytes', value: '32768' },
    { key: 'message.timeout.ms', value: '60000' },
    { key: 'MALLOC_ARENA_MAX', value: '2', line: 'Environment=MALLOC_ARENA_MAX={value}' },
  ],
};
