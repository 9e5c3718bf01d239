/** Vector: events that wait for a sink. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const vectorBuffer: MechanismDefinition = {
  id: 'vector-buffer',
  kind: 'queue',
  unchecked: true,
  signs: { processes: [/^vector$/], content: /^\{/, needsPeer: true },
  settings: [
    {
      key: 'buffer.max_events',
      default: 500,
      unit: 'items',
      scope: 'output',
      least: 1,
      line: 'buffer.max_events = {value}',
    },
  ],
  ceiling: bounded({ items: ['buffer.max_events'] }),
  remedy: [{ key: 'buffer.when_full', value: 'drop_newest', line: 'buffer.when_full = "{value}"' }],
};
