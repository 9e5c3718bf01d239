/** The Java producer’s pool of buffers: bounded in bytes, in the Java heap. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const kafkaJavaProducer: MechanismDefinition = {
  id: 'kafka-java-producer',
  kind: 'queue',
  signs: { libraries: [/kafka-clients-[^/]*\.jar/], ports: [9092, 9093, 9094], managed: true },
  settings: [{ key: 'buffer.memory', default: 33_554_432, unit: 'bytes', scope: 'client', least: 0 }],
  ceiling: bounded({ whole: [['buffer.memory', 1]] }),
  remedy: [
    { key: 'buffer.memory', share: 0.5 },
    { key: 'delivery.timeout.ms', value: '60000' },
  ],
};
