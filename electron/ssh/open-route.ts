/** The way to a target, hop by hop: each one through the TCP forwarding of the one before it. */
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { HopFacts, RouteSpec } from '#shared/domain/route.ts';
import type { LocalAccount } from './config/expand-tokens.ts';
import type { HostConfig } from './config/resolve-host.ts';
import { createConnection } from './connection.ts';
import { startDeadline } from './deadline.ts';
import { dialTcp, type Dial } from './dial.ts';
import { hopError, type HopPlace } from './hop-error.ts';
import { openHop } from './open-hop.ts';
import { localAccount, resolveRoute } from './resolve-route.ts';
import { defaultSettings } from './settings.ts';
import type { Connect, Connection, ConnectOptions } from './types.ts';

/** What a connection takes from this machine. */
export interface Surroundings {
  readonly dial: Dial;
  readonly local: LocalAccount;
}

export const openRoute: Connect = (route, options) =>
  openRouteFrom({ dial: dialTcp, local: localAccount() }, route, options);

/** The same from given surroundings: another home, another way to the first hop. */
export async function openRouteFrom(
  { dial, local }: Surroundings,
  route: RouteSpec,
  options: ConnectOptions,
): Promise<Connection> {
  if (options.signal.aborted) throw cancelled();
  const { hops, identityFiles } = resolveRoute(route, local);
  const notices = new Set(hops.flatMap((config) => config.notices));
  const facts = hops.map(waitingFacts);
  const clients: Client[] = [];
  const closeAll = () => clients.toReversed().forEach((client) => client.destroy());
  try {
    for (const [index, config] of hops.entries()) {
      const isLast = index === hops.length - 1;
      const client = await openNext({
        config,
        place: { index, count: hops.length, hostName: config.hostName, port: config.port },
        before: clients.at(-1) ?? null,
        beforeConfig: hops[index - 1] ?? null,
        identityFiles: isLast ? identityFiles : [],
        facts,
        notices,
        dial,
        options,
      });
      clients.push(client);
    }
  } catch (error) {
    closeAll();
    throw error;
  }
  return createConnection(clients, facts, [...notices], options);
}

interface NextHop {
  readonly config: HostConfig;
  readonly place: HopPlace;
  readonly before: Client | null;
  readonly beforeConfig: HostConfig | null;
  readonly identityFiles: readonly string[];
  readonly facts: HopFacts[];
  readonly notices: Set<string>;
  readonly dial: Dial;
  readonly options: ConnectOptions;
}

async function openNext(next: NextHop): Promise<Client> {
  const { config, place, facts, notices, options } = next;
  const settings = { ...defaultSettings, ...options.settings };
  const started = performance.now();
  const tell = (change: Partial<HopFacts>) => {
    const before = facts[place.index] ?? waitingFacts(config, place.index);
    const now = { ...before, ...change, elapsedMs: performance.now() - started };
    facts[place.index] = now;
    if (change.state !== undefined) options.onHop?.(now);
  };
  // One end for everything that may cut this hop short: the time limit and the person.
  const ending = new AbortController();
  const stop = () => ending.abort(cancelled());
  const limitMs = settings.connectTimeoutMs;
  const late = () => ending.abort(hopError('ssh.timeout', place, `no answer within ${limitMs} ms`));
  const deadline = startDeadline(limitMs, late);
  options.signal.addEventListener('abort', stop, { once: true });
  let stream: Duplex | null = null;
  try {
    tell({ state: 'connecting' });
    stream = await untilAborted(streamTo(next, ending.signal), ending.signal);
    const request = { ...next, settings, deadline, tell, prompter: options.prompter };
    const opening = openHop(stream, { ...request, notice: (sentence) => notices.add(sentence) });
    const client = await untilAborted(opening, ending.signal);
    tell({ state: 'ready' });
    return client;
  } catch (error) {
    stream?.destroy();
    tell({ state: 'failed', failure: isAppError(error) ? error.code : 'internal' });
    throw error;
  } finally {
    deadline.clear();
    options.signal.removeEventListener('abort', stop);
  }
}

async function streamTo(
  { before, beforeConfig, config, place, dial }: NextHop,
  signal: AbortSignal,
): Promise<Duplex> {
  if (before === null || beforeConfig === null) {
    return dial(config.hostName, config.port, signal).catch((error: Error) => {
      throw hopError('ssh.unreachable', place, error.message, error);
    });
  }
  const gone = () =>
    hopError('ssh.disconnected', placeBefore(place, beforeConfig), 'the connection was closed');
  return new Promise((resolve, reject) => {
    before.once('close', () => reject(gone()));
    try {
      before.forwardOut('127.0.0.1', 0, config.hostName, config.port, (error, channel) => {
        if (error === undefined) resolve(channel);
        else reject(forwardError(error, place, beforeConfig));
      });
    } catch {
      reject(gone());
    }
  });
}

function cancelled(): AppError {
  return new AppError('job.cancelled', 'cancelled while connecting');
}

/** RFC 4254 section 5.1: 2 is "connect failed", everything else is the refusal of the hop before. */
function forwardError(
  error: Error & { reason?: unknown },
  place: HopPlace,
  beforeConfig: HostConfig,
): AppError {
  const reason = error.message.replace(/^\(SSH\) Channel open failure: /, '');
  if (error.reason === 2) return hopError('ssh.unreachable', place, reason || 'connect failed', error);
  const to = `${place.hostName}:${place.port}`;
  return hopError(
    'ssh.forward-refused',
    placeBefore(place, beforeConfig),
    `does not let us through to ${to}: ${reason}`,
    error,
  );
}

function placeBefore(place: HopPlace, { hostName, port }: HostConfig): HopPlace {
  return { index: place.index - 1, count: place.count, hostName, port };
}

/** Leaves what is under way behind as soon as the signal says so; whoever aborts also ends the stream. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function waitingFacts({ hostName, port, user }: HostConfig, index: number): HopFacts {
  return {
    index,
    host: hostName,
    port,
    user,
    state: 'waiting',
    elapsedMs: 0,
    hostKeyFingerprint: null,
    hostKeyType: null,
    hostKeyTrust: null,
    authMethod: null,
    serverVersion: null,
    failure: null,
  };
}
