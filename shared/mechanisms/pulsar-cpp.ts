/** Pulsar’s C++ producer: pending messages, until an acknowledgement or the send timeout. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const pulsarCpp: MechanismDefinition = {
  id: 'pulsar-cpp',
  kind: 'queue',
  signs: { libraries: [/libpulsar\.so/], ports: [6650, 6651], needsPeer: true },
  settings: [
    {
      key: 'maxPendingMessages',
      default: 1000,
      unit: 'items',
      scope: 'producer',
      least: 0,
      unlimitedAt: 0,
      line: 'producerConfiguration.setMaxPendingMessages({value});',
    },
    {
      key: 'memoryLimit',
      default: null,
      unit: 'bytes',
      scope: 'client',
      least: 0,
      unlimitedAt: 0,
      line: 'clientConfiguration.setMemoryLimit({value});',
    },
  ],
  ceiling: bounded({ items: ['maxPendingMessages'], whole: [['memoryLimit', 1]] }),
  remedy: [{ key: 'memoryLimit', value: '33554432', line: 'clientConfiguration.setMemoryLimit({value});' }],
};
