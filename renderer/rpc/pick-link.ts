/** Finds out which launcher shows the page and connects to its services. */
import { createConnection } from './client.ts';
import type { Connection } from './client.ts';
import { openMessagePortWire } from './message-port-link.ts';
import { openWebSocketWire } from './websocket-link.ts';

export function connectPage(page: Window): Connection {
  if (page.location.protocol === 'memcase:') return createConnection(() => openMessagePortWire(page));
  // The WebSocket API has the port of the page; cookies go with it, so nothing secret is in the address.
  const address = `ws://${page.location.host}/rpc`;
  return createConnection(() => openWebSocketWire(() => new WebSocket(address)));
}
