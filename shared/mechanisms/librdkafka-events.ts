/** librdkafka’s statistics, reports and logs wait for rd_kafka_poll() without a limit. */
import { unbounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const librdkafkaEvents: MechanismDefinition = {
  id: 'librdkafka-events',
  kind: 'queue',
  signs: {
    libraries: [/librdkafka(?:\+\+)?\.so/],
    content: /^\{\s*"name":\s*"[^"]*#(?:producer|consumer)-\d+/,
  },
  settings: [],
  ceiling: unbounded,
  remedy: [
    { key: 'rd_kafka_poll', value: '0', line: 'rd_kafka_poll(rk, {value});' },
    { key: 'statistics.interval.ms', value: '0' },
  ],
};
