/** librdkafka’s prefetched messages: a slow application fills them. Fetch buffers look like any other large block. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const librdkafkaConsumer: MechanismDefinition = {
  id: 'librdkafka-consumer',
  kind: 'queue',
  signs: null,
  settings: [
    {
      key: 'queued.max.messages.kbytes',
      default: 65_536,
      unit: 'KiB',
      scope: 'queue',
      least: 1,
      most: 2_097_151,
      earlier: [
        { versions: ['0.9.5', '0.11.0'], default: 1_000_000 },
        { versions: ['0.11.4–0.11.6'], default: 1_048_576 },
      ],
    },
  ],
  ceiling: bounded({ whole: [['queued.max.messages.kbytes', 1024]] }),
  remedy: [{ key: 'queued.max.messages.kbytes', value: '16384' }],
};
