/** The first hop's TCP connection. */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** Opens a byte stream to a host. Rejects with the system's error; ends promptly when `signal` is aborted. */
export type Dial = (host: string, port: number, signal: AbortSignal) => Promise<Duplex>;

export const dialTcp: Dial = (host, port, signal) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const stop = () => socket.destroy(new Error('cancelled'));
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', (error: AggregateError | Error) => {
      // Several addresses were tried: the last one's reason is as good as any.
      reject('errors' in error ? (error.errors.at(-1) as Error) : error);
    });
    socket.once('connect', () => {
      signal.removeEventListener('abort', stop);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
