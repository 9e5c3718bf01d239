/** Connections that are shared: two jobs on the same way to the same target log in once. */
import { AppError } from '#shared/errors/app-error.ts';
import type { RouteSpec } from '#shared/domain/route.ts';
import { openRoute } from './open-route.ts';
import { resolveRoute } from './resolve-route.ts';
import type { Connect, Connection, ConnectOptions, RemoteProcess } from './types.ts';

/** How long an unused connection is kept for the next job. */
const IDLE_MS = 60_000;

export interface ConnectionPool {
  /** As openRoute. What it gives is a share: closing it ends its own commands, the connection a while after the last share. */
  readonly connect: Connect;
  /** Ends all connections. */
  close(): void;
}

export interface PoolOptions {
  readonly connect?: Connect;
  readonly idleMs?: number;
  /** Routes with the same key share a connection. */
  readonly keyOf?: (route: RouteSpec) => string;
}

interface Shared {
  readonly opening: Promise<Connection>;
  readonly cancel: AbortController;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

export function createConnectionPool(options: PoolOptions = {}): ConnectionPool {
  const { connect = openRoute, idleMs = IDLE_MS, keyOf = keyOfRoute } = options;
  const pool = new Map<string, Shared>();

  const end = (key: string, shared: Shared) => {
    if (pool.get(key) === shared) pool.delete(key);
    clearTimeout(shared.idle);
    shared.cancel.abort();
    shared.opening.then(
      (connection) => connection.close(),
      () => undefined,
    );
  };
  const open = (key: string, route: RouteSpec, wanted: ConnectOptions): Shared => {
    const cancel = new AbortController();
    const shared: Shared = {
      opening: connect(route, { ...wanted, signal: cancel.signal }),
      cancel,
      users: 0,
      idle: undefined,
    };
    pool.set(key, shared);
    const forget = () => end(key, shared);
    shared.opening.then(({ lost }) => lost.addEventListener('abort', forget, { once: true }), forget);
    return shared;
  };
  const release = (key: string, shared: Shared, isOpen: boolean) => {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (!isOpen) return end(key, shared);
    shared.idle = setTimeout(() => end(key, shared), idleMs).unref();
  };

  return {
    async connect(route, wanted) {
      const key = keyOf(route);
      const known = pool.get(key);
      const shared = known ?? open(key, route, wanted);
      shared.users += 1;
      clearTimeout(shared.idle);
      try {
        const connection = await orCancelled(shared.opening, wanted.signal);
        if (known !== undefined) connection.hops.forEach((hop) => wanted.onHop?.(hop));
        return shareOf(connection, wanted.signal, () => release(key, shared, true));
      } catch (error) {
        release(key, shared, false);
        throw error;
      }
    },
    close() {
      for (const [key, shared] of pool) end(key, shared);
    },
  };
}

/** All that decides who is talked to and as whom: every hop as resolved, and the keys. @throws ssh.config */
export function keyOfRoute(route: RouteSpec): string {
  return JSON.stringify(resolveRoute(route));
}

function shareOf(connection: Connection, signal: AbortSignal, release: () => void): Connection {
  const ended = new AbortController();
  const commands = new Set<RemoteProcess>();
  const finish = (reason: unknown) => {
    if (ended.signal.aborted) return;
    ended.abort(reason);
    signal.removeEventListener('abort', cancel);
    for (const command of commands) command.close();
    release();
  };
  const cancel = () => finish(cancelled());
  signal.addEventListener('abort', cancel, { once: true });
  connection.lost.addEventListener('abort', () => finish(connection.lost.reason), { once: true });
  if (connection.lost.aborted) finish(connection.lost.reason);
  return {
    get hops() {
      return connection.hops;
    },
    notices: connection.notices,
    lost: ended.signal,
    close: () => finish(new AppError('ssh.disconnected', 'closed by us')),
    async exec(command) {
      if (ended.signal.aborted) throw ended.signal.reason as Error;
      const remote = await connection.exec(command);
      commands.add(remote);
      const forget = () => commands.delete(remote);
      remote.exit.then(forget, forget);
      return remote;
    },
  };
}

function orCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const done = () => signal.removeEventListener('abort', abort);
    work.then(resolve, reject).finally(done);
  });
}

function cancelled(): AppError {
  return new AppError('job.cancelled', 'cancelled while connecting');
}
