/** What a caller holds once all hops are open. */
import type { Client, ClientChannel } from 'ssh2';
import type { HopFacts } from '#shared/domain/route.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { hopError, type HopPlace } from './hop-error.ts';
import { createRemoteProcess } from './remote-process.ts';
import { defaultSettings } from './settings.ts';
import type { Connection, ConnectOptions, RemoteProcess } from './types.ts';

/** `clients` in the order of travel. Closing, or the loss of any hop, ends them all. */
export function createConnection(
  clients: readonly Client[],
  hops: HopFacts[],
  notices: readonly string[],
  { onHop, signal, settings }: ConnectOptions,
): Connection {
  const limitMs = settings?.connectTimeoutMs ?? defaultSettings.connectTimeoutMs;
  const lost = new AbortController();
  const target = clients.at(-1);
  const facts = hops.at(-1);
  if (target === undefined || facts === undefined) throw new Error('a connection without hops');
  const place: HopPlace = { index: facts.index, count: hops.length, hostName: facts.host, port: facts.port };

  const end = (reason: AppError) => {
    if (lost.signal.aborted) return;
    lost.abort(reason);
    for (const client of clients.toReversed()) client.end();
    // What was to be said is in the first hop's socket by now; a dead link must not keep it open.
    setTimeout(() => clients.forEach((client) => client.destroy()), 200).unref();
    for (const [index, hop] of hops.entries()) {
      const closed: HopFacts = { ...hop, state: 'closed' };
      hops[index] = closed;
      onHop?.(closed);
    }
  };
  for (const [index, client] of clients.entries()) {
    const hop = hops[index] ?? facts;
    const where = { index, count: hops.length, hostName: hop.host, port: hop.port };
    client.on('error', (error) => end(hopError('ssh.disconnected', where, error.message, error)));
    const gone = () => end(hopError('ssh.disconnected', where, 'the connection was closed'));
    // Through a hop before, a server that is gone is an end without a close.
    client.on('end', gone).on('close', gone);
  }
  const cancel = () => end(new AppError('job.cancelled', 'cancelled'));
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });

  return {
    get hops() {
      return [...hops];
    },
    notices,
    lost: lost.signal,
    close() {
      signal.removeEventListener('abort', cancel);
      end(hopError('ssh.disconnected', place, 'closed by us'));
    },
    exec: async (command) => execute(target, command, { lost: lost.signal, place, limitMs }),
  };
}

function execute(
  target: Client,
  command: string,
  { lost, place, limitMs }: { lost: AbortSignal; place: HopPlace; limitMs: number },
): Promise<RemoteProcess> {
  const { promise, resolve, reject } = Promise.withResolvers<RemoteProcess>();
  let isLate = false;
  // A server that answers keepalives and no request would hold us for ever.
  const limit = setTimeout(() => {
    isLate = true;
    reject(hopError('ssh.timeout', place, `no answer to a command within ${limitMs} ms`));
  }, limitMs);
  const abort = () => reject(lost.reason as Error);
  if (lost.aborted) abort();
  lost.addEventListener('abort', abort, { once: true });
  const answer = (error: Error | undefined, channel: ClientChannel | undefined) => {
    if (isLate) {
      channel?.close();
    } else if (channel === undefined) {
      reject(hopError('ssh.exec-refused', place, error?.message ?? 'no channel', error));
    } else resolve(createRemoteProcess(channel, lost, place));
  };
  try {
    target.exec(command, answer);
  } catch (error) {
    reject(hopError('ssh.disconnected', place, (error as Error).message, error));
  }
  return promise.finally(() => {
    clearTimeout(limit);
    lost.removeEventListener('abort', abort);
  });
}
