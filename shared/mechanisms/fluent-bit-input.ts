/** Fluent Bit’s chunks of each input: without a limit unless one is set. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const fluentBitInput: MechanismDefinition = {
  id: 'fluent-bit-input',
  kind: 'queue',
  signs: { processes: [/^(?:fluent-bit|td-agent-bit)$/], needsPeer: true },
  settings: [
    {
      key: 'mem_buf_limit',
      default: null,
      unit: 'bytes',
      scope: 'input',
      least: 1,
      line: 'mem_buf_limit {value}',
    },
  ],
  ceiling: bounded({ whole: [['mem_buf_limit', 1]] }),
  remedy: [
    { key: 'mem_buf_limit', value: '33554432', line: 'mem_buf_limit {value}' },
    { key: 'storage.type', value: 'filesystem', line: 'storage.type {value}' },
  ],
};
