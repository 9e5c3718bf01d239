/** ZeroMQ’s high-water mark, for each peer of a socket. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const zeromqPipe: MechanismDefinition = {
  id: 'zeromq-pipe',
  kind: 'queue',
  signs: { libraries: [/libzmq\.so/], needsPeer: true },
  settings: [
    {
      key: 'ZMQ_SNDHWM',
      default: 1000,
      unit: 'items',
      scope: 'pipe',
      least: 0,
      unlimitedAt: 0,
      line: 'zmq_setsockopt(socket, ZMQ_SNDHWM, &(int){ {value} }, sizeof(int));',
    },
  ],
  ceiling: bounded({ items: ['ZMQ_SNDHWM'] }),
  remedy: [{ key: 'ZMQ_SNDHWM', share: 0.2 }],
};
