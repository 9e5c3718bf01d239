/** Elastic Beats: events in memory that wait for an output. 4,096 up to 8.12; later versions 3,200 (unchecked). */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const beatsQueue: MechanismDefinition = {
  id: 'beats-queue',
  kind: 'queue',
  signs: { processes: [/^(?:file|metric|packet|audit|heart)beat$/], content: /^\{/, managed: true },
  settings: [
    {
      key: 'queue.mem.events',
      default: 4096,
      unit: 'items',
      scope: 'process',
      least: 1,
      line: 'queue.mem.events: {value}',
    },
  ],
  ceiling: bounded({ items: ['queue.mem.events'] }),
  remedy: [{ key: 'queue.mem.events', share: 0.5 }],
};
