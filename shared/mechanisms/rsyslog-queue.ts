/** rsyslog’s main queue counts messages, not bytes (rsconf.c). */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const rsyslogQueue: MechanismDefinition = {
  id: 'rsyslog-queue',
  kind: 'queue',
  signs: { processes: [/^rsyslogd$/], content: /^<\d{1,3}>/, log: [/rsyslogd.*action .* suspended/] },
  settings: [
    {
      key: 'main_queue.queue.size',
      default: 100_000,
      unit: 'items',
      scope: 'process',
      least: 1,
      line: 'main_queue(queue.size="{value}")',
    },
  ],
  ceiling: bounded({ items: ['main_queue.queue.size'] }),
  remedy: [
    { key: 'main_queue.queue.size', share: 0.2 },
    {
      key: 'queue.filename',
      value: 'spool',
      line: 'main_queue(queue.type="LinkedList" queue.filename="{value}" queue.maxDiskSpace="1g")',
    },
  ],
};
