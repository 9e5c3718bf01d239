/** syslog-ng’s output queue of each destination. */
import { bounded } from './ceilings.ts';
import type { MechanismDefinition } from './definition.ts';

export const syslogNgDestination: MechanismDefinition = {
  id: 'syslog-ng-destination',
  kind: 'queue',
  signs: { processes: [/^syslog-ng$/], content: /^<\d{1,3}>/ },
  settings: [
    {
      key: 'log-fifo-size',
      default: 10_000,
      unit: 'items',
      scope: 'destination',
      least: 1,
      line: 'log-fifo-size({value});',
    },
  ],
  ceiling: bounded({ items: ['log-fifo-size'] }),
  remedy: [
    { key: 'log-fifo-size', share: 0.5 },
    { key: 'flags', value: 'flow-control', line: 'flags({value});' },
  ],
};
