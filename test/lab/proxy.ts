/**
 * A bad wire, in user space: many kernels (cloud images) lack netem. Stands in front of bastion1, or of anything
 * else that listens; a RouteSpec then names `127.0.0.1` and its port as the first hop.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface ProxyOptions {
  readonly host: string;
  readonly port: number;
  /** Added in each direction. */
  readonly delayMs?: number;
  /** In each direction and connection; 0 or absent: as fast as it goes. */
  readonly bytesPerSecond?: number;
}

export interface Proxy {
  readonly port: number;
  /** In both directions, over all connections. */
  readonly bytes: () => number;
  /** Ends all connections: `reset` by RST, `silence` by letting them hang as a broken cable does (half-open). */
  cut(how: 'reset' | 'silence'): void;
  close(): Promise<void>;
}

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let bytes = 0;
  const server = createServer((near) => {
    const far = connect(options.port, options.host);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      forward(from, to, options, (count) => (bytes += count));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => {
    for (const [near, far] of pairs) for (const socket of [near, far]) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => bytes,
    cut(how) {
      if (how === 'reset') return destroyAll();
      // Nothing is read any more, nothing passed on, nobody is told.
      for (const pair of pairs) for (const socket of pair) socket.pause().removeAllListeners('data');
    },
    async close() {
      server.close();
      destroyAll();
      await once(server, 'close');
    },
  };
}

/** Passes on what comes, later and no faster than it should; keeps at most what is on its way. */
function forward(from: Socket, to: Socket, options: ProxyOptions, count: (bytes: number) => void): void {
  const { delayMs = 0, bytesPerSecond = 0 } = options;
  from.setNoDelay(true);
  const pass = (bytes: Buffer) => {
    if (!to.destroyed && !to.write(bytes)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  };
  const later = (wait: number, work: () => void) => (wait > 0 ? setTimeout(work, wait).unref() : work());
  from.on('data', (bytes: Buffer) => {
    count(bytes.length);
    later(delayMs, () => pass(bytes));
    if (bytesPerSecond === 0) return;
    from.pause();
    setTimeout(() => from.resume(), (bytes.length / bytesPerSecond) * 1000).unref();
  });
  from.on('end', () => later(delayMs, () => to.end()));
}
