/** RabbitMQ’s Java client: messages that wait for a confirm are held by the publisher. */
import { unbounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const rabbitmqJava: MechanismDefinition = {
  id: 'rabbitmq-java',
  kind: 'queue',
  signs: { libraries: [/amqp-client-[^/]*\.jar/], ports: [5671, 5672], managed: true },
  settings: [],
  ceiling: unbounded,
  remedy: [
    {
      key: 'waitForConfirms',
      value: '1000',
      line: 'if (++outstanding >= {value}) channel.waitForConfirmsOrDie(5000);',
    },
  ],
};
