/** Fluentd’s memory buffer of each output. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const fluentdBuffer: MechanismDefinition = {
  id: 'fluentd-buffer',
  kind: 'queue',
  signs: { processes: [/^(?:fluentd|td-agent)$/], needsPeer: true },
  settings: [
    {
      key: 'total_limit_size',
      default: 536_870_912,
      unit: 'bytes',
      scope: 'output',
      least: 1,
      line: 'total_limit_size {value}',
    },
  ],
  ceiling: bounded({ whole: [['total_limit_size', 1]] }),
  remedy: [
    { key: 'total_limit_size', share: 0.25 },
    { key: 'overflow_action', value: 'drop_oldest_chunk', line: 'overflow_action {value}' },
  ],
};
