/** A wire over one accepted WebSocket: frames in and out, a heartbeat, and an end for peers that do not read. */
import type { RawData, WebSocket } from 'ws';
import { decodeFrame, encodeFrame } from '#shared/contract/frames.ts';
import type { Utf8 } from '#shared/contract/frames.ts';
import type { Wire } from '#shared/contract/wire.ts';

/** A peer that leaves this much unread is gone or hostile. */
const MAX_UNREAD_BYTES = 512 * 1024 * 1024;

export interface Heartbeat {
  readonly intervalMs: number;
}

export const utf8: Utf8 = {
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
};

/** Ends the connection on a frame that is none of ours: nothing after it can be trusted. */
export function wireOfWebSocket(socket: WebSocket, heartbeat: Heartbeat): Wire {
  keepAlive(socket, heartbeat);
  // An error is always followed by a close; without a listener it would end the process.
  socket.on('error', () => undefined);
  return {
    post(message) {
      if (socket.bufferedAmount > MAX_UNREAD_BYTES) return socket.terminate();
      socket.send(encodeFrame(message, utf8));
    },
    onMessage: (listener) =>
      void socket.on('message', (data, isBinary) => {
        const message = decode(data, isBinary);
        if (message === undefined) socket.close(1003, 'not a frame of Memcase');
        else listener(message);
      }),
    onClose: (listener) => void socket.on('close', () => listener()),
    close: () => socket.close(),
  };
}

function decode(data: RawData, isBinary: boolean): unknown {
  try {
    // `binaryType` is nodebuffer, so a message comes as one Buffer.
    const bytes = data as Buffer;
    return decodeFrame(isBinary ? bytes : bytes.toString('utf8'), utf8);
  } catch {
    return undefined;
  }
}

/** A peer that has not answered one ping by the next is ended, so that its handlers stop. */
function keepAlive(socket: WebSocket, { intervalMs }: Heartbeat): void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, intervalMs);
  timer.unref();
  socket.on('close', () => clearInterval(timer));
}
