/** Netty, Node, asio, libuv, libevent: the mark of “enough” is advice, and whoever ignores it writes without a limit (unchecked). */
import { unbounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const eventLoopWrites: MechanismDefinition = {
  id: 'event-loop-writes',
  kind: 'queue',
  unchecked: true,
  signs: { libraries: [/lib(?:uv|event(?:_core)?|ev)(?:-[\d.]+)?\.so/], needsPeer: true },
  settings: [],
  ceiling: unbounded,
  remedy: [
    {
      key: 'backpressure',
      value: '1048576',
      line: '/* stop writing while more than {value} bytes wait: write() === false, isWritable(), bufferevent_setwatermark() */',
    },
  ],
};
