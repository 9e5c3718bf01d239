/** Logback’s AsyncAppender: a short queue in the Java heap. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const logbackAsync: MechanismDefinition = {
  id: 'logback-async',
  kind: 'queue',
  signs: null,
  settings: [
    {
      key: 'queueSize',
      default: 256,
      unit: 'items',
      scope: 'output',
      least: 1,
      line: '<queueSize>{value}</queueSize>',
    },
  ],
  ceiling: bounded({ items: ['queueSize'] }),
  remedy: [{ key: 'neverBlock', value: 'true', line: '<neverBlock>{value}</neverBlock>' }],
};
