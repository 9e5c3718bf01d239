/** Log4j 2’s ring of events for asynchronous loggers: slots that are never given back. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const log4j2Async: MechanismDefinition = {
  id: 'log4j2-async',
  kind: 'queue',
  signs: null,
  settings: [
    {
      key: 'log4j2.asyncLoggerRingBufferSize',
      default: 262_144,
      unit: 'items',
      scope: 'process',
      least: 128,
      line: '-Dlog4j2.asyncLoggerRingBufferSize={value}',
    },
  ],
  ceiling: bounded({ items: ['log4j2.asyncLoggerRingBufferSize'] }),
  remedy: [
    { key: 'log4j2.asyncLoggerRingBufferSize', share: 0.25 },
    { key: 'log4j2.asyncQueueFullPolicy', value: 'Discard', line: '-Dlog4j2.asyncQueueFullPolicy={value}' },
  ],
};
