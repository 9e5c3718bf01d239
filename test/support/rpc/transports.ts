/** The three transports as one thing to test: an app on one end, a typed client on the other. */
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort as NodePort } from 'node:worker_threads';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket as WsSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES } from '#shared/contract/wire.ts';
import type { MemcaseClient } from '#shared/contract/client.ts';
import type { App } from '#electron/app.ts';
import { wireOfPortMain } from '#electron/desktop/message-port-transport.ts';
import type { PortMain } from '#electron/desktop/message-port-transport.ts';
import { wireOfWebSocket } from '#electron/web/websocket-wire.ts';
import { createConnection } from '#renderer/rpc/client.ts';
import { wireOfPort } from '#renderer/rpc/message-port-link.ts';
import { openWebSocketWire } from '#renderer/rpc/websocket-link.ts';

export interface Transport {
  readonly client: MemcaseClient;
  /** Sends something that is no call, where the transport carries messages at all. */
  readonly sendRaw?: (data: unknown) => void;
  /** Cuts the connection under the client. */
  readonly cut?: () => void;
  close(): Promise<void>;
}

export const transports = ['in-process', 'MessagePort', 'WebSocket'] as const;
export type TransportName = (typeof transports)[number];

export function connect(name: TransportName, app: App): Promise<Transport> {
  if (name === 'in-process') return Promise.resolve({ client: app.client, close: async () => undefined });
  return name === 'MessagePort' ? connectPorts(app) : connectSockets(app);
}

/** A Node port with the events of Electron's MessagePortMain. */
export function asPortMain(port: NodePort): PortMain {
  return {
    on(event: string, listener: (event: { data: unknown }) => void) {
      return event === 'message'
        ? port.on('message', (data: unknown) => listener({ data }))
        : port.on(event, listener as () => void);
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  };
}

async function connectPorts(app: App): Promise<Transport> {
  const { port1, port2 } = new MessageChannel();
  app.serve(wireOfPortMain(asPortMain(port1)));
  const connection = createConnection(async () => wireOfPort(port2 as unknown as MessagePort));
  return {
    client: connection.client,
    sendRaw: (data) => port2.postMessage(data),
    cut: () => port1.close(),
    close: async () => {
      connection.close();
      port1.close();
      port2.close();
    },
  };
}

async function connectSockets(app: App): Promise<Transport> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  sockets.on('connection', (socket) => app.serve(wireOfWebSocket(socket, { intervalMs: 30_000 })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let socket: WsSocket | undefined;
  const connection = createConnection(() =>
    openWebSocketWire(() => {
      socket = new WsSocket(`ws://127.0.0.1:${port}/`);
      return socket as unknown as WebSocket;
    }),
  );
  return {
    client: connection.client,
    sendRaw: (data) => socket?.send(data as string),
    cut: () => sockets.clients.forEach((client) => client.terminate()),
    close: async () => {
      connection.close();
      sockets.clients.forEach((client) => client.terminate());
      server.close();
      await once(server, 'close');
    },
  };
}
