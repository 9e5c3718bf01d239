/** OpenTelemetry Collector: requests that wait for an exporter. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const otelCollector: MechanismDefinition = {
  id: 'otel-collector',
  kind: 'queue',
  signs: { processes: [/^otelcol/], ports: [4317, 4318], managed: true },
  settings: [
    {
      key: 'sending_queue.queue_size',
      default: 1000,
      unit: 'items',
      scope: 'exporter',
      least: 1,
      line: 'sending_queue: { queue_size: {value} }',
    },
  ],
  ceiling: bounded({ items: ['sending_queue.queue_size'] }),
  remedy: [
    { key: 'sending_queue.queue_size', share: 0.2 },
    {
      key: 'memory_limiter',
      value: '80',
      line: 'memory_limiter: { check_interval: 1s, limit_percentage: {value} }',
    },
  ],
};
