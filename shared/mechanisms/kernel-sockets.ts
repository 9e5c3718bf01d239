/** Bytes that the peer has not taken are the kernel’s (tcp(7), tcp_wmem), in no process. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const kernelSockets: MechanismDefinition = {
  id: 'kernel-sockets',
  kind: 'kernel',
  unchecked: true,
  signs: {},
  settings: [
    {
      key: 'net.ipv4.tcp_wmem',
      default: 4_194_304,
      unit: 'bytes',
      scope: 'connection',
      least: 4096,
      line: 'net.ipv4.tcp_wmem = 4096 16384 {value}',
    },
  ],
  ceiling: bounded({ whole: [['net.ipv4.tcp_wmem', 1]] }),
  remedy: [{ key: 'net.ipv4.tcp_wmem', share: 0.25 }],
};
