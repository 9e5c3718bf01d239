/** OpenTelemetry’s batch of spans in the program itself. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const otelSdkSpans: MechanismDefinition = {
  id: 'otel-sdk-spans',
  kind: 'queue',
  unchecked: true,
  signs: null,
  settings: [
    {
      key: 'OTEL_BSP_MAX_QUEUE_SIZE',
      default: 2048,
      unit: 'items',
      scope: 'process',
      least: 1,
      line: 'Environment=OTEL_BSP_MAX_QUEUE_SIZE={value}',
    },
  ],
  ceiling: bounded({ items: ['OTEL_BSP_MAX_QUEUE_SIZE'] }),
  remedy: [{ key: 'OTEL_BSP_MAX_QUEUE_SIZE', share: 0.5 }],
};
