/** Accepts the WebSockets of the page, after the same checks as every request and one more. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES } from '#shared/contract/wire.ts';
import type { Wire } from '#shared/contract/wire.ts';
import { hasSession } from './http-server.ts';
import type { HostContext } from './http-server.ts';
import { checkUpgrade } from './request-guard.ts';
import { wireOfWebSocket } from './websocket-wire.ts';

const MAX_WINDOWS = 16;
const HEARTBEAT_MS = 30_000;

export interface WebSocketHost {
  readonly windows: () => number;
  close(): void;
}

export function hostWebSockets(
  server: Server,
  context: HostContext,
  serve: (wire: Wire) => void,
): WebSocketHost {
  const sockets = new WebSocketServer({
    noServer: true,
    // Compression would cost more than loopback saves, and mixes secrets with chosen text.
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    const reason = refusalOf(request, context, sockets.clients.size);
    if (reason !== undefined) {
      context.log('warn', 'upgrade refused', { reason });
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) =>
      serve(wireOfWebSocket(accepted, { intervalMs: HEARTBEAT_MS })),
    );
  });
  return {
    windows: () => sockets.clients.size,
    close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function refusalOf(request: IncomingMessage, context: HostContext, windows: number): string | undefined {
  const refusal = checkUpgrade(request, context.hosts());
  if (refusal !== undefined) return refusal.reason;
  if (!hasSession(request, context)) return 'no session';
  return windows >= MAX_WINDOWS ? 'too many windows' : undefined;
}
