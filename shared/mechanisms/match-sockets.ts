/** Bytes that wait in the kernel's send buffers. */
import type { Mechanism, ProcessEvidence } from '#shared/domain/mechanism.ts';
import { MiB } from '#shared/units/bytes.ts';
import { isUnanswered } from './common-signs.ts';
import { kernelSockets } from './kernel-sockets.ts';
import { defaultLimits } from './limits.ts';
import { makeMechanism } from './make-mechanism.ts';
import { say } from './say.ts';

const LEAST_UNSENT = MiB;

export function matchSockets(evidence: ProcessEvidence): Mechanism[] {
  // Of a connection that is not made yet, the listing counts the SYN itself.
  const waiting = evidence.sockets.filter((socket) => !isUnanswered(socket) && (socket.unsentBytes ?? 0) > 0);
  const bytes = waiting.reduce((sum, { unsentBytes }) => sum + (unsentBytes ?? 0), 0);
  if (bytes < LEAST_UNSENT) return [];
  const refs = waiting.map((socket) => socket.evidence);
  return [
    makeMechanism(kernelSockets, evidence, {
      ...{ confidence: 'estimated', standing: 'below-default-limit', limits: defaultLimits(kernelSockets) },
      ...{ observed: { bytes, unsentBytes: bytes, liveItems: waiting.length }, evidence: refs },
      for: [say('kernel.unsent', { bytes, connections: waiting.length }, refs)],
      against: [
        say('limit.per', { setting: 'net.ipv4.tcp_wmem', scope: 'connection' }, [], 'caution'),
        say('knowledge.unchecked', {}, [], 'caution'),
      ],
    }),
  ];
}
