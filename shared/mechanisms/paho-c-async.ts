/** Paho MQTT for C: what is sent while there is no connection. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const pahoCAsync: MechanismDefinition = {
  id: 'paho-c-async',
  kind: 'queue',
  signs: { libraries: [/libpaho-mqtt3as?\.so/], ports: [1883, 8883], needsPeer: true },
  settings: [
    {
      key: 'maxBufferedMessages',
      default: 100,
      unit: 'items',
      scope: 'client',
      least: 1,
      line: 'createOptions.maxBufferedMessages = {value};',
    },
  ],
  ceiling: bounded({ items: ['maxBufferedMessages'] }),
  remedy: [
    { key: 'deleteOldestMessages', value: '1', line: 'createOptions.deleteOldestMessages = {value};' },
  ],
};
