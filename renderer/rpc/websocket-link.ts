/** The wire of the web launcher: one WebSocket on the page's own origin. */
import { decodeFrame, encodeFrame } from '#shared/contract/frames.ts';
import type { Utf8 } from '#shared/contract/frames.ts';
import type { Wire } from '#shared/contract/wire.ts';
import { AppError } from '#shared/errors/app-error.ts';

export const utf8: Utf8 = {
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
};

/** @throws rpc.disconnected where the host does not answer or does not let the page in */
export function openWebSocketWire(createSocket: () => WebSocket): Promise<Wire> {
  const socket = createSocket();
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    const refused = () =>
      reject(new AppError('rpc.disconnected', 'Memcase does not answer on this address.'));
    socket.addEventListener('close', refused, { once: true });
    // The close event that follows tells; without a listener some clients throw.
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('open', () => resolve(wireOf(socket)), { once: true });
  });
}

function wireOf(socket: WebSocket): Wire {
  return {
    post: (message) => socket.send(encodeFrame(message, utf8) as string | Uint8Array<ArrayBuffer>),
    onMessage: (listener) =>
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = decode(event.data);
        if (message === undefined) socket.close();
        else listener(message);
      }),
    onClose: (listener) => socket.addEventListener('close', () => listener(), { once: true }),
    close: () => socket.close(),
  };
}

function decode(data: unknown): unknown {
  try {
    return decodeFrame(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer), utf8);
  } catch {
    return undefined;
  }
}
