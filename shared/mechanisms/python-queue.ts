/** Python’s queues (QueueHandler, asyncio.Queue) have no limit unless one is given. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const pythonQueue: MechanismDefinition = {
  id: 'python-queue',
  kind: 'queue',
  unchecked: true,
  signs: null,
  settings: [
    {
      key: 'maxsize',
      default: null,
      unit: 'items',
      scope: 'queue',
      least: 0,
      unlimitedAt: 0,
      line: 'queue.Queue(maxsize={value})',
    },
  ],
  ceiling: bounded({ items: ['maxsize'] }),
  remedy: [{ key: 'maxsize', value: '10000', line: 'queue.Queue(maxsize={value})' }],
};
